//! A default that is none of the values.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "default-outside-enum",
    severity: Error,
    summary: "A default is one of the values of its enum.",
    why: "The default is a value that the contract itself refuses; progenitor stops with \"value does not conform\".",
    failing: &[fails(Frame::Schema, 4, "type: string\ndescription: Colour.\nenum: [red, green]\ndefault: blue")],
    passing: &[passes(Frame::Schema, "type: string\ndescription: Colour.\nenum: [red, green]\ndefault: green")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| matches!(site.kind, Kind::Schema | Kind::ServerVariable)) {
        let Some(default) = site.get("default") else { continue };
        let Some(values) = schema::enum_of(contract, site) else { continue };
        let null = default.kind() == "null" && site.flag("nullable");
        if values.is_empty() || null || values.iter().any(|value| value.to_json() == default.to_json()) {
            continue;
        }
        sink.report(
            site.at_value("default"),
            format!("the default {} is none of the values of its enum", schema::show(default)),
            format!("use one of {}", values.iter().take(8).map(schema::show).collect::<Vec<_>>().join(", ")),
        );
    }
}
