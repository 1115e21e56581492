//! One JSON document: every file, of NDJSON every line with findings, and the counts.

use std::io::Write as _;

use dataarts_insight_openapi::Diagnostic;

use crate::{
    fields::{Fields, write_json},
    pieces::{PieceKind, Pieces},
    source::SourceReport,
    summary::Summary,
};

pub(crate) const BEGIN: &str = "{\"documents\":[\n";

pub(crate) fn report<D: Diagnostic>(report: &SourceReport<'_, D>, pieces: &mut Pieces) {
    pieces.push(PieceKind::Open, |out| {
        out.write_all(b"{\"file\":")?;
        write_json(out, &report.name())?;
        out.write_all(b",\"record\":")?;
        write_json(out, &report.record)?;
        write!(out, ",\"valid\":{},\"findings\":[", report.valid)
    });
    for finding in report.findings {
        pieces.push(PieceKind::Finding, |out| write_json(out, &Fields { finding, place: None }));
    }
    pieces.push(PieceKind::Close, |out| out.write_all(b"]}"));
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
