//! The open enum that rejects every string.

use super::{super::{reach, schema}, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "open-enum",
    severity: Error,
    summary: "No `anyOf` joins a string enum with a plain string; in a request, no two strings.",
    why: "typify makes a structure of two flattened options of it, which rejects every string.",
    failing: &[
        fails(
            Frame::Schema,
            2,
            "description: State.\nanyOf:\n  - {type: string, enum: [a, b]}\n  - {type: string}",
        ),
        fails(
            Frame::Body,
            4,
            "content:\n  application/json:\n    schema:\n      anyOf: [{type: string, enum: [a]}, {type: string, enum: [b]}]",
        ),
    ],
    passing: &[passes(Frame::Schema, "description: State.\ntype: string\nenum: [a, b]")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    let sent = reach::from_requests(contract);
    for site in contract.schemas() {
        let strings = || {
            let parts = contract.children(site, "anyOf").filter_map(|part| contract.target(part));
            parts.filter(|part| schema::type_of(contract, part) == Some("string"))
        };
        let closed = |part: &Site<'_>| schema::enum_of(contract, part).is_some();
        let mixed = strings().any(closed) && !strings().all(closed);
        // In a response the enums become plain strings and fall together; in a request nothing does.
        let several = || strings().count() > 1 && sent.get(site.index).copied().unwrap_or_default();
        if mixed || several() {
            sink.report(
                site.at_key("anyOf"),
                "`anyOf` joins an enum with another string",
                "keep the enum alone: the client decodes values that it does not know",
            );
        }
    }
}
