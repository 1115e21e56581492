//! Validates captures: reads the entries of a HAR file, counts and writes their findings.

use std::sync::Arc;

use dataarts_insight_validator::{CaptureError, Captures, Finding, Severity};

use super::{judge::Judge, part::Part, render::Judged, sink::Sink};
impl Judge<'_> {
    /// Validates every entry of a capture; counts those that call no operation of the contract.
    pub(super) fn capture(&self, captures: &Captures, bytes: &[u8], sink: &Sink<'_>, ticket: u64, part: &mut Part) {
        let capture = match captures.read(bytes) {
            Ok(capture) => capture,
            Err(CaptureError::Invalid(findings)) => {
                return self.refuse(&Source { entry: None, bytes }, &findings, sink, part);
            }
            Err(error) => return self.unreadable(&error.to_string(), part),
        };
        for (index, entry) in capture.entries().enumerate() {
            if !self.goes_on(sink, ticket, part) {
                return;
            }
            let at = || format!("/log/entries/{index}");
            match captures.validate(entry) {
                Ok(None) => part.counts.unmatched += 1,
                Ok(Some(validated)) => {
                    part.counts.verdict(validated.is_valid());
                    for (name, message) in validated.messages() {
                        let source = Source { entry: Some(&format!("{}/{name}", at())), bytes: &message.body };
                        self.write(&source, message.report.findings(), sink, part);
                    }
                    part.stop = self.fail_fast && !validated.is_valid();
                }
                Err(CaptureError::Invalid(findings)) => {
                    let source = Source { entry: Some(&at()), bytes: entry.as_bytes() };
                    self.refuse(&source, &findings, sink, part);
                }
                Err(error) => {
                    let message =
                        if let CaptureError::Base64(name) = error { format!("/{name}") } else { String::new() };
                    let name = format!("{}#{}{message}", part.file.shown, at());
                    self.unreadable_at(&name, &error.to_string(), part);
                }
            }
        }
    }

    /// Counts a text that is not a capture, or not an entry of one, as an invalid document.
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
