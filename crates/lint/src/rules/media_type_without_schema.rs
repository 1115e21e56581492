//! Reports media types without a schema.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "media-type-without-schema",
    severity: Warning,
    summary: "Every media type has a schema.",
    why: "Payloads cannot be validated, and the client takes the body as any value.",
    failing: &[fails(Surroundings::Responses, 4, "\"200\":\n  description: A.\n  content:\n    application/json: {}")],
    passing: &[passes(
        Surroundings::Responses,
        "\"200\":\n  description: A.\n  content:\n    application/json:\n      schema: {type: string}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::MediaType).filter(|object| object.get("schema").is_none()) {
        findings.report(
            object.span.clone(),
            format!("the media type {} has no schema", object.key),
            "add `schema`; use `{type: string, format: binary}` for bytes, `{}` for anything",
        );
    }
}
