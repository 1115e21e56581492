//! Annotations of GitHub Actions, which show up beside the lines of a pull request.

use std::io::Write as _;

use dataarts_insight_validator::{Finding, Part as MessagePart, Severity};

use super::{
    super::part::{Kind, Part},
    Judged, Renderer, message,
};
use crate::terminal::escape;

pub(super) struct Github;

impl Renderer for Github {
    fn unreadable(&self, name: &str, error: &str, part: &mut Part) {
        let file = property(&part.file.shown);
        let error = if name == part.file.shown { data(error) } else { data(&format!("{name}: {error}")) };
        part.push(Kind::Open, |out| writeln!(out, "::error file={file},title=unreadable::{error}"));
    }

    fn document(&self, document: &Judged<'_>, part: &mut Part) {
        for finding in document.findings {
            let level = match finding.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            let (file, line, column) = (property(&document.file.shown), document.line(finding), finding.column);
            let end = document.end_column(finding).map(|end| format!(",endColumn={end}")).unwrap_or_default();
            let title = property(&format!("{} at {}", finding.rule, at(finding)));
            let hint = finding.hint.as_ref().map(|hint| format!("\nhelp: {hint}")).unwrap_or_default();
            let rule = finding.contract.as_ref().map(|place| format!("\nrule: {place}")).unwrap_or_default();
            let entry = document.entry.map(|entry| format!("{entry}: ")).unwrap_or_default();
            let message = data(&format!("{entry}{}{hint}{rule}", message(finding)));
            let place = match document.entry {
                // Lines of a body within a capture are no lines of the file.
                Some(_) => String::new(),
                None => format!(",line={line},endLine={line},col={column}{end}"),
            };
            part.push(Kind::Finding, |out| writeln!(out, "::{level} file={file}{place},title={title}::{message}"));
        }
    }
}

/// Of a request and a response, what is outside of the body has a name instead of a pointer.
fn at(finding: &Finding) -> String {
    match &finding.part {
        Some(part) if *part != MessagePart::Body => part.to_string(),
        _ if finding.pointer.is_empty() => "the document".to_owned(),
        _ => finding.pointer.clone(),
    }
}

/// What a message must not have unescaped: a line would end the annotation, and begin another command; the log would
/// obey a control character.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(escape).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_end_an_annotation() {
        assert_eq!(property("a,b:c%\r\nd"), "a%2Cb%3Ac%25\\r%0Ad");
        assert_eq!(data("a,b:c%\nd\u{1b}[31m"), "a,b:c%25%0Ad\\u{1b}[31m");
    }
}
