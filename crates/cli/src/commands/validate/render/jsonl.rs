//! One object for each finding; `docs/finding.schema.json` describes it.

use std::io::{self, Write as _};

use dataarts_insight_validator::{Finding, Severity};
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
    part: Option<&'a str>,
    pointer: &'a str,
    line: usize,
    column: usize,
    offset: usize,
    severity: Severity,
    rule: &'static str,
    message: &'a str,
    expected: &'a str,
    found: &'a str,
    contract: Option<&'a str>,
    hint: Option<&'a str>,
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
        part: finding.part.as_deref(),
        pointer: &finding.pointer,
        line: finding.line,
        column: finding.column,
        offset: finding.offset,
        severity: finding.severity,
        rule: finding.rule.id(),
        message: &message(finding),
        expected: &finding.expected,
        found: &finding.found,
        contract: finding.contract.as_deref(),
        hint: finding.hint.as_deref(),
    };
    json(out, &line)?;
    out.write_all(b"\n")
}
