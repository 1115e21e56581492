//! A body of nobody knows what.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "media-type-without-schema",
    severity: Error,
    summary: "Every media type has a schema.",
    why: "progenitor panics on it (\"media type encoding, no schema\"), and no payload can be validated.",
    failing: &[fails(Frame::Responses, 4, "\"200\":\n  description: A.\n  content:\n    application/json: {}")],
    passing: &[passes(
        Frame::Responses,
        "\"200\":\n  description: A.\n  content:\n    application/json:\n      schema: {type: string}",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::MediaType).filter(|site| site.get("schema").is_none()) {
        sink.report(
            site.at.clone(),
            format!("the media type {} has no schema", site.key),
            "add `schema`; bytes are `{type: string, format: binary}`, anything is `{}`",
        );
    }
}
