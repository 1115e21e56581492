//! Reports keys in examples that are similar to a declared property, such as `staus` if the schema declares `status`.

use dataarts_insight_openapi::{document::Value, suggestion::did_you_mean};

use super::{super::{schema::Budget, values}, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "misspelt-example-key",
    severity: Warning,
    summary: "An example has no undeclared key that is nearly a declared one.",
    why: "Such an example is valid, but shows a field that the service ignores.",
    failing: &[
        fails(
            Surroundings::Schema,
            5,
            "type: object\ndescription: Task.\nproperties:\n  status: {type: string, description: Status.}\nexample: {staus: done}",
        ),
        fails(
            Surroundings::Responses,
            11,
            "\"200\":\n  description: A.\n  content:\n    application/json:\n      schema:\n        type: array\n        items:\n          \
             type: object\n          properties: {name: {type: string, description: Name.}}\n      example:\n        - nmae: a",
        ),
    ],
    passing: &[passes(
        Surroundings::Schema,
        "type: object\ndescription: Task.\nproperties:\n  status: {type: string, description: Status.}\nexample: {status: done, other: 1}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for (example, _) in values::examples(objects) {
        look(objects, &[example.schema], example.value, &Budget::of(2_000), findings);
    }
}

/// Compares the keys of an example with the properties of `schemas`. Does the same for all objects inside the example.
fn look<'a, 'd>(objects: &'a Objects<'d>, schemas: &[&'a Object<'d>], value: &Node, budget: &Budget, findings: &mut Findings<'_>) {
    let Some(budget) = budget.enter() else { return };
    let mut parts = Vec::new();
    for schema in schemas {
        collect(objects, schema, &budget, &mut parts);
    }
    let within = |field: &'static str| parts.iter().flat_map(move |part| objects.children(part, field));
    match &value.value {
        Value::Array(items) => {
            let schemas: Vec<_> = within("items").collect();
            items.iter().for_each(|item| look(objects, &schemas, item, &budget, findings));
        }
        Value::Object(entries) => {
            let declared: Vec<&str> = within("properties").map(|property| property.key).collect();
            let free = within("additionalProperties").next().is_some();
            for entry in entries {
                let schemas: Vec<_> = within("properties").filter(|property| property.key == entry.key).collect();
                if !schemas.is_empty() {
                    look(objects, &schemas, &entry.node, &budget, findings);
                } else if !free && !entry.key.starts_with("x-") {
                    // An undeclared key is compared only with declared keys that the example does not have. If the
                    // example has the declared key `name`, the undeclared key `names` is not a misspelt `name`.
                    let absent = declared.iter().copied().filter(|name| !entries.iter().any(|other| other.key == *name));
                    if let Some(question) = did_you_mean(&entry.key, absent) {
                        findings.report(entry.key_span.clone(), format!("the schema does not declare `{}`", entry.key), question);
                    }
                }
            }
        }
        _ => {}
    }
}

/// Adds the schema to `parts`. Also adds the schemas in its `allOf`, `anyOf` and `oneOf`, at all levels of nesting.
fn collect<'a, 'd>(objects: &'a Objects<'d>, schema: &'a Object<'d>, budget: &Budget, parts: &mut Vec<&'a Object<'d>>) {
    let (Some(target), Some(budget)) = (objects.target(schema), budget.enter()) else { return };
    parts.push(target);
    for key in ["allOf", "anyOf", "oneOf"] {
        objects.children(target, key).for_each(|part| collect(objects, part, &budget, parts));
    }
}
