//! Reports names that contain no letter and no digit, because they cannot become Rust names.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unusable-name",
    severity: Warning,
    summary: "The names of operations, parameters, properties and components have letters or digits.",
    why: "The client has to make up a name, such as `x`.",
    failing: &[
        fails(Surroundings::Schema, 4, "type: object\ndescription: Task.\nproperties:\n  \"$\": {type: string, description: A.}"),
        fails(Surroundings::Operation, 1, "operationId: \"_\"\nsummary: A.\nresponses: {\"204\": {description: None.}}"),
    ],
    passing: &[passes(Surroundings::Schema, "type: object\ndescription: Task.\nproperties:\n  \"$a\": {type: string, description: A.}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Parameter) {
        let name = object.text("name").unwrap_or_default();
        let place = object.text("in").unwrap_or_default();
        // The generated method already has a variable with the name `header_map`.
        if names::snake(name) == "header_map" && place != "path" {
            findings.report(
                object.value_span("name"),
                format!("the parameter `{name}` has the name of a variable of the generated method"),
                "remove the parameter; there is no other known solution",
            );
        }
    }
    let mut look = |what: &str, name: &str, at| {
        if !names::has_letters(name) {
            findings.report(at, format!("the {what} name `{name}` cannot become a Rust name"), "give it a name with letters");
        }
    };
    for object in objects.all() {
        match object.kind {
            ObjectKind::Schema if object.field == "properties" => look("property", object.key, object.span.clone()),
            ObjectKind::Operation => {
                if let Some(id) = object.text("operationId") {
                    look("operation", id, object.value_span("operationId"));
                }
            }
            ObjectKind::Parameter => {
                if let Some(name) = object.text("name") {
                    look("parameter", name, object.value_span("name"));
                }
            }
            _ => {}
        }
        if objects.section(object).is_some() {
            look("component", object.key, object.span.clone());
        }
    }
}
