//! A response that says nothing.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-response-description",
    severity: Error,
    summary: "Every response has a description.",
    why: "OpenAPI 3.0 requires it; openapiv3 refuses the whole file without it.",
    failing: &[
        fails(Frame::Responses, 1, "\"204\":\n  headers: {}"),
        fails(Frame::Responses, 2, "\"204\":\n  description: \"\""),
    ],
    passing: &[passes(Frame::Responses, "\"204\":\n  description: Done.")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Response) {
        match site.get("description") {
            None => sink.report(site.at.clone(), format!("the response `{}` has no description", site.key), "add `description`"),
            Some(node) if node.as_str().is_some_and(|text| text.trim().is_empty()) => {
                sink.report(site.at_value("description"), format!("the description of the response `{}` is empty", site.key), "say what it means");
            }
            Some(_) => {}
        }
    }
}
