//! Reports a security requirement with a name that no security scheme has.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "undefined-security-scheme",
    severity: Warning,
    summary: "A security requirement names a declared scheme.",
    why: "The client does not know how to authenticate such a request.",
    failing: &[fails(Surroundings::Operation, 3, "operationId: a\nsummary: A.\nsecurity: [{token: []}]\nresponses: {\"204\": {description: None.}}")],
    passing: &[passes(Surroundings::Operation, "operationId: a\nsummary: A.\nsecurity: [{}]\nresponses: {\"204\": {description: None.}}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let declared = objects.document().pointer("/components/securitySchemes");
    for object in objects.of(ObjectKind::SecurityRequirement) {
        for entry in object.node.entries() {
            if declared.is_none_or(|schemes| schemes.get(&entry.key).is_none()) {
                findings.report(
                    entry.key_span.clone(),
                    format!("there is no security scheme `{}`", entry.key),
                    "declare it under `components/securitySchemes`, or correct the name",
                );
            }
        }
    }
}
