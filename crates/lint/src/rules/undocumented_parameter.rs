//! Parameters that say nothing.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "undocumented-parameter",
    severity: Error,
    summary: "Every parameter has a description.",
    why: "It becomes the documentation of a setter of the client.",
    failing: &[fails(Frame::Parameters, 1, "- name: limit\n  in: query\n  schema: {type: integer}")],
    passing: &[passes(Frame::Parameters, "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Parameter).filter(|site| !schema::says(site, "description")) {
        let name = site.text("name").unwrap_or(site.key);
        sink.report(site.at_value("name"), format!("the parameter `{name}` has no description"), "add `description`");
    }
}
