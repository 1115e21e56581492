//! Reports two paths that match the same request, such as `/a/{x}` and `/a/{y}`.

use std::collections::HashMap;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ambiguous-path",
    severity: Warning,
    summary: "No two paths differ only in the names of their parameters.",
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
    )],
    passing: &[passes(
        Surroundings::Paths,
        r#"
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
}

/// Removes the names of parameters: `/tasks/{id}` becomes `/tasks/{}`.
fn without_names(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |template, part| template + "{}" + part.split_once('}').map_or("", |(_, rest)| rest))
}
