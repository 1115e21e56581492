//! References to nothing.

use dataarts_insight_openapi::suggestion::nearest;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unresolved-ref",
    severity: Error,
    summary: "Every `$ref` names something that is there.",
    why: "progenitor panics on it (\"is missing\").",
    failing: &[fails(Frame::Parameters, 1, "- $ref: \"#/components/parameters/Limit\"")],
    passing: &[passes(Frame::Parameters, "- {name: limit, in: query, description: Limit., schema: {type: integer}}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| site.kind != Kind::PathItem) {
        let Some(text) = site.reference.and_then(|entry| entry.node.as_str()).filter(|text| text.starts_with('#')) else { continue };
        if contract.document().reference(text).is_none() {
            let section = site.kind.section().unwrap_or_default();
            let names = contract.document().pointer(&format!("/components/{section}"));
            let known = names.map(|node| node.entries()).unwrap_or_default().iter().map(|entry| entry.key.as_str());
            let last = text.rsplit('/').next().unwrap_or_default();
            let help = nearest(last, known).map_or_else(
                || format!("add it under `components/{section}`, or correct the name"),
                |near| format!("did you mean `#/components/{section}/{near}`?"),
            );
            sink.report(site.at_value("$ref"), format!("there is no `{text}`"), help);
        }
    }
}
