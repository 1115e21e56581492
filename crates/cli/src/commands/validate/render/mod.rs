//! The ways to write findings. What a worker can write it writes; what depends on the order is the writer's.

mod frame;
mod github;
mod human;
mod json;
mod jsonl;
mod sarif;

use std::{borrow::Cow, io};

use dataarts_insight_validator::{Finding, Part as MessagePart};
use memchr::memchr;

use super::{
    arguments::Format,
    name::Name,
    part::{Counts, Kind, Part},
};

/// A document and what was found in it.
pub(super) struct Judged<'a> {
    pub(super) file: &'a Name,
    /// The part of the capture that it is, as a JSON Pointer.
    pub(super) entry: Option<&'a str>,
    /// The line of NDJSON that it is.
    pub(super) record: Option<u64>,
    /// Where it begins in its file.
    pub(super) offset: u64,
    pub(super) bytes: &'a [u8],
    pub(super) valid: bool,
    pub(super) findings: &'a [Finding],
}

/// One way to write.
pub(super) trait Renderer: Sync {
    /// Whether it is for people, who get a sentence on stderr at the end.
    fn is_for_people(&self) -> bool {
        false
    }

    /// Whether it writes styles.
    fn is_styled(&self) -> bool {
        false
    }

    /// What stands before everything.
    fn begin(&self) -> String {
        String::new()
    }

    /// Writes a document: a piece for each finding, and what must stand around them.
    fn document(&self, document: &Judged<'_>, part: &mut Part);

    /// Writes that a file cannot be read, which stderr says anyway.
    fn unreadable(&self, _name: &str, _error: &str, _part: &mut Part) {}

    /// What stands before the first finding of each file.
    fn heading(&self, _file: &str, _first: bool) -> String {
        String::new()
    }

    /// What stands between two pieces.
    fn between(&self, _last: Kind, _next: Kind) -> &'static str {
        ""
    }

    /// What stands behind everything; so many findings were not written.
    fn end(&self, _counts: &Counts, _hidden: u64) -> String {
        String::new()
    }
}

/// The renderer of a format; for people, with styles if they are seen.
pub(super) fn of(format: Format, styled: bool) -> &'static dyn Renderer {
    match format {
        Format::Human if styled => &human::STYLED,
        Format::Human => &human::PLAIN,
        Format::Json => &json::Json,
        Format::Jsonl => &jsonl::Jsonl,
        Format::Sarif => &sarif::Sarif,
        Format::Github => &github::Github,
    }
}

impl Judged<'_> {
    /// The file, and the part of it.
    fn name(&self) -> Cow<'_, str> {
        match self.entry {
            Some(entry) => format!("{}#{entry}", self.file.shown).into(),
            None => self.file.shown.as_str().into(),
        }
    }

    /// Whether a finding has a line and a column: of a request and a response, only a body that is there has.
    fn has_place(&self, finding: &Finding) -> bool {
        match &finding.part {
            None => true,
            Some(part) => *part == MessagePart::Body && !self.bytes.is_empty(),
        }
    }

    /// The line in the file.
    fn line(&self, finding: &Finding) -> u64 {
        // A record is one line.
        self.record.unwrap_or_else(|| u64::try_from(finding.line).unwrap_or(u64::MAX))
    }

    /// The column behind the value, if that ends on the line where it begins.
    fn end_column(&self, finding: &Finding) -> Option<usize> {
        let end = finding.offset.saturating_add(finding.len);
        let value = self.bytes.get(finding.offset..end).filter(|value| !value.is_empty())?;
        if memchr(b'\n', value).is_some() {
            return None;
        }
        Some(finding.column + value.iter().filter(|byte| **byte & 0xC0 != 0x80).count())
    }
}

/// The finding in a sentence, with the part of the message that it is about.
fn message(finding: &Finding) -> String {
    match &finding.part {
        Some(part) => format!("{part}: {}", finding.message()),
        None => finding.message(),
    }
}

/// Writes a value as JSON.
fn json(out: &mut Vec<u8>, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(Into::into)
}
