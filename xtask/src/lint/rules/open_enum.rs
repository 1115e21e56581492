//! The open enum that rejects every string.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "open-enum",
    severity: Error,
    summary: "No `anyOf` joins a string enum with a plain string.",
    why: "typify makes a structure of two flattened options of it, which rejects every string.",
    failing: &[fails(
        Frame::Schema,
        2,
        "description: State.\nanyOf:\n  - {type: string, enum: [a, b]}\n  - {type: string}",
    )],
    passing: &[passes(Frame::Schema, "description: State.\ntype: string\nenum: [a, b]")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas() {
        let strings = || {
            let parts = contract.children(site, "anyOf").filter_map(|part| contract.target(part));
            parts.filter(|part| schema::type_of(contract, part) == Some("string"))
        };
        let closed = |part: &Site<'_>| schema::enum_of(contract, part).is_some();
        if strings().any(closed) && !strings().all(closed) {
            sink.report(
                site.at_key("anyOf"),
                "`anyOf` joins an enum with a plain string",
                "keep the enum alone: the client decodes values that it does not know",
            );
        }
    }
}
