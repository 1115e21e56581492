//! HAR captures: what the contract says of their entries, counted and written.

use std::sync::Arc;

use dataarts_insight_validator::{Finding, Severity};

use super::{judge::Judge, part::Part, render::Judged, sink::Sink};
use crate::har::{Captures, NoCapture, NoEntry};

impl Judge<'_> {
    /// Judges every entry of a capture; one that calls no operation of the contract is only counted.
    pub(super) fn capture(&self, captures: &Captures, bytes: &[u8], sink: &Sink<'_>, ticket: u64, part: &mut Part) {
        let har = match captures.read(bytes) {
            Ok(har) => har,
            Err(NoCapture::Unreadable(message)) => return self.unreadable(&message, part),
            Err(NoCapture::Invalid(findings)) => {
                return self.refuse(&Source { entry: None, bytes }, &findings, sink, part);
            }
        };
        for (index, entry) in har.entries().enumerate() {
            if !self.goes_on(sink, ticket, part) {
                return;
            }
            let at = || format!("/log/entries/{index}");
            match captures.judge(entry) {
                Ok(None) => part.counts.unmatched += 1,
                Ok(Some(judgement)) => {
                    part.counts.verdict(judgement.is_valid());
                    for (name, side) in judgement.sides() {
                        let source = Source { entry: Some(&format!("{}/{name}", at())), bytes: &side.body };
                        self.write(&source, side.report.findings(), sink, part);
                    }
                    part.stop = self.fail_fast && !judgement.is_valid();
                }
                Err(NoEntry::Invalid(findings)) => {
                    let source = Source { entry: Some(&at()), bytes: entry.as_bytes() };
                    self.refuse(&source, &findings, sink, part);
                }
                Err(NoEntry::Unreadable(error)) => {
                    self.unreadable_at(&format!("{}#{}", part.file.shown, at()), &error, part);
                }
                Err(NoEntry::Undecodable(side)) => {
                    let name = format!("{}#{}/{side}", part.file.shown, at());
                    self.unreadable_at(&name, "the body is said to be base64 and is not", part);
                }
            }
        }
    }

    /// What is no capture, or no entry of one, is an invalid document.
    fn refuse(&self, source: &Source<'_>, findings: &[Finding], sink: &Sink<'_>, part: &mut Part) {
        part.counts.verdict(false);
        self.write(source, findings, sink, part);
        part.stop = self.fail_fast;
    }

    fn write(&self, source: &Source<'_>, findings: &[Finding], sink: &Sink<'_>, part: &mut Part) {
        findings.iter().for_each(|finding| part.counts.finding(finding));
        let Some(renderer) = self.renderer.filter(|_| !findings.is_empty()) else { return };
        let file = Arc::clone(&part.file);
        let valid = findings.iter().all(|f| f.severity == Severity::Warning);
        let findings = if sink.is_full() { &[] } else { findings };
        let (entry, bytes) = (source.entry, source.bytes);
        renderer.document(&Judged { file: &file, entry, record: None, offset: 0, bytes, valid, findings }, part);
    }
}

/// A message of a capture, an entry, or the capture itself.
struct Source<'a> {
    entry: Option<&'a str>,
    bytes: &'a [u8],
}
