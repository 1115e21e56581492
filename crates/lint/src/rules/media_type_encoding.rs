//! Encodings are beyond the generator.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "media-type-encoding",
    severity: Error,
    summary: "No media type has an `encoding`.",
    why: "progenitor panics on it (\"media type encoding not empty\").",
    failing: &[fails(
        Frame::Body,
        5,
        "content:\n  application/json:\n    schema:\n      type: string\n    encoding:\n      name: {contentType: text/plain}",
    )],
    passing: &[passes(Frame::Body, "content:\n  application/json:\n    schema:\n      type: string")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::MediaType).filter(|site| site.get("encoding").is_some_and(|node| !node.entries().is_empty())) {
        sink.report(site.at_key("encoding"), format!("the media type {} has an `encoding`", site.key), "remove it");
    }
}
