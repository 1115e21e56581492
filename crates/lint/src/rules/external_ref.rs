//! A reference out of the document.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "external-ref",
    severity: Error,
    summary: "A `$ref` stays in its document.",
    why: "A contract is one file; progenitor panics on a reference out of it.",
    failing: &[fails(Frame::Schema, 6, "type: object\ndescription: Task.\nproperties:\n  name:\n    allOf:\n      - $ref: other.yaml#/Name\n    description: Name.")],
    passing: &[passes(Frame::Schema, "type: object\ndescription: Task.\nproperties:\n  name:\n    type: string\n    description: Name.")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| site.kind != Kind::PathItem) {
        let Some(text) = site.reference.and_then(|entry| entry.node.as_str()) else { continue };
        if !text.starts_with('#') {
            sink.report(
                site.at_value("$ref"),
                format!("the reference `{text}` leads out of the document"),
                "copy what it names into `components` and refer to it there; a bare name needs `#/components/…/` before it",
            );
        }
    }
}
