//! HAR captures: what the contract says of their entries, counted and written.

use std::sync::Arc;

use dataarts_insight_contract::{Finding, Severity};

use super::{
    part::Part,
    render::{Judged, Renderer},
};
use crate::har::{Captures, NoCapture, Undecodable};

/// Judges every entry; one that calls no operation of the contract is only counted.
pub(super) fn judge(
    captures: &Captures,
    bytes: &[u8],
    renderer: Option<&dyn Renderer>,
    fail_fast: bool,
    full: bool,
    part: &mut Part,
) {
    let har = match captures.read(bytes) {
        Ok(har) => har,
        Err(error) => {
            match error {
                NoCapture::Unreadable(message) => {
                    let file = Arc::clone(&part.file);
                    part.unreadable(renderer, &file.shown, &message);
                }
                NoCapture::Invalid(report) => {
                    part.counts.report(&report);
                    write(renderer, part, &Source { entry: None, bytes }, report.findings(), full);
                }
            }
            part.stop = fail_fast;
            return;
        }
    };
    for (index, entry) in har.entries().iter().enumerate() {
        if part.stop {
            break;
        }
        match captures.judge(entry) {
            Ok(None) => part.counts.unmatched += 1,
            Ok(Some(judgement)) => {
                let valid = judgement.is_valid();
                part.counts.verdict(valid);
                for (name, side) in judgement.sides() {
                    let findings = side.report.findings();
                    findings.iter().for_each(|finding| part.counts.finding(finding));
                    let fragment = format!("/log/entries/{index}/{name}");
                    write(renderer, part, &Source { entry: Some(&fragment), bytes: &side.body }, findings, full);
                }
                part.stop = fail_fast && !valid;
            }
            Err(Undecodable { side }) => {
                let name = format!("{}#/log/entries/{index}/{side}", part.file.shown);
                part.unreadable(renderer, &name, "the body is said to be base64 and is not");
                part.stop = fail_fast;
            }
        }
    }
}

struct Source<'a> {
    entry: Option<&'a str>,
    bytes: &'a [u8],
}

fn write(renderer: Option<&dyn Renderer>, part: &mut Part, source: &Source<'_>, findings: &[Finding], full: bool) {
    let Some(renderer) = renderer.filter(|_| !findings.is_empty()) else { return };
    let file = Arc::clone(&part.file);
    let valid = findings.iter().all(|f| f.severity == Severity::Warning);
    let findings = if full { &[] } else { findings };
    let (entry, bytes) = (source.entry, source.bytes);
    renderer.document(&Judged { file: &file, entry, record: None, offset: 0, bytes, valid, findings }, part);
}
