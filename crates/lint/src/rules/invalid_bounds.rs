//! Bounds that nothing can meet, or that bound nothing.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "invalid-bounds",
    severity: Error,
    summary: "A lower bound is not above its upper bound, and an exclusive bound has a bound to exclude.",
    why: "No value is valid, or the bound means nothing; progenitor panics on an exclusive bound without a bound.",
    failing: &[
        fails(Frame::Schema, 3, "type: string\ndescription: Name.\nminLength: 5\nmaxLength: 2"),
        fails(Frame::Schema, 3, "type: number\ndescription: Size.\nexclusiveMinimum: true"),
        fails(Frame::Schema, 3, "type: integer\ndescription: Size.\nmultipleOf: 0"),
    ],
    passing: &[passes(Frame::Schema, "type: number\ndescription: Size.\nminimum: 1\nexclusiveMinimum: true\nmaximum: 2")],
    check,
};

const PAIRS: &[(&str, &str)] = &[
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas() {
        for (low, high) in PAIRS {
            let (Some(from), Some(to)) = (schema::number(site, low), schema::number(site, high)) else { continue };
            let exclusive = *low == "minimum" && (site.flag("exclusiveMinimum") || site.flag("exclusiveMaximum"));
            if from > to || (exclusive && from >= to) {
                sink.report(site.at_key(low), format!("no value is between `{low}` {from} and `{high}` {to}"), "correct one of them");
            }
        }
        for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if site.flag(exclusive) && site.get(bound).is_none() {
                sink.report(
                    site.at_key(exclusive),
                    format!("`{exclusive}` is true, but there is no `{bound}`"),
                    format!("add `{bound}`, or remove `{exclusive}`"),
                );
            }
        }
        if schema::number(site, "multipleOf").is_some_and(|factor| factor <= 0.0) {
            sink.report(site.at_key("multipleOf"), "`multipleOf` is not above zero", "correct the factor");
        }
    }
}
