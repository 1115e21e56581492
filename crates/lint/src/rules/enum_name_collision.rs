//! Reports enum values that become the same Rust variant, such as `a` and `A`.

use std::collections::HashMap;

use super::{super::directions::Directions, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "enum-name-collision",
    severity: Warning,
    summary: "The values of a string enum become different Rust variants.",
    why: "The client takes such an enum as a plain string, because two values cannot have one variant.",
    failing: &[fails(Surroundings::Body, 3, "content:\n  application/json:\n    schema: {type: string, enum: [a-b, a_b]}")],
    passing: &[
        passes(Surroundings::Schema, "type: string\ndescription: State.\nenum: [ab, a'b]"),
        passes(
            Surroundings::Schema,
            "type: string\ndescription: State.\nenum: [a-b, a_b]\nx-enum-varnames: [Dash, Underscore]\nx-enum-descriptions: [Dash., Underscore.]",
        ),
    ],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let directions = Directions::of(objects);
    // An enum that no request uses is skipped. The client reads it as a plain string, so it has no Rust variants.
    for object in objects.schemas().filter(|object| directions.in_request(object)) {
        // A component with `x-enum-varnames` is skipped, because its variants get these names and not the names that
        // typify makes from the values.
        if object.get("x-enum-varnames").is_some() && objects.section(object) == Some("schemas") {
            continue;
        }
        let values: Vec<_> = object.items("enum").iter().collect();
        let texts: Vec<_> = values.iter().filter_map(|node| Some((*node, node.as_str()?))).collect();
        // If the names of two variants are equal, typify makes other names, in which an X replaces each invalid
        // character. Only names that are still equal are reported.
        if let (Some(_), Some((node, text, first))) = (twice(&texts, names::pascal), twice(&texts, names::pascal_spelt_out))
        {
            findings.report(
                node.span.clone(),
                format!("the value `{text}` becomes the variant `{}`, as `{first}` does", names::pascal_spelt_out(text)),
                "make the enum a component and name its values in `x-enum-varnames`",
            );
        }
    }
}

/// Finds the first value with the same Rust name as an earlier value. Returns this value and the earlier value: for the
/// values `a`, `b` and `A`, returns `A` and `a`. Two equal values are ignored.
fn twice<'a>(texts: &[(&'a Node, &'a str)], name: fn(&str) -> String) -> Option<(&'a Node, &'a str, &'a str)> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    texts.iter().find_map(|(node, text)| match seen.insert(name(text), text) {
        Some(first) if first != *text => Some((*node, *text, first)),
        _ => None,
    })
}
