//! Every rule that a finding can name, in one table: help texts, documentation and machine-readable reports iterate
//! over it. A keyword's row is beside its code in `engine/keywords`; the rows of the other rules are in this folder.

mod message;
#[cfg(test)]
mod tests;
mod text;

pub use crate::engine::keywords::types_of;
pub use crate::rule::{Example, Subject};
use crate::{Level, Rule, Severity, Strictness, engine::keywords, rule::Row};

/// A rule in words.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct RuleInfo {
    /// The rule.
    pub rule: Rule,
    /// Its stable kebab-case id.
    pub id: &'static str,
    /// The requirement, in one sentence.
    pub summary: &'static str,
    /// The severity of its findings by default.
    pub severity: Severity,
    /// An accepted and a refused example.
    pub example: Example,
}

/// Returns every rule, in the order of [`Rule::ALL`].
///
/// ```
/// use dataarts_insight_validator::rules;
///
/// assert!(rules::all().any(|rule| rule.id == "max-length"));
/// ```
pub fn all() -> impl Iterator<Item = RuleInfo> {
    Rule::ALL.iter().filter_map(|rule| rows().find(|row| row.rule == *rule)).map(info)
}

/// Finds the rule with an id.
#[must_use]
pub fn find(id: &str) -> Option<RuleInfo> {
    rows().find(|row| row.rule.id() == id).map(info)
}

/// Returns every row of the table.
fn rows() -> impl Iterator<Item = &'static Row> {
    keywords::ALL.iter().filter_map(|keyword| keyword.row.as_ref()).chain(text::ALL).chain(message::ALL)
}

fn info(row: &Row) -> RuleInfo {
    let severity = match Strictness::default().level(row.rule) {
        Level::Deny => Severity::Error,
        _ => Severity::Warning,
    };
    RuleInfo { rule: row.rule, id: row.rule.id(), summary: row.summary, severity, example: row.example }
}
