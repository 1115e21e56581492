//! Credentials that are not declared.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "undefined-security-scheme",
    severity: Error,
    summary: "A security requirement names a declared scheme.",
    why: "Nothing says how such a request proves who it is from.",
    failing: &[fails(Frame::Operation, 3, "operationId: a\nsummary: A.\nsecurity: [{token: []}]\nresponses: {\"204\": {description: None.}}")],
    passing: &[passes(Frame::Operation, "operationId: a\nsummary: A.\nsecurity: [{}]\nresponses: {\"204\": {description: None.}}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    let declared = contract.document().pointer("/components/securitySchemes");
    for site in contract.of(Kind::SecurityRequirement) {
        for entry in site.node.entries() {
            if declared.is_none_or(|schemes| schemes.get(&entry.key).is_none()) {
                sink.report(
                    entry.key_span.clone(),
                    format!("there is no security scheme `{}`", entry.key),
                    "declare it under `components/securitySchemes`, or correct the name",
                );
            }
        }
    }
}
