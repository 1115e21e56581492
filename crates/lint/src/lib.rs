//! Lints contracts: reports all problems of a contract in one run, each with its line. Without the linter, the code
//! generator (openapiv3, progenitor) rejects a faulty file, panics, or generates broken code.
//!
//! Each file in [`rules`] contains one rule. A rule checks the [`Objects`] of the document.

mod directions;
mod finding;
mod levels;
pub mod names;
mod response;
pub mod rules;
mod schema;
#[cfg(test)]
mod tests;
mod values;

use std::{collections::HashSet, sync::Arc};

use dataarts_insight_openapi::{Purpose, ReadFile, document::Document, objects::Objects};

pub use dataarts_insight_openapi::Severity;
pub use finding::{Finding, Findings};
pub use levels::{Level, Levels, UnknownRule};

/// Lints a text. All rules have their default level.
#[must_use]
pub fn lint_text(name: &str, text: &str) -> Vec<Finding> {
    lint_text_with(name, text, &Levels::default())
}

/// Lints a text. If the text is neither YAML nor JSON, returns one finding at the place of the syntax error.
#[must_use]
pub fn lint_text_with(name: &str, text: &str, levels: &Levels) -> Vec<Finding> {
    let mut refuse = |_: &str| Err("only this text is read, and no other file: pass the contract as a file".to_owned());
    lint_files(name, text, &mut refuse, levels)
}

/// Lints a text and the other files to which its `$ref`s lead. `read` reads such a file, or refuses to read it. If the
/// text is neither YAML nor JSON, returns one finding at the place of the syntax error.
#[must_use]
pub fn lint_files(name: &str, text: &str, read: &mut ReadFile<'_>, levels: &Levels) -> Vec<Finding> {
    match Document::parse_with_files(name, text, read) {
        Ok(document) => lint(&Arc::new(document), levels),
        Err(error) => vec![rules::yaml_syntax::finding(name, text, &error)],
    }
}

/// Lints a document and returns the findings in the order of the lines.
///
/// ```
/// use dataarts_insight_lint::lint_text;
///
/// let text = "openapi: 3.0.3\ninfo: {title: Tasks}\npaths: {}";
/// let findings = lint_text("tasks.yaml", text);
/// assert_eq!(findings[0].to_string(), "tasks.yaml:2:1: error[missing-key]: an info object has no `version`");
/// ```
#[must_use]
pub fn lint(document: &Arc<Document>, levels: &Levels) -> Vec<Finding> {
    let document = &Document::rewritten(Arc::clone(document), Purpose::Validation);
    let objects = Objects::new(document);
    let mut findings = Vec::new();
    for rule in rules::ALL {
        if let Some(severity) = levels.severity(rule) {
            (rule.check)(&objects, &mut Findings { document, rule, severity, findings: &mut findings });
        }
    }
    findings.sort_by(Finding::order);
    // If two YAML aliases refer to the same value, each problem of the value is found twice. So repeated findings are
    // removed.
    let mut seen = HashSet::new();
    findings.retain(|finding| {
        seen.insert((finding.rule, finding.file.clone(), finding.span.clone(), finding.message.clone()))
    });
    findings
}
