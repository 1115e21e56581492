//! Restrictions of no type.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "missing-type",
    severity: Error,
    summary: "A schema that restricts a type says which.",
    why: "Without `type` the schema accepts values of every other type; typify panics on many (\"invalid (or unexpected) \
          schema\").",
    failing: &[
        fails(Frame::Schema, 2, "description: State.\nnullable: true\nenum: [a]"),
        fails(Frame::Schema, 2, "description: Size.\nminimum: 3"),
        fails(Frame::Schema, 2, "description: Id.\nformat: uuid"),
    ],
    passing: &[passes(Frame::Schema, "type: integer\ndescription: Size.\nminimum: 3")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas().filter(|site| site.get("type").is_none() && !schema::is_part(contract, site)) {
        let composed = ["allOf", "anyOf", "oneOf"].iter().any(|key| site.get(key).is_some());
        if site.flag("nullable") && !composed {
            sink.report(site.at_key("nullable"), "`nullable` has no effect without `type`", "add `type`");
            continue;
        }
        if ["allOf", "anyOf", "oneOf", "not", "enum"].iter().any(|key| site.get(key).is_some()) {
            continue;
        }
        // `properties` and `items` alone are understood by everyone.
        let implied = |key: &str| matches!(key, "properties" | "required" | "additionalProperties" | "items");
        let telling = site.node.entries().iter().find(|entry| {
            entry.key == "format" || (!schema::types_of_keyword(&entry.key).is_empty() && !implied(&entry.key))
        });
        if let Some(entry) = telling {
            let types = schema::types_of_keyword(&entry.key);
            let types = if types.is_empty() { schema::TYPES } else { types };
            sink.report(
                entry.key_span.clone(),
                format!("`{}` stands in a schema without a type", entry.key),
                format!("add `type: {}`", types.join("` or `type: ")),
            );
        }
    }
}
