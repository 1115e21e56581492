//! Reports bounds that no value can satisfy, such as `minimum: 5` with `maximum: 3`, and `exclusiveMinimum` without
//! `minimum`.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "invalid-bounds",
    severity: Warning,
    summary: "A lower bound is at most the upper bound, and an exclusive bound has a bound.",
    why: "No value is valid, or the bound has no effect.",
    failing: &[
        fails(Surroundings::Schema, 3, "type: string\ndescription: Name.\nminLength: 5\nmaxLength: 2"),
        fails(Surroundings::Schema, 3, "type: number\ndescription: Size.\nexclusiveMinimum: true"),
    ],
    passing: &[passes(Surroundings::Schema, "type: number\ndescription: Size.\nminimum: 1\nexclusiveMinimum: true\nmaximum: 2")],
    check,
};

const PAIRS: &[(&str, &str)] = &[
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas() {
        for (low, high) in PAIRS {
            let (Some(from), Some(to)) = (schema::number(object, low), schema::number(object, high)) else { continue };
            let exclusive = *low == "minimum" && (object.flag("exclusiveMinimum") || object.flag("exclusiveMaximum"));
            if from > to || (exclusive && from >= to) {
                findings.report(object.key_span(low), format!("no value is between `{low}` {from} and `{high}` {to}"), "correct one of them");
            }
        }
        for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
            if object.flag(exclusive) && object.get(bound).is_none() {
                findings.report(
                    object.key_span(exclusive),
                    format!("`{exclusive}` is true, but there is no `{bound}`"),
                    format!("add `{bound}`, or remove `{exclusive}`"),
                );
            }
        }
    }
}
