//! Reports keys that OpenAPI 3.0 does not define for the object.

use dataarts_insight_openapi::{document::Entry, grammar::OtherKeys, suggestion::did_you_mean};

use super::{openapi_3_1_syntax, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "unknown-key",
    severity: Warning,
    summary: "OpenAPI 3.0 defines every key in its place, or the key starts with `x-`.",
    why: "Readers ignore unknown keys without a warning: what they state has no effect.",
    failing: &[
        fails(Surroundings::Operation, 3, "operationId: a\nsummary: A.\nproperties: {}\nresponses: {\"204\": {description: None.}}"),
        fails(Surroundings::Responses, 2, "\"204\": {description: Done.}\n4xx: {description: Failed.}"),
    ],
    passing: &[passes(Surroundings::Schema, "type: object\ndescription: Task.\nx-anything: [name]")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for (object, entry) in unknown(objects).filter(|(object, entry)| suggestion(object, entry).is_none()) {
        let help = match object.kind.definition().others {
            OtherKeys::Path(_) => "a path starts with a slash".to_owned(),
            OtherKeys::Status(_) => "use a status of three digits, a range such as `4XX`, or `default`".to_owned(),
            _ => misplaced(&entry.key).unwrap_or_else(|| "remove it, or put `x-` before it".to_owned()),
        };
        report(object, entry, help, findings);
    }
}

/// Finds the keys that OpenAPI 3.0 does not define for their object. Skips keys that other rules report, such as new
/// keys of OpenAPI 3.1.
pub(super) fn unknown<'a, 'd>(objects: &'a Objects<'d>) -> impl Iterator<Item = (&'a Object<'d>, &'d Entry)> {
    objects.definitions().flat_map(|object| {
        let definition = object.kind.definition();
        object.node.entries().iter().filter_map(move |entry| {
            let key = entry.key.as_str();
            let known = definition.value(key).is_some() && !is_lower_range(object, key);
            // The key `swagger` is skipped, because the rule `unsupported-version` reports Swagger 2.0 documents.
            let swagger = object.kind == ObjectKind::OpenApi && key == "swagger";
            let newer = openapi_3_1_syntax::instead(object.kind, key).is_some();
            (!known && !swagger && !newer).then_some((object, entry))
        })
    })
}

/// Returns whether a key is a range of statuses in lower case, such as `4xx`. OpenAPI 3.0 permits only upper case, such
/// as `4XX`.
fn is_lower_range(object: &Object<'_>, key: &str) -> bool {
    object.kind == ObjectKind::Responses && key.len() == 3 && key.contains('x')
}

/// Returns a question such as "did you mean `required`?"; `None` if no valid key is similar.
pub(super) fn suggestion(object: &Object<'_>, entry: &Entry) -> Option<String> {
    let definition = object.kind.definition();
    let named = !matches!(definition.others, OtherKeys::Path(_) | OtherKeys::Status(_));
    named.then(|| did_you_mean(&entry.key, definition.keys.iter().map(|key| key.name))).flatten()
}

pub(super) fn report(object: &Object<'_>, entry: &Entry, help: String, findings: &mut Findings<'_>) {
    let message = format!("{} has no key `{}`", object.kind.definition().title, entry.key);
    findings.report(entry.key_span.clone(), message, help);
}

/// Returns a text that names the objects in which the key is valid; `None` if no object has the key.
fn misplaced(key: &str) -> Option<String> {
    let definitions = ObjectKind::ALL.iter().map(|kind| kind.definition());
    let homes: Vec<_> =
        definitions.filter(|definition| definition.key(key).is_some()).map(|definition| definition.title).collect();
    (!homes.is_empty()).then(|| format!("it belongs in {}", homes.join(" or ")))
}
