//! The table of all rules that a finding can have. Help texts, documentation and machine-readable reports use the
//! table. If a rule belongs to a keyword, its row is in the file of this keyword in `engine/keywords`. All other rows
//! are in this folder.

mod message;
#[cfg(test)]
mod tests;
mod text;

pub use crate::engine::keywords::types_of;
pub use crate::rule::{Example, Subject};
use crate::{Level, Rule, Severity, Strictness, engine::keywords, rule::Row};

/// The description of a rule.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct RuleInfo {
    /// The rule.
    pub rule: Rule,
    /// The stable kebab-case id of the rule.
    pub id: &'static str,
    /// The requirement, in one sentence.
    pub summary: &'static str,
    /// The default severity of the rule's findings.
    pub severity: Severity,
    /// The default level. With the level `Allow`, the rule has no findings.
    pub level: Level,
    /// A valid input and an input that violates the rule.
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

/// Finds the rule with this id.
#[must_use]
pub fn find(id: &str) -> Option<RuleInfo> {
    rows().find(|row| row.rule.id() == id).map(info)
}

/// Returns every row of the table.
fn rows() -> impl Iterator<Item = &'static Row> {
    keywords::ALL.iter().filter_map(|keyword| keyword.row.as_ref()).chain(text::ALL).chain(message::ALL)
}

fn info(row: &Row) -> RuleInfo {
    let level = Strictness::default().level(row.rule);
    let severity = match level {
        Level::Deny => Severity::Error,
        _ => Severity::Warning,
    };
    RuleInfo { rule: row.rule, id: row.rule.id(), summary: row.summary, severity, level, example: row.example }
}
