//! One JSON object per finding and line; `docs/finding.schema.json` describes those of payloads.

use std::io::Write as _;

use dataarts_insight_openapi::Diagnostic;

use crate::{
    fields::{Fields, write_json},
    pieces::{PieceKind, Pieces},
    source::SourceReport,
};

pub(crate) fn report<D: Diagnostic>(report: &SourceReport<'_, D>, pieces: &mut Pieces) {
    let name = report.name();
    for finding in report.findings {
        pieces.push(PieceKind::Finding, |out| {
            write_json(out, &Fields { finding, place: Some((&name, report.record)) })?;
            out.write_all(b"\n")
        });
    }
}
