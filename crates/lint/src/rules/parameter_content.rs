//! Parameters of a media type.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "parameter-content",
    severity: Error,
    summary: "A parameter has a `schema`, no `content`.",
    why: "progenitor stops at it (\"unexpected content\").",
    failing: &[fails(
        Frame::Parameters,
        4,
        "- name: filter\n  in: query\n  description: Filter.\n  content: {application/json: {schema: {type: string}}}",
    )],
    passing: &[passes(Frame::Parameters, "- name: filter\n  in: query\n  description: Filter.\n  schema: {type: string}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Parameter).filter(|site| site.get("content").is_some()) {
        let name = site.text("name").unwrap_or_default();
        sink.report(site.at_key("content"), format!("the parameter `{name}` has `content`"), "use `schema`");
    }
}
