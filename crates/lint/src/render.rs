//! Findings as text.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde_json::json;

use super::{Finding, Severity};

/// How much of an overlong source line is shown on either side of a finding, in bytes.
const CONTEXT: usize = 120;

/// Findings for people: message, place, source line, why it matters, how to fix it.
#[must_use]
pub fn human(text: &str, findings: &[Finding], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    findings.iter().map(|finding| render(&renderer, text, finding) + "\n\n").collect()
}

fn render(renderer: &Renderer, text: &str, finding: &Finding) -> String {
    let start = text.get(..finding.span.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let end =
        text.get(finding.span.end..).and_then(|rest| rest.find('\n')).map_or(text.len(), |at| finding.span.end + at);
    // The whole line, unless it is as long as a minified file's.
    let from = text.ceil_char_boundary(start.max(finding.span.start.saturating_sub(CONTEXT)));
    let to = text.floor_char_boundary(end.min(finding.span.end.max(finding.span.start + 1).saturating_add(CONTEXT)));
    let line = text.get(from..to.max(from)).unwrap_or_default();
    let span = finding.span.start.saturating_sub(from)..finding.span.end.saturating_sub(from).min(line.len());
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let path = format!("{}:{}:{}", finding.file, finding.line, finding.column);
    let snippet = Snippet::source(line).line_start(finding.line).annotation(AnnotationKind::Primary.span(span));
    // The column of the rendered place counts in the shown part; the true one is said when the line was cut.
    let snippet = snippet.path(if from == start { finding.file.clone() } else { path });
    let report = &[level
        .primary_title(&finding.message)
        .id(finding.rule)
        .element(snippet)
        .element(Level::NOTE.message(finding.why))
        .element(Level::HELP.message(&finding.help))];
    renderer.render(report)
}

/// Findings for programs: one JSON object a line.
#[must_use]
pub fn json(findings: &[Finding]) -> String {
    findings
        .iter()
        .map(|finding| {
            let Finding { rule, severity, file, line, column, message, .. } = finding;
            let object = json!({
                "rule": rule, "severity": severity.name(), "file": file, "line": line, "column": column, "message": message,
            });
            format!("{object}\n")
        })
        .collect()
}
