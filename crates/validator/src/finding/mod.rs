//! The findings of a validation. The text of a finding has three parts: `expected`, `found` and `hint`. Each part is an
//! enum, and its `Display` writes the text.

mod contract_place;
mod expected;
mod found;
mod hint;
mod part;
mod text;
mod types;

use std::{borrow::Cow, fmt, ops::Range};

use dataarts_insight_openapi::{Diagnostic, JsonFinding, Severity, document::Position};
use serde::{Serialize, Serializer};

pub use contract_place::ContractPlace;
pub use expected::{Excluded, Expected, Syntax, Unit};
pub use found::{Found, Refusal};
pub use hint::Hint;
pub use part::Part;
pub(crate) use text::{quoted, snippet};
pub use types::Types;

use crate::Rule;

/// One finding about a payload, or about a part of a request or response.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The part of a request or response. `None` if only a payload was validated. For a part other than the body, the
    /// fields `line`, `column` and `offset` have no meaning.
    pub part: Option<Part>,
    /// The JSON Pointer of the value that violates the rule. Empty for the whole payload.
    pub pointer: String,
    /// The line in the payload, from 1.
    pub line: usize,
    /// The column in code points, from 1.
    pub column: usize,
    /// The offset in the payload in bytes, from 0.
    pub offset: usize,
    /// The length of the invalid content in bytes. 0 if no content is marked, for example at the end of a text that
    /// ends too early.
    pub len: usize,
    /// The severity. An error makes the payload invalid; a warning does not.
    pub severity: Severity,
    /// The rule that the payload violates. Serialized as the id of the rule.
    pub rule: Rule,
    /// The requirement of the rule.
    pub expected: Expected,
    /// The content of the payload that violates the rule.
    pub found: Found,
    /// The place in the contract that declares the rule. `None` if the rule does not come from the contract, for
    /// example for invalid JSON.
    pub contract: Option<ContractPlace>,
    /// A suggestion for the writer of the payload.
    pub hint: Option<Hint>,
}

impl Finding {
    /// Returns an error about a byte range of a payload. Other functions set the pointer, the line and the column
    /// later.
    pub(crate) fn new(rule: Rule, at: Range<usize>, expected: Expected, found: Found) -> Self {
        Self {
            part: None,
            pointer: String::new(),
            line: 1,
            column: 1,
            offset: at.start,
            len: at.len(),
            severity: Severity::Error,
            rule,
            expected,
            found,
            contract: None,
            hint: None,
        }
    }

    /// Sets the place in the contract that declares the violated rule.
    #[inline]
    pub(crate) fn stated(mut self, contract: impl Into<Option<ContractPlace>>) -> Self {
        self.contract = contract.into();
        self
    }

    /// Sets the hint.
    #[inline]
    pub(crate) fn hint(mut self, hint: impl Into<Option<Hint>>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Returns the finding as a sentence: `expected …, found …`.
    #[must_use]
    pub fn message(&self) -> String {
        format!("expected {}, found {}", self.expected, self.found)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Some(Part::Body) if self.offset + self.len > 0 => {
                write!(f, "{}:{}:{}: ", Part::Body, self.line, self.column)?;
            }
            Some(part) => write!(f, "{part}: ")?,
            None => write!(f, "{}:{}: ", self.line, self.column)?,
        }
        write!(f, "{}[{}]", self.severity, self.rule)?;
        if !self.pointer.is_empty() {
            write!(f, " at {}", self.pointer)?;
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)?;
        if let Some(hint) = &self.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

impl Diagnostic for Finding {
    fn severity(&self) -> Severity {
        self.severity
    }

    fn rule(&self) -> &'static str {
        self.rule.id()
    }

    fn message(&self) -> Cow<'_, str> {
        self.message().into()
    }

    fn pointer(&self) -> &str {
        &self.pointer
    }

    fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    fn span(&self) -> Range<usize> {
        self.offset..self.offset.saturating_add(self.len)
    }

    fn part(&self) -> Option<Cow<'_, str>> {
        self.part.as_ref().map(|part| part.to_string().into())
    }

    fn has_place(&self) -> bool {
        self.part.as_ref().is_none_or(|part| *part == Part::Body)
    }

    fn expected(&self) -> Option<Cow<'_, str>> {
        Some(self.expected.to_string().into())
    }

    fn found(&self) -> Option<Cow<'_, str>> {
        Some(self.found.to_string().into())
    }

    fn contract(&self) -> Option<Cow<'_, str>> {
        self.contract.as_ref().map(|place| place.to_string().into())
    }

    fn schema_pointer(&self) -> Option<Cow<'_, str>> {
        self.contract.as_ref().map(|place| place.pointer().into())
    }

    fn help(&self) -> Option<Cow<'_, str>> {
        self.hint.as_ref().map(|hint| hint.to_string().into())
    }
}

/// Serializes each field that is an enum as the text of its `Display`. Leaves out `part` if `part` is `None`.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        JsonFinding { finding: self, record: None, text: None }.serialize(serializer)
    }
}

/// All findings about one payload, request or response.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(findings: Vec<Finding>) -> Self {
        Self { findings }
    }

    /// Returns whether the payload, request or response is valid. It is valid if all findings are warnings.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Warning)
    }

    /// Returns the findings. The findings about a payload have the order of the payload.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the findings by value.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
