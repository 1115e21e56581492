//! Reports paths that are not valid path templates, such as `/tasks/{id`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "invalid-path",
    severity: Error,
    summary: "A path is a template such as `/segments/{parameter}`, without query and fragment.",
    why: "Readers stop at unmatched braces or a parameter without a name; a query or fragment would be sent as part of the path.",
    failing: &[
        fails(Surroundings::Paths, 1, "/tasks/{id:\n  get:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}"),
        fails(Surroundings::Paths, 1, "/tasks?all=1:\n  get:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}"),
    ],
    passing: &[passes(Surroundings::Paths, "/tasks:\n  get:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.all().iter().filter(|object| object.kind == ObjectKind::PathItem && object.key.starts_with('/')) {
        if let Some(problem) = problem(object.key) {
            findings.report(object.span.clone(), format!("the path `{}` {problem}", object.key), "write it like `/v1/{project_id}/tasks`");
        }
    }
}

/// Describes the first problem of a path; `None` for a valid path.
fn problem(path: &str) -> Option<String> {
    let mut name: Option<String> = None;
    let mut seen = Vec::new();
    for c in path.chars() {
        match (&mut name, c) {
            (None, '{') => name = Some(String::new()),
            (None, '}') => return Some("closes a brace that is not open".to_owned()),
            (Some(text), '}') => {
                if text.is_empty() {
                    return Some("has a parameter without a name".to_owned());
                }
                if seen.contains(text) {
                    return Some(format!("has the parameter `{text}` twice"));
                }
                seen.push(std::mem::take(text));
                name = None;
            }
            (Some(_), '{' | '/') => return Some("does not close a brace".to_owned()),
            (Some(text), c) => text.push(c),
            (None, '?' | '#') => return Some(format!("contains `{c}`")),
            (None, c) if c.is_whitespace() || c.is_control() || c == '"' || c == '\\' => {
                return Some(format!("contains the character {c:?}"));
            }
            (None, _) => {}
        }
    }
    if name.is_some() {
        return Some("does not close a brace".to_owned());
    }
    path.contains("//").then(|| "has an empty segment, which progenitor removes".to_owned())
}
