//! The contract linter: every problem of a contract in one run, each at its own line, before openapiv3 or progenitor
//! could refuse the file, panic on it, or make broken code of it.
//!
//! The [`grammar`] of OpenAPI 3.0.3 is a table; one walk along it finds the objects of a document ([`contract`]); each
//! rule is a file under [`rules`] and looks at them.

pub mod contract;
mod finding;
pub mod grammar;
pub mod names;
mod reach;
mod response;
pub mod rules;
mod schema;
#[cfg(test)]
mod tests;
mod verdict;

use std::collections::HashSet;

use dataarts_insight_openapi::document::Document;

use contract::Contract;
pub use dataarts_insight_openapi::Severity;
pub use finding::{Finding, Sink};

/// Every finding about a text; one that is no YAML has one finding, which says where it stops being YAML.
#[must_use]
pub fn lint_text(name: &str, text: &str) -> Vec<Finding> {
    match Document::parse(name, text) {
        Ok(document) => lint(&document),
        Err(error) => vec![rules::yaml_syntax::finding(name, text, &error)],
    }
}

/// Every finding about a document, in the order of its lines.
#[must_use]
pub fn lint(document: &Document) -> Vec<Finding> {
    let contract = Contract::new(document);
    let mut findings = Vec::new();
    for rule in rules::ALL {
        (rule.check)(&contract, &mut Sink::new(document, rule, &mut findings));
    }
    findings.sort_by(Finding::order);
    // What stands under an anchor is seen once for each of its aliases.
    let mut seen = HashSet::new();
    findings.retain(|finding| seen.insert((finding.rule, finding.span.clone(), finding.message.clone())));
    findings
}
