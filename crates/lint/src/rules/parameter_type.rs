//! Reports parameters with values that a URL or a header cannot contain, such as nested objects.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "parameter-type",
    severity: Warning,
    summary: "A path or header parameter is a scalar; a query parameter is a scalar or a list of scalars.",
    why: "A URL and a header have texts only: the client takes the parameter as one text, which the caller must write.",
    failing: &[
        fails(
            Surroundings::Parameters,
            4,
            "- name: filter\n  in: query\n  description: Filter.\n  schema: {type: object, properties: {a: {type: string, description: A.}}}",
        ),
        fails(
            Surroundings::Parameters,
            4,
            "- name: X-Ids\n  in: header\n  description: IDs.\n  schema: {type: array, items: {type: string}}",
        ),
        fails(
            Surroundings::Parameters,
            4,
            "- name: X-Id\n  in: header\n  description: ID.\n  schema: {type: string, nullable: true}",
        ),
    ],
    passing: &[passes(
        Surroundings::Parameters,
        "- name: ids\n  in: query\n  description: IDs.\n  schema: {type: array, items: {type: string}}\n- name: X-Id\n  in: header\n  description: ID.\n  schema: {type: integer}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Parameter) {
        let place = object.text("in").unwrap_or_default();
        for written in objects.children(object, "schema") {
            let problem = match trouble(objects, written, &schema::Budget::of(500)) {
                Some("a list of one" | "null") if place == "query" => None,
                Some("a list of one") => Some("a list"),
                other => other,
            };
            if let Some(problem) = problem {
                let name = object.text("name").unwrap_or_default();
                findings.report(
                    object.key_span("schema"),
                    format!("the {place} parameter `{name}` can be {problem}"),
                    "make it a string, number or boolean; declare each property of a structure as a parameter",
                );
            }
        }
    }
}

/// Returns a text such as `an object` if the schema accepts a value that is not a string, a number or a boolean.
fn trouble(objects: &Objects<'_>, object: &Object<'_>, budget: &schema::Budget) -> Option<&'static str> {
    let object = objects.target(object)?;
    let budget = &budget.enter()?;
    if object.has_any(&["properties", "required", "additionalProperties"]) {
        return Some("an object");
    }
    let values = object.items("enum");
    if values.iter().any(|value| matches!(value.kind(), "an object" | "an array")) {
        return Some("a structure");
    }
    match schema::type_of(objects, object) {
        Some("object") => return Some("an object"),
        Some("array") => {
            let items = objects.children(object, "items").next()?;
            return Some(trouble(objects, items, budget).map_or("a list of one", |_| "a list of structures"));
        }
        _ => {}
    }
    if object.flag("nullable") || values.iter().any(|value| value.kind() == "null") {
        return Some("null");
    }
    let parts = |key: &'static str| objects.children(object, key);
    ["allOf", "anyOf", "oneOf"].into_iter().flat_map(parts).find_map(|part| trouble(objects, part, budget))
}
