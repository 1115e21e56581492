//! Reports enum values that are not valid by their own schema, such as `'1'` for `type: integer`.

use super::{
    super::{schema, values::{StatedValue, validate}},
    prelude::*,
};

pub(super) static RULE: Rule = Rule {
    id: "enum-value-type",
    severity: Warning,
    summary: "The values of an enum are valid by their schema; without a type, all have the same type.",
    why: "Such a value is never valid, and the client takes the enum as a plain value.",
    failing: &[
        fails(Surroundings::Schema, 3, "type: integer\ndescription: State.\nenum: [1, two]"),
        fails(Surroundings::Schema, 2, "description: State.\nenum: [1, two]"),
        fails(Surroundings::Schema, 4, "type: integer\ndescription: State.\nminimum: 0\nenum: [1, -1]"),
    ],
    passing: &[
        passes(Surroundings::Schema, "type: integer\ndescription: State.\nenum: [1, 2]"),
        passes(Surroundings::Schema, "type: string\nnullable: true\ndescription: State.\nenum: [a, null]"),
    ],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let mut restricted = Vec::new();
    for schema in objects.schemas() {
        let stated = schema.text("type");
        if stated.is_some_and(|name| !schema::TYPES.contains(&name)) {
            continue;
        }
        let restricts = |key: &str| !schema::is_annotation(key) && !matches!(key, "type" | "enum");
        let is_restricted = schema.node.entries().iter().any(|entry| restricts(&entry.key));
        let values = schema.items("enum");
        let first = values.iter().find(|value| value.kind() != "null").map(Node::kind);
        for value in values {
            let null = value.kind() == "null";
            let (fits, wanted) = match stated {
                Some(name) => {
                    (schema::is_of_type(value, name) || (null && schema.flag("nullable")), format!("of type {name}"))
                }
                None => (null || Some(value.kind()) == first, format!("{} like the first", first.unwrap_or_default())),
            };
            if fits && is_restricted {
                restricted.push(StatedValue { owner: schema, schema, value });
            }
            if !fits {
                let help = if null {
                    "add `nullable: true` if null is meant"
                } else {
                    "correct the value or the type; quote a string that looks like a number or boolean"
                };
                let message = format!("the value {} is {}, not {wanted}", schema::show(value), value.kind());
                findings.report(value.span.clone(), message, help);
            }
        }
    }
    for (stated, problems) in restricted.iter().zip(validate(objects, &restricted)) {
        if let Some(problem) = problems.first() {
            let value = schema::show(stated.value);
            findings.report(
                stated.value.span.clone(),
                format!("the schema refuses the value {value} of its enum: {}", problem.message),
                "remove the restriction or the value",
            );
        }
    }
}
