//! The open enum that rejects every string.

use super::{super::{directions::Directions, schema}, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "open-enum",
    severity: Error,
    summary: "No `anyOf` joins a string enum with a plain string; in a request, no two strings.",
    why: "typify makes a structure of two flattened options of it, which rejects every string.",
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
        // In a response the enums become plain strings and fall together; in a request nothing does.
        let several = || strings().count() > 1 && directions.in_request(object);
        if mixed || several() {
            findings.report(
                object.key_span("anyOf"),
                "`anyOf` joins an enum with another string",
                "keep the enum alone: the client decodes values that it does not know",
            );
        }
    }
}
