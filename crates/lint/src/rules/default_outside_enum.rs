//! A default that is none of the values.

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "default-outside-enum",
    severity: Error,
    summary: "A default is one of the values of its enum.",
    why: "The default is a value that the contract itself refuses; progenitor stops with \"value does not conform\".",
    failing: &[fails(Surroundings::Schema, 4, "type: string\ndescription: Colour.\nenum: [red, green]\ndefault: blue")],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Colour.\nenum: [red, green]\ndefault: green")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.all().iter().filter(|object| matches!(object.kind, ObjectKind::Schema | ObjectKind::ServerVariable)) {
        let Some(default) = object.get("default") else { continue };
        let Some(values) = schema::enum_of(objects, object) else { continue };
        let null = default.kind() == "null" && object.flag("nullable");
        if values.is_empty() || null || values.iter().any(|value| value.to_json() == default.to_json()) {
            continue;
        }
        findings.report(
            object.value_span("default"),
            format!("the default {} is none of the values of its enum", schema::show(default)),
            format!("use one of {}", values.iter().take(8).map(schema::show).collect::<Vec<_>>().join(", ")),
        );
    }
}
