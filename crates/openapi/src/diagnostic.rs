//! The trait that every type of finding implements. The report crate reads findings only through this trait.

use std::{borrow::Cow, fmt, ops::Range};

use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::document::Position;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A warning: the checked text stays valid.
    Warning,
    /// An error: the checked text is invalid.
    Error,
}

impl Severity {
    /// Returns `warning` or `error`, the name of the severity in every output.
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

/// The description of a rule, for reports that list all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleDescription {
    /// The stable id in kebab-case, such as `min-length`.
    pub id: &'static str,
    /// The requirement of the rule, in one sentence.
    pub summary: &'static str,
    /// The default severity of the rule's findings.
    pub severity: Severity,
    /// The reason for the rule, with examples.
    pub help: String,
}

/// A finding about a place in a text, such as a payload or a contract.
pub trait Diagnostic {
    /// Returns the severity of the finding.
    fn severity(&self) -> Severity;

    /// Returns the id of the violated rule.
    fn rule(&self) -> &'static str;

    /// Returns the finding in one sentence. The sentence does not contain [`part`](Self::part).
    fn message(&self) -> Cow<'_, str>;

    /// Returns the message. If [`part`](Self::part) is not `None`, it comes first: `body: expected a string`.
    fn message_with_part(&self) -> Cow<'_, str> {
        match self.part() {
            Some(part) => format!("{part}: {}", self.message()).into(),
            None => self.message(),
        }
    }

    /// Returns the JSON Pointer of the value that has the problem; empty for the whole text.
    fn pointer(&self) -> &str;

    /// Returns the line and the column of the value that has the problem.
    fn position(&self) -> Position;

    /// Returns the byte range of the value that has the problem. The range is empty for a finding at the end of the
    /// text.
    fn span(&self) -> Range<usize>;

    /// Returns the name and the text of the file that has the problem, if this is another file of a contract and not
    /// the checked text. The position and the byte range are then places in this file.
    fn other_file(&self) -> Option<(&str, &str)> {
        None
    }

    /// Returns the part of the request or response that has the problem, such as `body` or `header X-Token`. Returns
    /// `None` if the checked text is not a whole request or response.
    fn part(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns whether the text contains the value that has the problem. For a whole request or response, the text is
    /// its body, so the result is `false` for a value in a header.
    fn has_place(&self) -> bool {
        true
    }

    /// Returns the value or type that the rule expects; `None` if the finding does not state an expectation.
    fn expected(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns the value or type that the text has instead of [`expected`](Self::expected).
    fn found(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns the place in the contract that causes the finding, such as `api.yaml:12`.
    fn contract(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns the JSON Pointer of the place in the contract that causes the finding.
    fn schema_pointer(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns the reason for the rule.
    fn note(&self) -> Option<Cow<'_, str>> {
        None
    }

    /// Returns a hint how to repair the text.
    fn help(&self) -> Option<Cow<'_, str>> {
        None
    }
}

/// A finding that `Serialize` writes as a JSON object.
#[derive(Debug, Clone, Copy)]
pub struct JsonFinding<'a, D> {
    /// The finding.
    pub finding: &'a D,
    /// In NDJSON, the number of the line with the document; `None` for other formats.
    pub record: Option<u64>,
    /// The name of the text that has the finding. If it is `None`, the JSON object contains no name.
    pub text: Option<JsonText<'a>>,
}

/// The name of a text in JSON output.
#[derive(Debug, Clone, Copy)]
pub struct JsonText<'a> {
    /// The name of the file. For a request or response in a HAR file (a capture of HTTP messages), the JSON Pointer of
    /// this message in the file is added to the name.
    pub file: &'a str,
    /// The method and the URL of the request, if the text is a request or response in a HAR file.
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
        if let (None, Some((file, _))) = (text, finding.other_file()) {
            map.serialize_entry("file", file)?;
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

/// Returns the FNV-1a hash of bytes. The hash of the same bytes must never change, because users store such hashes as
/// fingerprints of findings and of contract changes.
#[must_use]
pub fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}
