//! Reports path parameters with a name that the path template does not contain.

use super::{path_parameter_undeclared::in_template, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "path-parameter-unused",
    severity: Warning,
    summary: "The path contains every path parameter.",
    why: "It cannot be sent: the client leaves it out.",
    failing: &[fails(
        Surroundings::Parameters,
        1,
        "- name: id\n  in: path\n  required: true\n  description: ID.\n  schema: {type: string}",
    )],
    passing: &[passes(Surroundings::Parameters, "- name: id\n  in: query\n  description: ID.\n  schema: {type: string}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for operation in objects.operations() {
        let Some(path) = objects.parent(operation) else { continue };
        for object in objects.parameters(operation) {
            let Some(name) = object.text("name").filter(|_| object.text("in") == Some("path")) else { continue };
            if !in_template(path.key).any(|used| used == name) {
                findings.report(
                    object.value_span("name"),
                    format!("the path parameter `{name}` is not in the path `{}`", path.key),
                    format!("add `{{{name}}}` to the path, or remove the parameter"),
                );
            }
        }
    }
}
