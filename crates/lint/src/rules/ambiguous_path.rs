//! Reports two paths that match the same request, such as `/a/{x}` and `/a/{y}`, or `/{x}/b` and `/a/{y}`.

use std::collections::HashMap;

use dataarts_insight_openapi::is_method;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ambiguous-path",
    severity: Warning,
    summary: "No request matches two paths of which neither is more exact.",
    why: "A request matches both paths, so neither a server nor a validator knows which operation it calls.",
    failing: &[fails(
        Surroundings::Paths,
        4,
        r#"
/tasks/{id}:
  parameters: [{name: id, in: path, required: true, description: ID., schema: {type: string}}]
  get: {operationId: show_task, summary: Shows a task., responses: {"204": {description: Nothing.}}}
/tasks/{task}:
  parameters: [{name: task, in: path, required: true, description: ID., schema: {type: string}}]
  delete: {operationId: delete_task, summary: Deletes a task., responses: {"204": {description: Nothing.}}}
"#,
    ), fails(
        Surroundings::Paths,
        4,
        r#"
/{kind}/mine:
  parameters: [{name: kind, in: path, required: true, description: Kind., schema: {type: string}}]
  get: {operationId: list_mine, summary: Lists., responses: {"204": {description: Nothing.}}}
/tasks/{id}:
  parameters: [{name: id, in: path, required: true, description: ID., schema: {type: string}}]
  get: {operationId: show_task, summary: Shows a task., responses: {"204": {description: Nothing.}}}
"#,
    )],
    passing: &[passes(
        Surroundings::Paths,
        r#"
/tasks/mine:
  get: {operationId: list_mine, summary: Lists., responses: {"204": {description: Nothing.}}}
/tasks/{id}:
  parameters: [{name: id, in: path, required: true, description: ID., schema: {type: string}}]
  get: {operationId: show_task, summary: Shows a task., responses: {"204": {description: Nothing.}}}
  delete: {operationId: delete_task, summary: Deletes a task., responses: {"204": {description: Nothing.}}}
"#,
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for path in objects.paths() {
        let first = *seen.entry(without_names(path.key)).or_insert(path.key);
        if first != path.key {
            findings.report(
                path.span.clone(),
                format!("the path `{}` matches the same requests as `{first}`", path.key),
                "put the operations of both under one path",
            );
        }
    }
    overlapping(objects, findings);
}

/// The maximum number of pairs of paths that are compared.
const MAX_PAIRS: usize = 2_000_000;

/// Reports pairs such as `/{x}/b` and `/a/{y}`. Each path has a parameter at a position where the other path has a
/// name.
fn overlapping(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let split = |path: &'_ str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let paths: Vec<(&Object<'_>, Vec<String>)> = objects.paths().map(|path| (path, split(path.key))).collect();
    let pairs = paths.iter().enumerate().flat_map(|(at, path)| paths.iter().take(at).map(move |earlier| (earlier, path)));
    for ((first, left), (second, right)) in pairs.take(MAX_PAIRS) {
        if overlap(left, right) && share_method(first, second) {
            findings.report(
                second.span.clone(),
                format!("a request can match the path `{}` and `{}`, and neither is more exact", second.key, first.key),
                "give one of them another name in a place where both have one",
            );
        }
    }
}

/// Returns whether two paths form a pair such as `/{x}/b` and `/a/{y}`. Both paths match the request `/a/b`.
fn overlap(left: &[String], right: &[String]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let (mut left_names, mut right_names) = (false, false);
    for (left, right) in left.iter().zip(right) {
        match (left.contains('{'), right.contains('{')) {
            (false, false) if left != right => return false,
            // Only a parameter that is a whole segment counts, because `{id}.json` does not match every name.
            (true, false) if left.starts_with('{') && left.ends_with('}') => right_names = true,
            (false, true) if right.starts_with('{') && right.ends_with('}') => left_names = true,
            (true, false) | (false, true) => return false,
            _ => {}
        }
    }
    left_names && right_names
}

fn share_method(first: &Object<'_>, second: &Object<'_>) -> bool {
    first.node.entries().iter().any(|entry| is_method(&entry.key) && second.get(&entry.key).is_some())
}

/// Removes the names of parameters: `/tasks/{id}` becomes `/tasks/{}`.
fn without_names(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |template, part| template + "{}" + part.split_once('}').map_or("", |(_, rest)| rest))
}
