//! Schemas that typify cannot convert.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unsupported-schema",
    severity: Error,
    summary: "A schema says what a value is, in parts that are there.",
    why: "typify panics on `not` and on an empty composition.",
    failing: &[
        fails(Frame::Schema, 2, "description: Name.\nnot:\n  type: string"),
        fails(Frame::Schema, 2, "description: Name.\nallOf: []"),
    ],
    passing: &[passes(Frame::Schema, "type: string\ndescription: Name.")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas() {
        if site.get("not").is_some() {
            sink.report(site.at_key("not"), "`not` cannot be converted to a type", "say what the value is, or say it in the description");
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            if site.get(key).is_some_and(|node| node.kind() == "an array" && node.items().is_empty()) {
                sink.report(site.at_key(key), format!("`{key}` has no parts"), format!("add a part, or remove `{key}`"));
            }
        }
    }
}
