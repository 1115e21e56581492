//! Reports an `anyOf` that contains a string enum and another string schema.

use super::{super::{directions::Directions, schema}, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "open-enum",
    severity: Warning,
    summary: "No `anyOf` joins a string enum with a plain string or, in a request, two strings.",
    why: "The client takes it as a plain string: the values of the enum are not named.",
    failing: &[
        fails(
            Surroundings::Schema,
            2,
            "description: State.\nanyOf:\n  - {type: string, enum: [a, b]}\n  - {type: string}",
        ),
        fails(
            Surroundings::Body,
            4,
            "content:\n  application/json:\n    schema:\n      anyOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]",
        ),
    ],
    passing: &[passes(Surroundings::Schema, "description: State.\ntype: string\nenum: [a, b]")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let directions = Directions::of(objects);
    for object in objects.schemas() {
        let strings = || {
            let parts = objects.children(object, "anyOf").filter_map(|part| objects.target(part));
            parts.filter(|part| schema::type_of(objects, part) == Some("string"))
        };
        let closed = |part: &Object<'_>| schema::enum_of(objects, part).is_some();
        let mixed = strings().any(closed) && !strings().all(closed);
        // Two string enums in one `anyOf` are reported only in a request. In responses, the generator replaces every
        // string enum with a plain string, so the `anyOf` becomes a plain string too.
        let several = || strings().count() > 1 && directions.in_request(object);
        if mixed || several() {
            findings.report(
                object.key_span("anyOf"),
                "`anyOf` joins an enum with another string",
                "keep only the enum: the client also decodes unknown values",
            );
        }
    }
}
