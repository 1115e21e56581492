//! Reports texts that are neither YAML nor JSON.

use dataarts_insight_openapi::document::{Position, SyntaxError, position_in};

use super::{
    super::{Severity, finding::{Finding, one_line}},
    prelude::*,
};

pub(super) static RULE: Rule = Rule {
    id: "yaml-syntax",
    severity: Error,
    summary: "The file is one YAML or JSON document.",
    why: "The rest of the file cannot be read.",
    failing: &[fails(Surroundings::Document, 3, "openapi: 3.0.3\ninfo:\n  title: \"Tasks\" Tasks\n  version: v1\npaths: {}")],
    passing: &[passes(Surroundings::Document, "openapi: 3.0.3\ninfo:\n  title: \"Tasks\"\n  version: v1\npaths: {}")],
    check: |_, _| {},
};

/// Makes the finding for a text with a syntax error.
pub(crate) fn finding(name: &str, text: &str, error: &SyntaxError) -> Finding {
    let offset = text.floor_char_boundary(error.offset.min(text.len()));
    let next = text.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let Position { line, column } = position_in(text, offset);
    Finding {
        rule: RULE.id,
        severity: Severity::Error,
        file: name.to_owned(),
        other_text: None,
        line,
        column,
        pointer: String::new(),
        span: one_line(text, offset..offset + next),
        message: format!("this is not YAML: {}", error.message),
        why: RULE.why,
        help: "look at the indentation, quotes and brackets here and on the line before".to_owned(),
    }
}
