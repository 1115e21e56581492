//! Reports operation ids that become the same Rust method, such as `showTask` and `show_task`.

use std::collections::HashMap;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "duplicate-operation-id",
    severity: Warning,
    summary: "Operation ids differ, even in snake_case.",
    why: "Each becomes a method of the client in snake_case; the second one gets a number.",
    failing: &[fails(
        Surroundings::Paths,
        3,
        r#"
/a:
  get: {operationId: show_task, summary: Shows., responses: {"204": {description: Nothing.}}}
  put: {operationId: showTask, summary: Shows., responses: {"204": {description: Nothing.}}}
"#,
    )],
    passing: &[passes(
        Surroundings::Paths,
        r#"
/a:
  get: {operationId: show_task, summary: Shows., responses: {"204": {description: Nothing.}}}
  put: {operationId: edit_task, summary: Shows., responses: {"204": {description: Nothing.}}}
"#,
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for object in objects.of(ObjectKind::Operation) {
        let Some(id) = object.text("operationId") else { continue };
        let method = names::snake(id);
        if let Some(first) = seen.get(&method) {
            let message = if *first == id {
                format!("the operationId `{id}` is used twice")
            } else {
                format!("the operationId `{id}` becomes the method `{method}`, as `{first}` does")
            };
            findings.report(object.value_span("operationId"), message, "choose another name");
        } else {
            seen.insert(method, id);
        }
    }
}
