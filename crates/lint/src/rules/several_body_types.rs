//! Request bodies of a choice.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "several-body-types",
    severity: Error,
    summary: "A request body has one media type.",
    why: "progenitor panics at more (\"more media types than expected\").",
    failing: &[fails(
        Frame::Body,
        3,
        "content:\n  application/json: {schema: {type: string}}\n  text/plain: {schema: {type: string}}",
    )],
    passing: &[passes(Frame::Body, "content:\n  application/json: {schema: {type: string}}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for body in contract.of(Kind::RequestBody) {
        for site in contract.children(body, "content").skip(1) {
            sink.report(site.at.clone(), format!("the request body has the media type {} too", site.key), "keep the one that the client is to send");
        }
    }
}
