//! Path parameters of another path.

use super::{path_parameter_undeclared::in_template, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "path-parameter-unused",
    severity: Error,
    summary: "Every path parameter is in the path.",
    why: "It cannot be sent; progenitor panics (\"missing from path\").",
    failing: &[fails(
        Frame::Parameters,
        1,
        "- name: id\n  in: path\n  required: true\n  description: ID.\n  schema: {type: string}",
    )],
    passing: &[passes(Frame::Parameters, "- name: id\n  in: query\n  description: ID.\n  schema: {type: string}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for operation in contract.operations() {
        let Some(path) = contract.parent(operation) else { continue };
        for site in contract.parameters(operation) {
            let Some(name) = site.text("name").filter(|_| site.text("in") == Some("path")) else { continue };
            if !in_template(path.key).any(|used| used == name) {
                sink.report(
                    site.at_value("name"),
                    format!("the path parameter `{name}` is not in the path `{}`", path.key),
                    format!("add `{{{name}}}` to the path, or remove the parameter"),
                );
            }
        }
    }
}
