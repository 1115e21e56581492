//! Reports parameters that use `content` instead of `schema`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "parameter-content",
    severity: Warning,
    summary: "A parameter has `schema`, not `content`.",
    why: "The client takes the parameter as a text, which the caller must write in the media type.",
    failing: &[fails(
        Surroundings::Parameters,
        4,
        "- name: filter\n  in: query\n  description: Filter.\n  content: {application/json: {schema: {type: string}}}",
    )],
    passing: &[passes(Surroundings::Parameters, "- name: filter\n  in: query\n  description: Filter.\n  schema: {type: string}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Parameter).filter(|object| object.get("content").is_some()) {
        let name = object.text("name").unwrap_or_default();
        findings.report(object.key_span("content"), format!("the parameter `{name}` has `content`"), "use `schema`");
    }
}
