//! Fields that say nothing.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "undocumented-field",
    severity: Error,
    summary: "Every property has a description.",
    why: "It becomes the documentation of a public field, and the project denies undocumented ones.",
    failing: &[fails(Frame::Schema, 4, "type: object\ndescription: Task.\nproperties:\n  name: {type: string}")],
    passing: &[passes(Frame::Schema, "type: object\ndescription: Task.\nproperties:\n  name: {type: string, description: Name.}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| site.kind == Kind::Schema && site.field == "properties") {
        // A bare reference is documented by what it refers to.
        let Some(target) = contract.target(site) else { continue };
        if !schema::says(target, "description") {
            sink.report(site.at.clone(), format!("the property `{}` has no description", site.key), "add `description`");
        }
    }
}
