//! Reports patterns that are not regular expressions, or that the generator does not support.

use dataarts_insight_openapi::tree;
use dataarts_insight_validator::{Direction, Validator};

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "invalid-pattern",
    severity: Error,
    summary: "A pattern is a regular expression of ECMA-262 without lookaround and back-references.",
    why: "progenitor stops at a pattern that does not parse; validators with linear running time do not support lookaround.",
    failing: &[
        fails(Surroundings::Schema, 3, "type: string\ndescription: Name.\npattern: \"(\""),
        fails(Surroundings::Schema, 3, "type: string\ndescription: Name.\npattern: ^(?!x)y"),
    ],
    passing: &[passes(Surroundings::Schema, "type: string\ndescription: Name.\npattern: ^[a-z]{1,8}$")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for schema in objects.schemas() {
        let Some(node) = schema.get("pattern") else { continue };
        let Some(pattern) = node.as_str() else { continue };
        let (message, help) = if let Err(error) = regress::Regex::new(pattern) {
            (format!("the pattern is not a regular expression: {error}"), "correct it; the syntax is that of JavaScript")
        } else if let Some(part) = unsupported(pattern) {
            (format!("the pattern uses {part}"), "write it without, or describe the restriction in the description")
        } else if let Some(message) = refusal(objects, node) {
            (format!("payloads cannot be validated: {message}"), "write a simpler pattern")
        } else {
            continue;
        };
        findings.report(schema.value_span("pattern"), message, help);
    }
}

/// Returns the reason why the validator does not accept a pattern.
fn refusal(objects: &Objects<'_>, pattern: &Node) -> Option<String> {
    let schema = tree::object([("pattern", pattern.clone())], pattern);
    let error = Validator::new(objects.document(), &schema, Direction::Either).err()?;
    error.problems().first().map(|problem| problem.message.clone())
}

fn unsupported(pattern: &str) -> Option<&'static str> {
    let mut chars = pattern.char_indices();
    let mut class = false;
    while let Some((at, c)) = chars.next() {
        let rest = pattern.get(at..).unwrap_or_default();
        match c {
            '\\' => {
                let (_, next) = chars.next()?;
                if !class && (('1'..='9').contains(&next) || next == 'k') {
                    return Some("a back-reference");
                }
            }
            '[' => class = true,
            ']' => class = false,
            '(' if !class && ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|look| rest.starts_with(look)) => {
                return Some("lookaround");
            }
            _ => {}
        }
    }
    None
}
