//! Paths that stand elsewhere.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "path-item-ref",
    severity: Error,
    summary: "A path is written out, not a `$ref`.",
    why: "progenitor stops at it (\"uses reference, unsupported\").",
    failing: &[fails(Frame::Paths, 2, "/tasks:\n  $ref: \"#/paths/~1other\"")],
    passing: &[passes(Frame::Paths, "/tasks:\n  get:\n    operationId: a\n    summary: A.\n    responses: {\"204\": {description: None.}}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| site.kind == Kind::PathItem && site.reference.is_some()) {
        sink.report(site.at_key("$ref"), format!("the path `{}` is a `$ref`", site.key), "write the path item here");
    }
}
