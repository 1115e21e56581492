//! For people: grouped by file, the value underlined in its line, a count by rule at the end.

use dataarts_insight_contract::{Finding, Severity};

use super::{
    super::part::{Counts, Kind, Part},
    Judged, Renderer,
    frame::Frame,
    message,
};
use crate::terminal::{BAD, DIM, STRONG, WARN, escape};

pub(super) struct Human;

impl Renderer for Human {
    fn is_styled(&self) -> bool {
        true
    }

    fn document(&self, document: &Judged<'_>, part: &mut Part) {
        for finding in document.findings {
            part.push(Kind::Finding, |text| text.push_str(&finding_text(document, finding)));
        }
    }

    fn heading(&self, file: &str, first: bool) -> Option<String> {
        let gap = if first { "" } else { "\n" };
        Some(format!("{gap}{STRONG}{}{STRONG:#}\n", escape(file)))
    }

    fn end(&self, counts: &Counts, hidden: u64) -> String {
        if counts.rules.is_empty() {
            return String::new();
        }
        let mut rules: Vec<(&&str, &u64)> = counts.rules.iter().collect();
        rules.sort_by_key(|(rule, count)| (std::cmp::Reverse(**count), **rule));
        let width = rules.first().map_or(0, |(_, count)| count.to_string().len());
        let mut text = String::from("\n");
        for (rule, count) in rules {
            text.push_str(&format!("{count:>width$}  {rule}\n"));
        }
        if hidden > 0 {
            text.push_str(&format!("{DIM}{hidden} more not shown{DIM:#}\n"));
        }
        text
    }
}

/// ```text
/// task.json:3:13: error[enum] at /status: expected one of -1, 0, 1, 2, 3, 4, found the number 9
///   |
/// 3 |   "status": 9
///   |             ^
///   = help: …
///   = rule: dataarts-insight.yaml:234
/// ```
fn finding_text(document: &Judged<'_>, finding: &Finding) -> String {
    let style = if finding.severity == Severity::Error { BAD } else { WARN };
    let (severity, rule, line) = (finding.severity, finding.rule, document.line(finding));
    let has_place = document.has_place(finding);
    let place = if has_place { format!(":{line}:{}", finding.column) } else { String::new() };
    let place = format!("{}{place}", escape(&document.name()));
    let pointer = match finding.pointer.as_str() {
        "" => String::new(),
        pointer => format!(" at {}", escape(pointer)),
    };
    let message = escape(&message(finding));
    let mut text = format!("{STRONG}{place}{STRONG:#}: {style}{severity}[{rule}]{style:#}{pointer}: {message}\n");
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    if has_place && let Some(frame) = Frame::of(document.bytes, finding) {
        let (gap, marks) = (" ".repeat(frame.indent), "^".repeat(frame.width));
        text.push_str(&format!("{DIM}{margin} |{DIM:#}\n"));
        text.push_str(&format!("{DIM}{number} |{DIM:#} {}\n", frame.text));
        text.push_str(&format!("{DIM}{margin} |{DIM:#} {gap}{style}{marks}{style:#}\n"));
    }
    if let Some(hint) = &finding.hint {
        text.push_str(&format!("{DIM}{margin} = help: {}{DIM:#}\n", escape(hint)));
    }
    if let Some(contract) = &finding.contract {
        text.push_str(&format!("{DIM}{margin} = rule: {}{DIM:#}\n", escape(contract)));
    }
    text
}
