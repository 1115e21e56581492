//! Formats that nobody knows.

use dataarts_insight_openapi::suggestion::nearest;

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "unknown-format",
    severity: Error,
    summary: "A format is one that OpenAPI or JSON Schema defines.",
    why: "An unknown format is ignored by every reader: the field is not what it reads like.",
    failing: &[fails(Frame::Schema, 3, "type: integer\ndescription: Size.\nformat: int46")],
    passing: &[passes(Frame::Schema, "type: integer\ndescription: Size.\nformat: int64")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.schemas() {
        let Some(format) = site.text("format").filter(|format| schema::types_of_format(format).is_none()) else { continue };
        let known = schema::FORMATS.iter().map(|(name, _)| *name);
        let stated = schema::type_of(contract, site);
        let help = match nearest(format, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let fitting = schema::FORMATS.iter().filter(|(_, types)| stated.is_none_or(|name| types.contains(&name)));
                format!("remove it, or use one of {}", fitting.map(|(name, _)| *name).collect::<Vec<_>>().join(", "))
            }
        };
        sink.report(site.at_value("format"), format!("the format `{format}` is unknown"), help);
    }
}
