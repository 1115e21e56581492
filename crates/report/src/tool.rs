//! The program that makes a report.

use dataarts_insight_openapi::RuleDescription;

/// The program that a report names, with every rule that it may name.
#[derive(Debug, Clone)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Its rules.
    pub rules: Vec<RuleDescription>,
}
