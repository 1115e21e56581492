//! Reports media types with an `encoding`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "media-type-encoding",
    severity: Warning,
    summary: "No media type has an `encoding`.",
    why: "The client ignores it: it sends the fields of a form in the default encoding.",
    failing: &[fails(
        Surroundings::Body,
        5,
        "content:\n  application/json:\n    schema:\n      type: string\n    encoding:\n      name: {contentType: text/plain}",
    )],
    passing: &[passes(Surroundings::Body, "content:\n  application/json:\n    schema:\n      type: string")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::MediaType).filter(|object| object.get("encoding").is_some_and(|node| !node.entries().is_empty())) {
        findings.report(object.key_span("encoding"), format!("the media type {} has an `encoding`", object.key), "remove it");
    }
}
