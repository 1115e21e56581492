//! Lints contracts: reports every problem of a contract in one run, each at its line, before openapiv3 or progenitor
//! refuses the file, panics on it, or generates broken code from it.
//!
//! Each rule is a file under [`rules`] and looks at the [`Objects`] of the document.

mod finding;
pub mod names;
mod reach;
mod response;
pub mod rules;
mod schema;
#[cfg(test)]
mod tests;
mod verdict;

use std::collections::HashSet;

use dataarts_insight_openapi::{document::Document, objects::Objects};

pub use dataarts_insight_openapi::Severity;
pub use finding::{Finding, Findings};

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
    let objects = Objects::new(document);
    let mut findings = Vec::new();
    for rule in rules::ALL {
        (rule.check)(&objects, &mut Findings::new(document, rule, &mut findings));
    }
    findings.sort_by(Finding::order);
    // What stands under an anchor is seen once for each of its aliases.
    let mut seen = HashSet::new();
    findings.retain(|finding| seen.insert((finding.rule, finding.span.clone(), finding.message.clone())));
    findings
}
