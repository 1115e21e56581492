//! Reports a `format` that no specification defines.

use dataarts_insight_openapi::suggestion::did_you_mean;

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "unknown-format",
    severity: Warning,
    summary: "A format is one that OpenAPI or JSON Schema defines.",
    why: "Every reader ignores an unknown format: the values are not restricted as the format suggests.",
    failing: &[fails(Surroundings::Schema, 3, "type: integer\ndescription: Size.\nformat: int46")],
    passing: &[passes(Surroundings::Schema, "type: integer\ndescription: Size.\nformat: int64")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.schemas() {
        let Some(format) = object.text("format").filter(|format| schema::types_of_format(format).is_none()) else { continue };
        let help = did_you_mean(format, schema::formats_of(None)).unwrap_or_else(|| {
            let fitting: Vec<_> = schema::formats_of(schema::type_of(objects, object)).collect();
            format!("remove it, or use one of {}", fitting.join(", "))
        });
        findings.report(object.value_span("format"), format!("the format `{format}` is unknown"), help);
    }
}
