//! A default that is none of the values.

use dataarts_insight_validator::Rule as ValidatorRule;

use super::{
    super::{schema, values::Values},
    prelude::*,
};

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
    let values = Values::new(objects);
    for object in objects.definitions() {
        let Some(default) = object.get("default") else { continue };
        let listed = match object.kind {
            ObjectKind::Schema => schema::enum_of(objects, object).unwrap_or_default(),
            ObjectKind::ServerVariable => object.items("enum"),
            _ => continue,
        };
        let outside = match object.kind {
            ObjectKind::Schema => values
                .problems(object, object, default)
                .iter()
                .any(|problem| problem.pointer.is_empty() && matches!(problem.rule, ValidatorRule::Enum | ValidatorRule::Type)),
            _ => !listed.iter().any(|value| value.as_str() == default.as_str()),
        };
        if outside && !listed.is_empty() {
            findings.report(
                object.value_span("default"),
                format!("the default {} is not one of the values of its enum", schema::show(default)),
                format!("use one of {}", listed.iter().take(8).map(schema::show).collect::<Vec<_>>().join(", ")),
            );
        }
    }
}
