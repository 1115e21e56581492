//! Reports a default that is not a value of its `enum`.

use dataarts_insight_validator::Rule as ValidatorRule;

use super::{
    super::{schema, values::{self, Problem}},
    prelude::*,
};

pub(super) static RULE: Rule = Rule {
    id: "default-outside-enum",
    severity: Warning,
    summary: "A default is one of the values of its enum.",
    why: "The contract refuses its own default.",
    failing: &[fails(Surroundings::Schema, 4, "type: string\ndescription: Colour.\nenum: [red, green]\ndefault: blue")],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Colour.\nenum: [red, green]\ndefault: green")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let defaults = values::defaults(objects, true);
    for (default, problems) in defaults.iter().zip(values::validate(objects, &defaults)) {
        let is_outside = |problem: &Problem| {
            problem.pointer.is_empty() && matches!(problem.rule, ValidatorRule::Enum | ValidatorRule::Type)
        };
        if problems.iter().any(is_outside) {
            let listed = schema::enum_of(objects, default.schema).unwrap_or_default();
            report(default.schema, default.value, listed, findings);
        }
    }
    for variable in objects.of(ObjectKind::ServerVariable) {
        let listed = variable.items("enum");
        if let Some(default) = variable.get("default").filter(|default| default.as_str().is_some())
            && !listed.iter().any(|value| value.as_str() == default.as_str())
        {
            report(variable, default, listed, findings);
        }
    }
}

fn report(object: &Object<'_>, default: &Node, listed: &[Node], findings: &mut Findings<'_>) {
    // The rule `empty-enum` reports an empty `enum`.
    if !listed.is_empty() {
        findings.report(
            object.value_span("default"),
            format!("the default {} is not one of the values of its enum", schema::show(default)),
            format!("use one of {}", listed.iter().take(8).map(schema::show).collect::<Vec<_>>().join(", ")),
        );
    }
}
