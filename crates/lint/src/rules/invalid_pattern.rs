//! Reports patterns that are not valid regular expressions or that the validator does not support.

use dataarts_insight_openapi::tree;
use dataarts_insight_validator::{Direction, Validator};

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "invalid-pattern",
    severity: Warning,
    summary: "A pattern is a regular expression of ECMA-262.",
    why: "Payloads cannot be validated against it; in the client the value is a plain string.",
    failing: &[fails(Surroundings::Schema, 3, "type: string\ndescription: Name.\npattern: \"(\"")],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Name.\npattern: ^(?!x)[a-z]{1,8}$")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for schema in objects.schemas() {
        let Some(node) = schema.get("pattern") else { continue };
        let Some(pattern) = node.as_str() else { continue };
        let (message, help) = if let Err(error) = regress::Regex::new(pattern) {
            (format!("the pattern is not a regular expression: {error}"), "correct it; the syntax is that of JavaScript")
        } else if let Some(message) = refusal(objects, node) {
            (format!("payloads cannot be validated: {message}"), "write a simpler pattern")
        } else {
            continue;
        };
        findings.report(schema.value_span("pattern"), message, help);
    }
}

/// Returns the reason why the validator rejects a pattern; `None` for a supported pattern.
fn refusal(objects: &Objects<'_>, pattern: &Node) -> Option<String> {
    let schema = tree::object([("pattern", pattern.clone())], pattern);
    let error = Validator::new(objects.document(), &schema, Direction::Either).err()?;
    error.problems().first().map(|problem| problem.message.clone())
}
