//! Reports schemas that have no `type`, but a keyword for values of one type, such as `minimum` for numbers.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "missing-type",
    severity: Warning,
    summary: "A schema that restricts a type states it.",
    why: "Without `type` the schema accepts values of every other type; the client takes it as any value unless its other keywords imply one.",
    failing: &[
        fails(Surroundings::Schema, 2, "description: State.\nnullable: true\nenum: [a]"),
        fails(Surroundings::Schema, 2, "description: Size.\nminimum: 3"),
        fails(Surroundings::Schema, 2, "description: Id.\nformat: uuid"),
    ],
    passing: &[passes(Surroundings::Schema, "type: integer\ndescription: Size.\nminimum: 3")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas().filter(|object| object.get("type").is_none() && !schema::is_part(objects, object)) {
        if object.flag("nullable") && !object.has_any(&["allOf", "anyOf", "oneOf"]) {
            findings.report(object.key_span("nullable"), "`nullable` has no effect without `type`", "add `type`");
            continue;
        }
        if object.has_any(&["allOf", "anyOf", "oneOf", "not", "enum"]) {
            continue;
        }
        // These four keywords do not need a `type`, because they imply it: code generators read a schema with
        // `properties` as an object, and a schema with `items` as an array.
        let implied = |key: &str| matches!(key, "properties" | "required" | "additionalProperties" | "items");
        let telling = object.node.entries().iter().find(|entry| {
            entry.key == "format" || (!schema::types_of_keyword(&entry.key).is_empty() && !implied(&entry.key))
        });
        if let Some(entry) = telling {
            let types = schema::types_of_keyword(&entry.key);
            let types = if types.is_empty() { schema::TYPES } else { &types };
            findings.report(
                entry.key_span.clone(),
                format!("`{}` is in a schema without a type", entry.key),
                format!("add `type: {}`", types.join("` or `type: ")),
            );
        }
    }
}
