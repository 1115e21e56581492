//! Output for people: findings grouped by file, each with its source line. The last lines count findings by rule.

use std::{
    borrow::Cow,
    cmp::Reverse,
    io::{self, Write as _},
};

use annotate_snippets::{Group, Level, Renderer as SnippetRenderer};
use anstyle::Style;

use dataarts_insight_openapi::{Diagnostic, Severity};

use crate::{
    snippet::Excerpt,
    source::SourceText,
    style::{self, escape},
    summary::Summary,
};

/// The number of characters to show at each end of a long JSON Pointer: the first 80 and the last 80.
const POINTER_ENDS: usize = 80;

/// The maximum width of a source line in characters. From a longer line, the output shows only the text near the value.
const WIDTH: usize = 100;
const PLAIN: SnippetRenderer = SnippetRenderer::plain().term_width(WIDTH);
const STYLED: SnippetRenderer = SnippetRenderer::styled()
    .term_width(WIDTH)
    .error(style::BAD)
    .warning(style::WARN)
    .line_num(style::DIM)
    .emphasis(style::DIM);

pub(crate) fn heading(styled: bool, file: &str, first: bool) -> String {
    let (gap, strong) = (if first { "" } else { "\n" }, if_styled(styled, style::STRONG));
    format!("{gap}{strong}{}{strong:#}\n", escape(file))
}

/// Writes a finding:
///
/// ```text
/// task.json:3:13: error[enum] at /status: expected one of -1, 0, 1, 2, 3, 4, found the number 9
///   |
/// 3 |   "status": 9
///   |             ^
///   |
///   = help: …
///   = rule: dataarts-insight.yaml:234
/// ```
pub(crate) fn finding(
    out: &mut Vec<u8>,
    styled: bool,
    source: &SourceText<'_>,
    finding: &impl Diagnostic,
) -> io::Result<()> {
    let strong = if_styled(styled, style::STRONG);
    let (color, level) = match finding.severity() {
        Severity::Error => (if_styled(styled, style::BAD), Level::ERROR),
        Severity::Warning => (if_styled(styled, style::WARN), Level::WARNING),
    };
    let line = source.line(finding);
    write!(out, "{strong}{}", escape(&source.name()))?;
    if source.has_place(finding) {
        write!(out, ":{line}:{}", finding.position().column)?;
    }
    write!(out, "{strong:#}: {color}{}[{}]{color:#}", finding.severity(), finding.rule())?;
    if !finding.pointer().is_empty() {
        write!(out, " at {}", escape(&shortened(finding.pointer())))?;
    }
    write!(out, ": {}", escape(&finding.message_with_part()))?;
    if let Some(request) = source.request {
        write!(out, " ({})", escape(&request.to_string()))?;
    }
    writeln!(out)?;

    let excerpt = if source.has_place(finding) { Excerpt::new(source.bytes, finding.span()) } else { None };
    let snippet = excerpt.as_ref().map(|excerpt| excerpt.snippet(line));
    let texts = [
        (Level::NOTE, finding.note()),
        (Level::HELP, finding.help()),
        (Level::INFO.with_name("rule"), finding.contract()),
    ];
    let texts =
        texts.iter().filter_map(|(level, text)| Some(level.clone().message(escape(text.as_deref()?).into_owned())));
    let group = Group::with_level(level).elements(snippet).elements(texts);
    if !group.is_empty() {
        let snippets = if styled { &STYLED } else { &PLAIN };
        writeln!(out, "{}", snippets.render(&[group]))?;
    }
    Ok(())
}

pub(crate) fn end(styled: bool, summary: &Summary, hidden: u64) -> String {
    if summary.rules.is_empty() {
        return String::new();
    }
    let mut rules: Vec<(&&str, &u64)> = summary.rules.iter().collect();
    rules.sort_by_key(|(rule, count)| (Reverse(**count), **rule));
    let width = rules.first().map_or(0, |(_, count)| count.to_string().len());
    let mut text = String::from("\n");
    for (rule, count) in rules {
        text.push_str(&format!("{count:>width$}  {rule}\n"));
    }
    if hidden > 0 {
        let dim = if_styled(styled, style::DIM);
        text.push_str(&format!("{dim}{hidden} more not shown{dim:#}\n"));
    }
    text
}

fn if_styled(styled: bool, style: Style) -> Style {
    if styled { style } else { Style::new() }
}

/// Replaces the middle of a long JSON Pointer by `…`. The other formats show the whole pointer.
fn shortened(pointer: &str) -> Cow<'_, str> {
    let (head, tail) = (pointer.char_indices().nth(POINTER_ENDS), pointer.char_indices().nth_back(POINTER_ENDS - 1));
    match (head, tail) {
        (Some((head, _)), Some((tail, _))) if tail > head => Cow::Owned(format!(
            "{}…{}",
            pointer.get(..head).unwrap_or_default(),
            pointer.get(tail..).unwrap_or_default()
        )),
        _ => Cow::Borrowed(pointer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_both_ends_of_a_long_pointer() {
        let deep = "/每".repeat(200);
        assert_eq!(shortened(&deep), format!("{0}…{0}", "/每".repeat(40)));
        let just = "/a".repeat(80);
        assert_eq!(shortened(&just), just);
    }
}
