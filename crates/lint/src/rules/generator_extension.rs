//! Reports extensions of the code generator, such as `x-rust-type`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "generator-extension",
    severity: Warning,
    summary: "A contract has no extension of progenitor.",
    why: "It suggests other types and methods than those of the API; the client is generated without it.",
    failing: &[
        fails(Surroundings::Schema, 3, "type: string\ndescription: Name.\nx-rust-type: String"),
        fails(
            Surroundings::Operation,
            3,
            "operationId: a\nsummary: A.\nx-dropshot-websocket: {}\nresponses: {\"204\": {description: None.}}",
        ),
    ],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Name.\nx-sensitive: true")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.definitions() {
        for key in ["x-rust-type", "x-dropshot-websocket", "x-dropshot-pagination"] {
            if let Some(entry) = object.entry(key) {
                findings.report(
                    entry.key_span.clone(),
                    format!("`{key}` is an extension of the generator"),
                    "remove it: a contract describes the API, not its Rust client",
                );
            }
        }
    }
}
