//! Names of which no Rust name can be made.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unusable-name",
    severity: Error,
    summary: "Operations, parameters, properties and components have names with letters or digits.",
    why: "progenitor calls every such thing `x`; an argument that is named like a variable of its own does not compile.",
    failing: &[
        fails(Frame::Schema, 4, "type: object\ndescription: Task.\nproperties:\n  \"$\": {type: string, description: A.}"),
        fails(Frame::Operation, 1, "operationId: \"_\"\nsummary: A.\nresponses: {\"204\": {description: None.}}"),
    ],
    passing: &[passes(Frame::Schema, "type: object\ndescription: Task.\nproperties:\n  \"$a\": {type: string, description: A.}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Parameter) {
        let name = site.text("name").unwrap_or_default();
        let place = site.text("in").unwrap_or_default();
        // The generated method has a variable of this name, and no care for an argument that has it too.
        if names::snake(name) == "header_map" && place != "path" {
            sink.report(
                site.at_value("name"),
                format!("the parameter `{name}` has the name of a variable of the generated method"),
                "no fix is known but to leave the parameter out",
            );
        }
    }
    let mut look = |what: &str, name: &str, at| {
        if !names::has_letters(name) {
            sink.report(at, format!("no Rust name can be made of the {what} name `{name}`"), "give it a name with letters");
        }
    };
    for site in contract.all() {
        match site.kind {
            Kind::Schema if site.field == "properties" => look("property", site.key, site.at.clone()),
            Kind::Operation => {
                if let Some(id) = site.text("operationId") {
                    look("operation", id, site.at_value("operationId"));
                }
            }
            Kind::Parameter => {
                if let Some(name) = site.text("name") {
                    look("parameter", name, site.at_value("name"));
                }
            }
            _ => {}
        }
        if contract.section(site).is_some() {
            look("component", site.key, site.at.clone());
        }
    }
}
