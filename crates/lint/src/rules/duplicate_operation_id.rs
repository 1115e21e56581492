//! Two operations, one method.

use std::collections::HashMap;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "duplicate-operation-id",
    severity: Error,
    summary: "Operation ids differ, in snake_case too.",
    why: "Each becomes a method of the client in snake_case: two of one name do not compile.",
    failing: &[fails(
        Frame::Paths,
        9,
        r#"
/a:
  get:
    operationId: show_task
    summary: Shows.
    responses:
      "204":
        description: Nothing.
  put:
    operationId: showTask
    summary: Shows.
    responses:
      "204":
        description: Nothing.
"#,
    )],
    passing: &[passes(
        Frame::Paths,
        r#"
/a:
  get:
    operationId: show_task
    summary: Shows.
    responses:
      "204":
        description: Nothing.
  put:
    operationId: edit_task
    summary: Shows.
    responses:
      "204":
        description: Nothing.
"#,
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for site in contract.of(Kind::Operation) {
        let Some(id) = site.text("operationId") else { continue };
        match seen.get(&names::snake(id)) {
            Some(first) => sink.report(
                site.at_value("operationId"),
                if *first == id {
                    format!("the operationId `{id}` is taken")
                } else {
                    format!("the operationId `{id}` becomes the method `{}`, as `{first}` does", names::snake(id))
                },
                "give it a name of its own",
            ),
            None => {
                seen.insert(names::snake(id), id);
            }
        }
    }
}
