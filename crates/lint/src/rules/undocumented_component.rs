//! Components that say nothing.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "undocumented-component",
    severity: Error,
    summary: "Every component schema has a description.",
    why: "It becomes the documentation of a public type, and the project denies undocumented ones.",
    failing: &[fails(Frame::Schema, 0, "type: string")],
    passing: &[passes(Frame::Schema, "type: string\ndescription: A task.")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas().filter(|site| contract.section(site) == Some("schemas")) {
        if !schema::says(site, "description") {
            sink.report(site.at_key("description"), format!("the component `{}` has no description", site.key), "add `description`");
        }
    }
}
