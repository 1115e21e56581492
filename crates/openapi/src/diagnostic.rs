//! The interface that all findings share. The report crate uses only this interface.

use std::{borrow::Cow, fmt, ops::Range};

use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::document::Position;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The checked text stays valid.
    Warning,
    /// The checked text is invalid.
    Error,
}

impl Severity {
    /// Returns the word for it in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A rule in words, for reports that list every rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleDescription {
    /// Stable kebab-case id.
    pub id: &'static str,
    /// The requirement, in one sentence.
    pub summary: &'static str,
    /// Severity of its findings by default.
    pub severity: Severity,
    /// Why it matters, with examples.
    pub help: String,
}

/// A finding about a place in a text, such as a payload or a contract.
pub trait Diagnostic {
    /// Returns the severity of the finding.
    fn severity(&self) -> Severity;

    /// Returns the id of the violated rule.
    fn rule(&self) -> &'static str;

    /// Returns the finding in one sentence, without [`part`](Self::part).
    fn message(&self) -> Cow<'_, str>;

    /// Returns the message after the part that it is about, if any.
    fn message_with_part(&self) -> Cow<'_, str> {
        match self.part() {
            Some(part) => format!("{part}: {}", self.message()).into(),
            None => self.message(),
        }
    }

    /// Returns the JSON Pointer of the value; empty for the whole text.
    fn pointer(&self) -> &str;

    /// Returns line and column of the value.
    fn position(&self) -> Position;

    /// Returns the bytes that the value takes in the text; empty at the end of the text.
    fn span(&self) -> Range<usize>;

    /// Returns the part of a request or response that the finding is about, such as `body` or `header X-Token`.
    fn part(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns whether position and span are a place in the text. The text does not hold headers.
    fn has_place(&self) -> bool {
        true
    }

    /// Returns the expectation of the rule; `None` when the finding does not state it.
    fn expected(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns the contents that were found instead.
    fn found(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns the place where the contract states the rule, `file:line`.
    fn contract(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns the JSON Pointer of the rule within the contract.
    fn schema_pointer(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns the reason for the rule.
    fn note(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns how to repair the text.
    fn help(&self) -> Option<Cow<'_, str>> {
        None
    }
}

/// A finding as a JSON object.
#[derive(Debug, Clone, Copy)]
pub struct JsonFinding<'a, D> {
    /// The finding.
    pub finding: &'a D,
    /// The line of NDJSON that has the finding; `None` for other texts.
    pub record: Option<u64>,
    /// The text with the finding; set when the object is not inside the report of its text.
    pub text: Option<JsonText<'a>>,
}

/// The name of a text in JSON.
#[derive(Debug, Clone, Copy)]
pub struct JsonText<'a> {
    /// The name of the file, with the pointer of the message in a capture.
    pub file: &'a str,
    /// The method and the URL of a message in a capture.
    pub request: Option<(&'a str, &'a str)>,
}

impl<D: Diagnostic> Serialize for JsonFinding<'_, D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { finding, record, text } = self;
        let (position, part) = (finding.position(), finding.part());
        let mut map = serializer.serialize_map(None)?;
        if let Some(JsonText { file, request }) = text {
            map.serialize_entry("file", file)?;
            map.serialize_entry("record", record)?;
            map.serialize_entry("method", &request.map(|(method, _)| method))?;
            map.serialize_entry("url", &request.map(|(_, url)| url))?;
        }
        if text.is_some() || part.is_some() {
            map.serialize_entry("part", &part)?;
        }
        map.serialize_entry("pointer", finding.pointer())?;
        match record {
            Some(line) => map.serialize_entry("line", line)?,
            None => map.serialize_entry("line", &position.line)?,
        }
        map.serialize_entry("column", &position.column)?;
        map.serialize_entry("offset", &finding.span().start)?;
        map.serialize_entry("severity", &finding.severity())?;
        map.serialize_entry("rule", finding.rule())?;
        let message = if text.is_some() { finding.message_with_part() } else { finding.message() };
        map.serialize_entry("message", &message)?;
        if let (Some(expected), Some(found)) = (finding.expected(), finding.found()) {
            map.serialize_entry("expected", &expected)?;
            map.serialize_entry("found", &found)?;
        }
        map.serialize_entry("contract", &finding.contract())?;
        map.serialize_entry("schema_pointer", &finding.schema_pointer())?;
        map.serialize_entry("hint", &finding.help())?;
        map.end()
    }
}

/// Returns the FNV-1a hash of bytes. The fingerprints of findings and changes are made of it, so it never changes.
#[must_use]
pub fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}
