//! One object for each finding; `docs/finding.schema.json` describes it.

use std::io::{self, Write as _};

use dataarts_insight_validator::{ContractPlace, Finding, Severity};
use serde::Serialize;

use super::{
    super::part::{Kind, Part},
    Judged, Renderer, json, message,
};

pub(super) struct Jsonl;

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    record: Option<u64>,
    part: Option<String>,
    pointer: &'a str,
    line: usize,
    column: usize,
    offset: usize,
    severity: Severity,
    rule: &'static str,
    message: &'a str,
    expected: String,
    found: String,
    contract: Option<String>,
    schema_pointer: Option<String>,
    hint: Option<String>,
}

impl Renderer for Jsonl {
    fn document(&self, document: &Judged<'_>, part: &mut Part) {
        for finding in document.findings {
            part.push(Kind::Finding, |out| line(out, document, finding));
        }
    }
}

fn line(out: &mut Vec<u8>, document: &Judged<'_>, finding: &Finding) -> io::Result<()> {
    let line = Line {
        file: &document.name(),
        record: document.record,
        part: finding.part.as_ref().map(ToString::to_string),
        pointer: &finding.pointer,
        line: finding.line,
        column: finding.column,
        offset: finding.offset,
        severity: finding.severity,
        rule: finding.rule.id(),
        message: &message(finding),
        expected: finding.expected.to_string(),
        found: finding.found.to_string(),
        contract: finding.contract.as_ref().map(ToString::to_string),
        schema_pointer: finding.contract.as_ref().map(ContractPlace::pointer),
        hint: finding.hint.as_ref().map(ToString::to_string),
    };
    json(out, &line)?;
    out.write_all(b"\n")
}
