//! Reports patterns that are not regular expressions, or that the generator does not support.

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
    for object in objects.schemas() {
        let Some(pattern) = object.text("pattern") else { continue };
        if let Err(error) = regress::Regex::new(pattern) {
            findings.report(object.value_span("pattern"), format!("the pattern is not a regular expression: {error}"), "correct it; the syntax is that of JavaScript");
        } else if let Some(part) = unsupported(pattern) {
            findings.report(object.value_span("pattern"), format!("the pattern uses {part}"), "write it without, or describe the restriction in the description");
        }
    }
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
