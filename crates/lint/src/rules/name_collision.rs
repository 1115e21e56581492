//! Reports two names that become the same Rust name, such as `a-b` and `a_b`.

use std::collections::{HashMap, HashSet};

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "name-collision",
    severity: Warning,
    summary: "Properties of a schema, parameters of an operation and components have different Rust names.",
    why: "Two fields, arguments or types cannot have one name: the second one gets a number.",
    failing: &[
        fails(
            Surroundings::Schema,
            5,
            "type: object\ndescription: Task.\nproperties:\n  a-b: {type: string, description: A.}\n  a_b: {type: string, description: B.}",
        ),
        fails(
            Surroundings::Parameters,
            5,
            "- name: limit\n  in: query\n  description: A.\n  schema: {type: string}\n- name: Limit\n  in: query\n  description: B.\n  schema: {type: string}",
        ),
    ],
    passing: &[passes(
        Surroundings::Schema,
        "type: object\ndescription: Task.\nproperties:\n  a-b: {type: string, description: A.}\n  a_c: {type: string, description: B.}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for schema in objects.schemas() {
        let properties = objects.children(schema, "properties").map(|object| (object.key, object.span.clone()));
        distinct("property", "field", names::snake, properties, findings);
        let closed = schema.get("additionalProperties").and_then(Node::as_bool) == Some(false);
        for property in objects.children(schema, "properties").filter(|_| !closed) {
            // typify adds a field `extra` for unknown properties. A property with the same Rust name collides with this
            // field.
            if names::snake(property.key) == "extra" {
                findings.report(
                    property.span.clone(),
                    format!("the property `{}` becomes the field `extra`, as the map of unknown properties does", property.key),
                    "remove the property: the map keeps it",
                );
            }
        }
    }
    for operation in objects.operations() {
        // A parameter that is declared twice is skipped here. The rule `duplicate-parameter` reports it.
        let mut seen = HashSet::new();
        let parameters = objects.parameters(operation).into_iter().filter_map(|object| {
            let (name, place) = (object.text("name")?, object.text("in")?);
            let key = if place == "header" { name.to_ascii_lowercase() } else { name.to_owned() };
            seen.insert((key, place)).then(|| (name, object.value_span("name")))
        });
        let body = operation.entry("requestBody").map(|entry| ("body", entry.key_span.clone()));
        distinct("parameter", "argument", names::snake, parameters.chain(body), findings);
    }
    titles(objects, findings);
    for components in objects.of(ObjectKind::Components) {
        let schemas = objects.children(components, "schemas").map(|object| (object.key, object.span.clone()));
        distinct("component", "type", names::pascal, schemas, findings);
    }
}

/// Reports inline schemas whose `title` is the name of a component. typify makes a type from each title and from each
/// component name, so these two types would have the same name.
fn titles(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let components: HashMap<String, &str> = objects
        .all()
        .iter()
        .filter(|object| objects.section(object) == Some("schemas"))
        .map(|object| (names::pascal(object.key), object.key))
        .collect();
    for object in objects.schemas().filter(|object| objects.section(object).is_none()) {
        let Some(title) = object.text("title") else { continue };
        if let Some(component) = components.get(&names::pascal(title)) {
            findings.report(
                object.value_span("title"),
                format!("the title `{title}` becomes the type `{}`, as the component `{component}` does", names::pascal(title)),
                "remove the title, or refer to the component if you mean it",
            );
        }
    }
}

fn distinct<'a>(
    what: &str,
    rust: &str,
    name_of: fn(&str) -> String,
    objects: impl Iterator<Item = (&'a str, std::ops::Range<usize>)>,
    findings: &mut Findings<'_>,
) {
    let mut seen: HashMap<String, (&str, usize)> = HashMap::new();
    for (name, at) in objects {
        let made = name_of(name);
        match seen.get(&made) {
            Some((first, start)) if *first != name || (what == "parameter" && *start != at.start) => {
                let message = format!("the {what} `{name}` becomes the {rust} `{made}`, as `{first}` does");
                findings.report(at, message, "rename one of them, if the service allows it");
            }
            Some(_) => {}
            None => {
                seen.insert(made, (name, at.start));
            }
        }
    }
}
