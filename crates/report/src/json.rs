//! JSON output. `json`: one document with all files (for NDJSON, all lines with findings) and the counts. `jsonl`: one
//! line for each finding, described by `docs/finding.schema.json`.

use std::io::{self, Write as _};

use dataarts_insight_openapi::{Diagnostic, JsonFinding};
use serde::Serialize;

use crate::{
    printer::{PieceKind, Pieces},
    source::SourceText,
    summary::Summary,
};

pub(crate) const BEGIN: &str = "{\"documents\":[\n";

pub(crate) fn open(out: &mut Vec<u8>, text: &SourceText<'_>, valid: bool) -> io::Result<()> {
    out.write_all(b"{\"file\":")?;
    write_json(out, &text.name())?;
    out.write_all(b",\"record\":")?;
    write_json(out, &text.record)?;
    write!(out, ",\"valid\":{valid},\"findings\":[")
}

pub(crate) fn finding(out: &mut Vec<u8>, finding: &impl Diagnostic) -> io::Result<()> {
    write_json(out, &JsonFinding { finding, place: None })
}

pub(crate) fn close(out: &mut Vec<u8>) -> io::Result<()> {
    out.write_all(b"]}")
}

/// Writes a finding as one line of JSON, with the file and the line number of NDJSON.
pub(crate) fn line(out: &mut Vec<u8>, text: &SourceText<'_>, finding: &impl Diagnostic) -> io::Result<()> {
    write_json(out, &JsonFinding { finding, place: Some((&text.name(), text.record)) })?;
    out.write_all(b"\n")
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
    format!("\n],\"summary\":{counts},\"valid\":{}}}\n", summary.exit_code() == 0)
}

/// Writes a value as JSON.
pub(crate) fn write_json(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(Into::into)
}
