//! Annotations of GitHub Actions. GitHub shows each annotation at a line of a pull request.

use std::{
    borrow::Cow,
    io::{self, Write as _},
};

use dataarts_insight_openapi::Diagnostic;

use crate::{
    printer::{PieceKind, Pieces},
    source::SourceText,
    style::escape,
};

pub(crate) fn unreadable(file: &str, name: &str, error: &str, pieces: &mut Pieces) {
    let error = if name == file { data(error) } else { data(&format!("{name}: {error}")) };
    let file = property(file);
    pieces.push(PieceKind::Open, |out| writeln!(out, "::error file={file},title=unreadable::{error}"));
}

pub(crate) fn finding(out: &mut Vec<u8>, source: &SourceText<'_>, finding: &impl Diagnostic) -> io::Result<()> {
    let file = property(&source.file.text);
    let place = match source.entry {
        // A finding in a HAR file gets no line number, because its line is counted from the start of an HTTP body, not
        // from the start of the file.
        Some(_) => String::new(),
        None => {
            let (line, column) = (source.line(finding), finding.position().column);
            let end = source.end_column(finding).map(|end| format!(",endColumn={end}")).unwrap_or_default();
            format!(",line={line},endLine={line},col={column}{end}")
        }
    };
    let title = property(&format!("{} at {}", finding.rule(), title(finding)));
    let request = source.request.map(|request| format!(" ({request})")).unwrap_or_default();
    let mut text = source.entry.map(|entry| format!("{entry}{request}: ")).unwrap_or_default();
    text.push_str(&finding.message_with_part());
    for (name, line) in [("help", finding.help()), ("note", finding.note()), ("rule", finding.contract())] {
        if let Some(line) = line {
            text.push_str(&format!("\n{name}: {line}"));
        }
    }
    writeln!(out, "::{} file={file}{place},title={title}::{}", finding.severity(), data(&text))
}

/// Returns a name for the place of the finding: a part of the HTTP message (for example, a header), the JSON Pointer of
/// a value, or `the document`.
fn title(finding: &impl Diagnostic) -> Cow<'_, str> {
    match finding.part() {
        Some(part) if !finding.has_place() => part,
        _ if finding.pointer().is_empty() => "the document".into(),
        _ => finding.pointer().into(),
    }
}

/// Escapes line breaks and control characters in a message. After a line break, GitHub could execute the rest of the
/// message as a command. Control characters could change the display of the build log.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(escape).collect();
    lines.join("\n").replace('%', "%25").replace('\n', "%0A")
}

/// Escapes a property of an annotation, such as the file name.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_whatever_would_end_an_annotation() {
        assert_eq!(property("a,b:c%\r\nd"), "a%2Cb%3Ac%25\\r%0Ad");
        assert_eq!(data("a,b:c%\nd\u{1b}[31m"), "a,b:c%25%0Ad\\u{1b}[31m");
    }
}
