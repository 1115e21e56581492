//! JSON output in two formats:
//!
//! - `json` is one document with all findings and the counts. For an NDJSON file, it contains one object for each line
//!   with findings.
//! - `jsonl` has one line for each finding and for each input that cannot be read, and a last line with the counts.
//!   `docs/finding.schema.json` describes these lines.

use std::io::{self, Write as _};

use dataarts_insight_openapi::{Diagnostic, JsonFinding, JsonText};
use serde::Serialize;

use crate::{
    printer::{PieceKind, Pieces},
    source::{RequestLine, SourceText},
    summary::Summary,
};

pub(crate) const BEGIN: &str = "{\"documents\":[\n";

pub(crate) fn open(out: &mut Vec<u8>, text: &SourceText<'_>, valid: bool) -> io::Result<()> {
    out.write_all(b"{\"file\":")?;
    write_json(out, &text.name())?;
    out.write_all(b",\"record\":")?;
    write_json(out, &text.record)?;
    if let Some(RequestLine { method, url }) = text.request {
        out.write_all(b",\"method\":")?;
        write_json(out, &method)?;
        out.write_all(b",\"url\":")?;
        write_json(out, &url)?;
    }
    write!(out, ",\"valid\":{valid},\"findings\":[")
}

pub(crate) fn finding(out: &mut Vec<u8>, text: &SourceText<'_>, finding: &impl Diagnostic) -> io::Result<()> {
    write_json(out, &JsonFinding { finding, record: text.record, text: None })
}

pub(crate) fn close(out: &mut Vec<u8>) -> io::Result<()> {
    out.write_all(b"]}")
}

/// Writes a finding as one line of JSON, with the name of the file and, for NDJSON, the number of the line.
pub(crate) fn line(out: &mut Vec<u8>, text: &SourceText<'_>, finding: &impl Diagnostic) -> io::Result<()> {
    let (file, request) = (&text.name(), text.request.map(|request| (request.method, request.url)));
    write_json(out, &JsonFinding { finding, record: text.record, text: Some(JsonText { file, request }) })?;
    out.write_all(b"\n")
}

/// Writes an unreadable input as one line of JSON.
pub(crate) fn unreadable_line(name: &str, error: &str, pieces: &mut Pieces) {
    pieces.push(PieceKind::Open, |out| {
        out.write_all(b"{\"file\":")?;
        write_json(out, &name)?;
        out.write_all(b",\"error\":")?;
        write_json(out, &error)?;
        out.write_all(b"}\n")
    });
}

pub(crate) fn unreadable(name: &str, error: &str, pieces: &mut Pieces) {
    pieces.push(PieceKind::Open, |out| {
        out.write_all(b"{\"file\":")?;
        write_json(out, &name)?;
        out.write_all(b",\"record\":null,\"valid\":false,\"error\":")?;
        write_json(out, &error)?;
        out.write_all(b",\"findings\":[")
    });
    pieces.push(PieceKind::Close, |out| out.write_all(b"]}"));
}

pub(crate) fn end(summary: &Summary, hidden: u64) -> String {
    format!("\n],{}}}\n", totals(summary, hidden))
}

/// Returns the last line of `jsonl`, which contains the counts.
pub(crate) fn last_line(summary: &Summary, hidden: u64) -> String {
    format!("{{{}}}\n", totals(summary, hidden))
}

/// Returns the last two members of the JSON output: `summary` with the counts, and `valid`.
fn totals(summary: &Summary, hidden: u64) -> String {
    let counts = serde_json::json!({
        "valid": summary.valid,
        "invalid": summary.invalid,
        "unreadable": summary.unreadable,
        "unmatched": summary.unmatched,
        "errors": summary.errors,
        "warnings": summary.warnings,
        "hidden": hidden,
        "rules": summary.rules,
    });
    format!("\"summary\":{counts},\"valid\":{}", summary.exit_code() == 0)
}

/// Writes a value as JSON.
pub(crate) fn write_json(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(Into::into)
}
