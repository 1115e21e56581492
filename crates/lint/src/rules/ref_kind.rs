//! References to the wrong thing.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ref-kind",
    severity: Error,
    summary: "A `$ref` names a component of the kind that belongs in its place.",
    why: "progenitor looks only in that section of `components`, and panics when the name is not there.",
    failing: &[
        fails(Frame::Parameters, 1, "- $ref: \"#/info\""),
        fails(
            Frame::Schema,
            7,
            "type: object\ndescription: Task.\nproperties:\n  a: {type: string, description: A.}\n  b:\n    description: B.\n    allOf: [{$ref: \"#/components/schemas/Task/properties/a\"}]",
        ),
    ],
    passing: &[passes(
        Frame::Schema,
        "type: object\ndescription: Task.\nproperties:\n  b:\n    description: B.\n    allOf: [{$ref: \"#/components/schemas/Task\"}]",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| site.kind != Kind::PathItem) {
        let Some(text) = site.reference.and_then(|entry| entry.node.as_str()) else { continue };
        let Some(node) = contract.document().reference(text) else { continue };
        let wanted = site.kind.section().unwrap_or_default();
        let target = contract.site(node);
        if target.is_none_or(|target| contract.section(target) != Some(wanted)) {
            let what = target.map_or("no object that can be referred to", |target| target.kind.rules().title);
            sink.report(
                site.at_value("$ref"),
                format!("the reference `{text}` leads to {what}, not to a component of `{wanted}`"),
                format!("move what is meant to `components/{wanted}` and refer to it there"),
            );
        }
    }
}
