//! For people: grouped by file, the value underlined in its line, a count by rule at the end.

use std::{
    borrow::Cow,
    io::{self, Write as _},
};

use anstyle::Style;
use dataarts_insight_validator::{Finding, Severity};

use super::{
    super::part::{Counts, Kind, Part},
    Judged, Renderer,
    frame::Frame,
    message,
};
use crate::terminal::{BAD, DIM, STRONG, WARN, escape};

/// Characters that are shown of each end of a long pointer.
const ENDS: usize = 80;

/// With these styles.
pub(super) struct Human {
    strong: Style,
    dim: Style,
    error: Style,
    warning: Style,
}

pub(super) const STYLED: Human = Human { strong: STRONG, dim: DIM, error: BAD, warning: WARN };
pub(super) const PLAIN: Human =
    Human { strong: Style::new(), dim: Style::new(), error: Style::new(), warning: Style::new() };

impl Renderer for Human {
    fn is_for_people(&self) -> bool {
        true
    }

    fn is_styled(&self) -> bool {
        !self.strong.is_plain()
    }

    fn document(&self, document: &Judged<'_>, part: &mut Part) {
        for finding in document.findings {
            part.push(Kind::Finding, |out| self.finding(out, document, finding));
        }
    }

    fn heading(&self, file: &str, first: bool) -> String {
        let (gap, strong) = (if first { "" } else { "\n" }, self.strong);
        format!("{gap}{strong}{}{strong:#}\n", escape(file))
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
            let dim = self.dim;
            text.push_str(&format!("{dim}{hidden} more not shown{dim:#}\n"));
        }
        text
    }
}

impl Human {
    /// ```text
    /// task.json:3:13: error[enum] at /status: expected one of -1, 0, 1, 2, 3, 4, found the number 9
    ///   |
    /// 3 |   "status": 9
    ///   |             ^
    ///   = help: …
    ///   = rule: dataarts-insight.yaml:234
    /// ```
    fn finding(&self, out: &mut Vec<u8>, document: &Judged<'_>, finding: &Finding) -> io::Result<()> {
        let Self { strong, dim, .. } = self;
        let style = if finding.severity == Severity::Error { self.error } else { self.warning };
        let (severity, rule, line) = (finding.severity, finding.rule, document.line(finding));
        let has_place = document.has_place(finding);

        write!(out, "{strong}{}", escape(&document.name()))?;
        if has_place {
            write!(out, ":{line}:{}", finding.column)?;
        }
        write!(out, "{strong:#}: {style}{severity}[{rule}]{style:#}")?;
        if !finding.pointer.is_empty() {
            write!(out, " at {}", escape(&brief(&finding.pointer)))?;
        }
        writeln!(out, ": {}", escape(&message(finding)))?;

        let margin = line.checked_ilog10().map_or(1, |digits| usize::try_from(digits).unwrap_or(0) + 1);
        if has_place && let Some(frame) = Frame::of(document.bytes, finding) {
            write!(out, "{dim}")?;
            repeat(out, b' ', margin);
            writeln!(out, " |{dim:#}\n{dim}{line} |{dim:#} {}", frame.text)?;
            write!(out, "{dim}")?;
            repeat(out, b' ', margin);
            write!(out, " |{dim:#} ")?;
            repeat(out, b' ', frame.indent);
            write!(out, "{style}")?;
            repeat(out, b'^', frame.width);
            writeln!(out, "{style:#}")?;
        }
        let help = finding.hint.as_ref().map(ToString::to_string);
        let rule = finding.contract.as_ref().map(ToString::to_string);
        for (name, text) in [("help", help), ("rule", rule)] {
            let Some(text) = text else { continue };
            write!(out, "{dim}")?;
            repeat(out, b' ', margin);
            writeln!(out, " = {name}: {}{dim:#}", escape(&text))?;
        }
        Ok(())
    }
}

/// A pointer to something deep without its middle; the other outputs have all of it.
fn brief(pointer: &str) -> Cow<'_, str> {
    let (head, tail) = (pointer.char_indices().nth(ENDS), pointer.char_indices().nth_back(ENDS - 1));
    match (head, tail) {
        (Some((head, _)), Some((tail, _))) if tail > head => Cow::Owned(format!(
            "{}…{}",
            pointer.get(..head).unwrap_or_default(),
            pointer.get(tail..).unwrap_or_default()
        )),
        _ => Cow::Borrowed(pointer),
    }
}

/// So many of a byte: a width in a format string would write one after the other.
fn repeat(out: &mut Vec<u8>, byte: u8, count: usize) {
    out.resize(out.len() + count, byte);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_pointer_keeps_both_its_ends() {
        let deep = "/每".repeat(200);
        assert_eq!(brief(&deep), format!("{0}…{0}", "/每".repeat(40)));
        let just = "/a".repeat(80);
        assert_eq!(brief(&just), just);
    }
}
