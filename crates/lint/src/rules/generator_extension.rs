//! Extensions that mean something to the generator, and nothing to the API.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "generator-extension",
    severity: Error,
    summary: "A contract holds no extension of progenitor.",
    why: "It changes the generated types and methods behind the contract's back, or stops generation.",
    failing: &[
        fails(Frame::Schema, 3, "type: string\ndescription: Name.\nx-rust-type: String"),
        fails(
            Frame::Operation,
            3,
            "operationId: a\nsummary: A.\nx-dropshot-websocket: {}\nresponses: {\"204\": {description: None.}}",
        ),
    ],
    passing: &[passes(Frame::Schema, "type: string\ndescription: Name.\nx-sensitive: true")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| site.reference.is_none()) {
        for key in ["x-rust-type", "x-dropshot-websocket", "x-dropshot-pagination"] {
            if let Some(entry) = site.entry(key) {
                sink.report(
                    entry.key_span.clone(),
                    format!("`{key}` is an extension of the generator"),
                    "remove it: a contract knows no Rust",
                );
            }
        }
    }
}
