//! An enum without values.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "empty-enum",
    severity: Error,
    summary: "An enum has a value.",
    why: "No value is valid, so no payload is; openapiv3 and progenitor ignore it instead.",
    failing: &[fails(Frame::Schema, 3, "type: string\ndescription: Name.\nenum: []")],
    passing: &[passes(Frame::Schema, "type: string\ndescription: Name.\nenum: [a]")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| matches!(site.kind, Kind::Schema | Kind::ServerVariable)) {
        if site.get("enum").is_some_and(|node| node.kind() == "an array" && node.items().is_empty()) {
            sink.report(site.at_key("enum"), "the enum has no values", "list the values, or remove `enum`");
        }
    }
}
