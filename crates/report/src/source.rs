//! One text and its findings.

use std::borrow::Cow;

use dataarts_insight_openapi::Diagnostic;
use memchr::memchr;

use crate::file_name::FileName;

/// All findings of one text: of a file, of a line of NDJSON, or of a message in a capture.
#[derive(Debug)]
pub struct SourceReport<'a, D> {
    /// The file that holds the text.
    pub file: &'a FileName,
    /// The JSON Pointer of the text, for a message in a capture.
    pub entry: Option<&'a str>,
    /// The number of the line, from 1, for a line of NDJSON.
    pub record: Option<u64>,
    /// Where the text begins in the file, in bytes.
    pub offset: u64,
    /// The text.
    pub bytes: &'a [u8],
    /// Whether the text is valid.
    pub valid: bool,
    /// What was found, in the order of the text.
    pub findings: &'a [D],
}

impl<D: Diagnostic> SourceReport<'_, D> {
    /// Returns the file and the entry in it.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        match self.entry {
            Some(entry) => format!("{}#{entry}", self.file.text).into(),
            None => self.file.text.as_str().into(),
        }
    }

    /// Returns whether a finding has a line and a column that a reader can look up.
    pub(crate) fn has_place(&self, finding: &D) -> bool {
        finding.has_place() && (finding.part().is_none() || !self.bytes.is_empty())
    }

    /// Returns the line in the file: a line of NDJSON is one line.
    pub(crate) fn line(&self, finding: &D) -> u64 {
        self.record.unwrap_or_else(|| as_u64(finding.position().line))
    }

    /// Returns the column after the value, if the value ends on the line where it begins.
    pub(crate) fn end_column(&self, finding: &D) -> Option<usize> {
        let value = self.bytes.get(finding.span()).filter(|value| !value.is_empty())?;
        if memchr(b'\n', value).is_some() {
            return None;
        }
        Some(finding.position().column + value.iter().filter(|byte| **byte & 0xC0 != 0x80).count())
    }
}

/// Returns a finding's message with the part that it is about.
pub(crate) fn message<D: Diagnostic>(finding: &D) -> Cow<'_, str> {
    match finding.part() {
        Some(part) => format!("{part}: {}", finding.message()).into(),
        None => finding.message(),
    }
}

/// Converts a length; no text is longer than `u64` counts.
pub(crate) fn as_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
