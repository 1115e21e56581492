//! Reports keys that are misspelt or misplaced.

use dataarts_insight_openapi::{grammar::OtherKeys, suggestion::did_you_mean};

use super::{openapi_3_1_syntax, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "unknown-key",
    severity: Error,
    summary: "OpenAPI 3.0 defines every key in its place, or the key starts with `x-`.",
    why: "openapiv3 ignores unknown keys without a warning: what they state has no effect.",
    failing: &[
        fails(Surroundings::Schema, 3, "type: object\ndescription: Task.\nrequird: [name]"),
        fails(Surroundings::Operation, 3, "operationId: a\nsummary: A.\nproperties: {}\nresponses: {\"204\": {description: None.}}"),
    ],
    passing: &[passes(Surroundings::Schema, "type: object\ndescription: Task.\nx-anything: [name]")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.definitions() {
        let definition = object.kind.definition();
        for entry in object.node.entries() {
            let key = entry.key.as_str();
            if definition.value(key).is_some() || openapi_3_1_syntax::instead(object.kind, key).is_some() {
                continue;
            }
            // `unsupported-version` reports Swagger 2.0.
            if object.kind == ObjectKind::OpenApi && key == "swagger" {
                continue;
            }
            let help = match (definition.others, key) {
                (OtherKeys::Path(_), _) => "a path starts with a slash".to_owned(),
                (OtherKeys::Status(_), _) => "use a status of three digits, a range such as `4XX`, or `default`".to_owned(),
                _ => did_you_mean(key, definition.keys.iter().map(|key| key.name))
                    .or_else(|| misplaced(key))
                    .unwrap_or_else(|| "remove it, or put `x-` before it".to_owned()),
            };
            findings.report(entry.key_span.clone(), format!("{} has no key `{key}`", definition.title), help);
        }
    }
}

/// Names the kinds of object that have a key.
fn misplaced(key: &str) -> Option<String> {
    let definitions = ObjectKind::ALL.iter().map(|kind| kind.definition());
    let homes: Vec<_> =
        definitions.filter(|definition| definition.key(key).is_some()).map(|definition| definition.title).collect();
    (!homes.is_empty()).then(|| format!("it belongs in {}", homes.join(" or ")))
}
