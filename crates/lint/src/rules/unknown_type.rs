//! Reports types that OpenAPI 3.0 does not have.

use dataarts_insight_openapi::suggestion::nearest;

use super::{super::schema, openapi_3_1_syntax, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "unknown-type",
    severity: Error,
    summary: "A type is array, boolean, integer, number, object or string.",
    why: "No value has that type, so that readers take it for any.",
    failing: &[fails(Surroundings::Schema, 1, "type: int\ndescription: Size.")],
    passing: &[passes(Surroundings::Schema, "type: integer\ndescription: Size.")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas() {
        let Some(name) = object.text("type").filter(|name| !schema::TYPES.contains(name)) else { continue };
        if openapi_3_1_syntax::value_instead(object, "type").is_some() {
            continue;
        }
        let near = match name {
            "int" | "long" | "int32" | "int64" => Some("integer"),
            "float" | "double" | "decimal" => Some("number"),
            "bool" => Some("boolean"),
            "list" => Some("array"),
            "map" | "dict" => Some("object"),
            "str" | "text" | "date" | "date-time" | "uuid" | "file" => Some("string"),
            _ => nearest(name, schema::TYPES.iter().copied()),
        };
        findings.report(
            object.value_span("type"),
            format!("the type `{name}` is unknown"),
            near.map_or_else(|| format!("use one of {}", schema::TYPES.join(", ")), |near| format!("did you mean `{near}`?")),
        );
    }
}
