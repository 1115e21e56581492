//! Texts that are no YAML.

use dataarts_insight_openapi::document::SyntaxError;

use super::{
    super::{Severity, finding::{Finding, one_line}},
    prelude::*,
};

pub(super) static RULE: Rule = Rule {
    id: "yaml-syntax",
    severity: Error,
    summary: "The file is one YAML (or JSON) document.",
    why: "Nothing in it can be read.",
    failing: &[fails(Surroundings::Document, 3, "openapi: 3.0.3\ninfo:\n  title: \"Tasks\" Tasks\n  version: v1\npaths: {}")],
    passing: &[passes(Surroundings::Document, "openapi: 3.0.3\ninfo:\n  title: \"Tasks\"\n  version: v1\npaths: {}")],
    check: |_, _| {},
};

/// The finding that a text is none; there is no document to ask for its lines.
pub(crate) fn finding(name: &str, text: &str, error: &SyntaxError) -> Finding {
    let offset = text.floor_char_boundary(error.offset.min(text.len()));
    let before = text.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let next = text.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Finding {
        rule: RULE.id,
        severity: Severity::Error,
        file: name.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).map_or(0, |part| part.trim_start_matches('\u{feff}').chars().count()) + 1,
        span: one_line(text, offset..offset + next),
        message: format!("this is no YAML: {}", error.message),
        why: RULE.why,
        help: "look at the indentation, quotes and brackets here and on the line before".to_owned(),
    }
}
