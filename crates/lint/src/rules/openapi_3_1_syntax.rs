//! Reports the syntax of OpenAPI 3.1 in a document that declares OpenAPI 3.0. If the document declares 3.1, reports
//! only the schema keywords without an equivalent in 3.0, because this project cannot check them.

use dataarts_insight_openapi::UNSUPPORTED;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "openapi-3-1-syntax",
    severity: Error,
    summary: "The contract uses the syntax of OpenAPI 3.0, or one of OpenAPI 3.1 what 3.0 can express too.",
    why: "Readers of OpenAPI 3.0 ignore it or refuse the file.",
    failing: &[
        fails(
            Surroundings::Document,
            17,
            "openapi: 3.1.0\ninfo:\n  title: Tasks\n  version: v1\npaths:\n  /tasks:\n    get:\n      operationId: list_tasks\n      \
             summary: Lists tasks.\n      responses:\n        \"200\":\n          description: The tasks.\n          \
             content:\n            application/json:\n              schema:\n                type: [object, \"null\"]\n                \
             patternProperties: {^a: {type: string}}",
        ),
        fails(Surroundings::Schema, 2, "description: Name.\ntype: [string, \"null\"]"),
        fails(Surroundings::Schema, 3, "description: Size.\ntype: integer\nexclusiveMinimum: 3"),
        fails(Surroundings::Schema, 3, "description: Size.\ntype: integer\nconst: 3"),
    ],
    passing: &[passes(Surroundings::Schema, "description: Name.\ntype: string\nnullable: true")],
    check,
};

/// Schema keys of OpenAPI 3.1, each with advice for OpenAPI 3.0.
const SCHEMA: &[(&str, &str)] = &[
    ("const", "use an `enum` of one value"),
    ("examples", "use `example`"),
    ("if", "use `oneOf`"),
    ("then", "use `oneOf`"),
    ("else", "use `oneOf`"),
    ("prefixItems", "use `items`"),
    ("contains", "describe it in the description"),
    ("minContains", "describe it in the description"),
    ("maxContains", "describe it in the description"),
    ("additionalItems", "use `items`"),
    ("unevaluatedItems", "remove it"),
    ("patternProperties", "use `additionalProperties`"),
    ("propertyNames", "describe it in the description"),
    ("unevaluatedProperties", "use `additionalProperties`"),
    ("dependentRequired", "describe it in the description"),
    ("dependentSchemas", "use `oneOf`"),
    ("dependencies", "use `oneOf`"),
    ("contentEncoding", "use `format: byte`"),
    ("contentMediaType", "use `format: binary`"),
    ("contentSchema", "describe it in the description"),
    ("definitions", "move the schemas to `components`"),
    ("$defs", "move the schemas to `components`"),
    ("$schema", "remove it"),
    ("$id", "remove it"),
    ("id", "remove it"),
    ("$anchor", "refer by `#/components/schemas/…`"),
    ("$dynamicRef", "use `$ref`"),
    ("$dynamicAnchor", "refer by `#/components/schemas/…`"),
    ("$recursiveRef", "use `$ref`"),
    ("$recursiveAnchor", "refer by `#/components/schemas/…`"),
    ("$vocabulary", "remove it"),
    ("$comment", "use a YAML comment"),
];

/// Returns advice for a key that exists in OpenAPI 3.1 but not in 3.0; `None` for other keys.
pub(super) fn instead(kind: ObjectKind, key: &str) -> Option<&'static str> {
    match (kind, key) {
        (ObjectKind::OpenApi, "webhooks") => Some("use `callbacks` of an operation"),
        (ObjectKind::OpenApi, "jsonSchemaDialect") => Some("remove it: the dialect of 3.0 is fixed"),
        (ObjectKind::Info, "summary") => Some("use `description`"),
        (ObjectKind::License, "identifier") => Some("use `url`"),
        (ObjectKind::Components, "pathItems") => Some("write the path item under `paths`"),
        (ObjectKind::Schema, _) => SCHEMA.iter().find(|(name, _)| *name == key).map(|(_, help)| *help),
        _ => None,
    }
}

/// Returns advice for a value that OpenAPI 3.1 permits but 3.0 does not, such as a list of types; `None` for other
/// values.
pub(super) fn value_instead(object: &Object<'_>, key: &str) -> Option<&'static str> {
    let node = object.get(key)?;
    match (object.kind, key) {
        (ObjectKind::Schema, "type") if node.kind() == "an array" => Some("write one type; null is `nullable: true`"),
        (ObjectKind::Schema, "type") if node.kind() == "null" || node.as_str() == Some("null") => {
            Some("write the type of the value and `nullable: true`")
        }
        (ObjectKind::Schema, "exclusiveMinimum") if node.kind() == "a number" => Some("write `minimum` with it and `exclusiveMinimum: true`"),
        (ObjectKind::Schema, "exclusiveMaximum") if node.kind() == "a number" => Some("write `maximum` with it and `exclusiveMaximum: true`"),
        _ => None,
    }
}

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    // If the document declares 3.1, its schemas are already rewritten to 3.0. Only schema keywords that could not be
    // rewritten are reported. New keys of 3.1 outside schemas are permitted, because they do not affect payloads.
    let is_lowered = objects.document().is_lowered();
    for object in objects.definitions() {
        for entry in object.node.entries() {
            if is_lowered {
                if object.kind == ObjectKind::Schema && UNSUPPORTED.contains(&entry.key.as_str()) {
                    let message = format!("`{}` has no equivalent in OpenAPI 3.0", entry.key);
                    findings.report(entry.key_span.clone(), message, "describe it in the description");
                }
            } else if let Some(help) = instead(object.kind, &entry.key) {
                findings.report(entry.key_span.clone(), format!("`{}` is not a key of OpenAPI 3.0", entry.key), help);
            } else if let Some(help) = value_instead(object, &entry.key) {
                findings.report(
                    value_span(entry),
                    format!("`{}` is {} here, as in OpenAPI 3.1", entry.key, if entry.node.as_str().is_some() { "null" } else { entry.node.kind() }),
                    help,
                );
            }
        }
    }
}
