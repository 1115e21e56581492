//! Reports names in a path template, such as `{id}`, that no parameter declares.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "path-parameter-undeclared",
    severity: Warning,
    summary: "Every `{name}` of a path is a declared path parameter.",
    why: "The type is not known: the client takes the parameter as a string.",
    failing: &[fails(Surroundings::Paths, 1, "/tasks/{id}:\n  get:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}")],
    passing: &[passes(
        Surroundings::Paths,
        "/tasks/{id}:\n  parameters: [{name: id, in: path, required: true, description: ID., schema: {type: string}}]\n  get:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}",
    )],
    check,
};

/// Returns the names in braces: `id` for `/tasks/{id}`.
pub(super) fn in_template(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)).filter(|name| !name.is_empty() && !name.contains('/'))
}

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for operation in objects.operations() {
        let Some(path) = objects.parent(operation) else { continue };
        let parameters = objects.parameters(operation);
        for name in in_template(path.key) {
            if !parameters.iter().any(|object| object.text("in") == Some("path") && object.text("name") == Some(name)) {
                findings.report(
                    path.span.clone(),
                    format!("the operation `{}` does not declare the path parameter `{name}`", operation.key),
                    format!("add `- {{name: {name}, in: path, required: true, …}}` to its `parameters`, or correct the path"),
                );
            }
        }
    }
}
