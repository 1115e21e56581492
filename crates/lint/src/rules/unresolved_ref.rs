//! Reports a `$ref` to a value that does not exist.

use dataarts_insight_openapi::suggestion::nearest;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unresolved-ref",
    severity: Error,
    summary: "Every `$ref` names a value that exists.",
    why: "The value is not known: no code and no check can be made of it.",
    failing: &[fails(Surroundings::Parameters, 1, "- $ref: \"#/components/parameters/Limit\"")],
    passing: &[passes(Surroundings::Parameters, "- {name: limit, in: query, description: Limit., schema: {type: integer}}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.references() {
        let Some(text) = object.reference_text().filter(|text| text.starts_with('#')) else { continue };
        if objects.document().reference(text).is_none() {
            let section = object.kind.section().unwrap_or_default();
            let names = objects.document().pointer(&format!("/components/{section}"));
            let known = names.map(|node| node.entries()).unwrap_or_default().iter().map(|entry| entry.key.as_str());
            let last = text.rsplit('/').next().unwrap_or_default();
            let help = nearest(last, known).map_or_else(
                || format!("add it under `components/{section}`, or correct the name"),
                |near| format!("did you mean `#/components/{section}/{near}`?"),
            );
            findings.report(object.value_span("$ref"), format!("there is no `{text}`"), help);
        }
    }
}
