//! Two values of one variant name.

use std::collections::HashMap;

use dataarts_insight_contract::document::Node;

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "enum-name-collision",
    severity: Error,
    summary: "The values of a string enum stay apart as names of Rust variants.",
    why: "typify panics (\"Failed to make unique variant names\") when two values become one variant.",
    failing: &[fails(Frame::Schema, 3, "type: string\ndescription: State.\nenum: [a-b, a_b]")],
    passing: &[
        passes(Frame::Schema, "type: string\ndescription: State.\nenum: [a-b, a-c]"),
        passes(
            Frame::Schema,
            "type: string\ndescription: State.\nenum: [a-b, a_b]\nx-enum-varnames: [Dash, Underscore]\nx-enum-descriptions: [Dash., Underscore.]",
        ),
    ],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas() {
        // A component that names its variants is an enum of our own, typify never names them.
        if site.get("x-enum-varnames").is_some() && contract.section(site) == Some("schemas") {
            continue;
        }
        let mut seen: HashMap<String, &str> = HashMap::new();
        for value in site.get("enum").map(Node::items).unwrap_or_default() {
            let Some(text) = value.as_str() else { continue };
            match seen.get(&names::pascal(text)) {
                Some(first) if *first != text => sink.report(
                    value.span.clone(),
                    format!("the value `{text}` becomes the variant `{}`, as `{first}` does", names::pascal(text)),
                    "make the enum a component and name its values in `x-enum-varnames`",
                ),
                Some(_) => {}
                None => {
                    seen.insert(names::pascal(text), text);
                }
            }
        }
    }
}
