//! Names of which no Rust name can be made.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unusable-name",
    severity: Error,
    summary: "Operations, parameters, properties and components have names with letters or digits.",
    why: "progenitor calls every such thing `x`; an argument that is named like a variable of its own does not compile.",
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
        // The generated method has a variable of this name, and no care for an argument that has it too.
        if names::snake(name) == "header_map" && place != "path" {
            findings.report(
                object.value_span("name"),
                format!("the parameter `{name}` has the name of a variable of the generated method"),
                "no fix is known but to leave the parameter out",
            );
        }
    }
    let mut look = |what: &str, name: &str, at| {
        if !names::has_letters(name) {
            findings.report(at, format!("no Rust name can be made of the {what} name `{name}`"), "give it a name with letters");
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
