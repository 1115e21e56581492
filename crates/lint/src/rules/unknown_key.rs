//! Keys that are misspelt or out of place.

use dataarts_insight_openapi::suggestion::nearest;

use super::{super::grammar::Pattern, openapi_3_1_syntax, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "unknown-key",
    severity: Error,
    summary: "Every key is one that OpenAPI 3.0 knows in its place, or starts with `x-`.",
    why: "openapiv3 drops unknown keys without a word: what they say does not hold.",
    failing: &[
        fails(Frame::Schema, 3, "type: object\ndescription: Task.\nrequird: [name]"),
        fails(Frame::Operation, 3, "operationId: a\nsummary: A.\nproperties: {}\nresponses: {\"204\": {description: None.}}"),
    ],
    passing: &[passes(Frame::Schema, "type: object\ndescription: Task.\nx-anything: [name]")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| site.reference.is_none()) {
        let rules = site.kind.rules();
        for entry in site.node.entries() {
            let key = entry.key.as_str();
            if rules.shape(key).is_some() || openapi_3_1_syntax::instead(site.kind, key).is_some() {
                continue;
            }
            // Swagger 2.0 has a rule of its own.
            if site.kind == Kind::OpenApi && key == "swagger" {
                continue;
            }
            let help = match (rules.pattern, key) {
                (Pattern::Path(_), _) => "a path starts with a slash".to_owned(),
                (Pattern::Status(_), _) => "use a status of three digits, a range such as `4XX`, or `default`".to_owned(),
                _ => match nearest(key, rules.keys.iter().map(|key| key.name)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => misplaced(key).unwrap_or_else(|| "remove it, or put `x-` before it".to_owned()),
                },
            };
            sink.report(entry.key_span.clone(), format!("{} has no key `{key}`", rules.title), help);
        }
    }
}

/// Where a key would belong.
fn misplaced(key: &str) -> Option<String> {
    let homes: Vec<_> = Kind::ALL.iter().map(|kind| kind.rules()).filter(|rules| rules.key(key).is_some()).map(|rules| rules.title).collect();
    (!homes.is_empty()).then(|| format!("it belongs in {}", homes.join(" or ")))
}
