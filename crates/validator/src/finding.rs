//! What a validation says.

use std::{borrow::Cow, fmt, ops::Range};

use dataarts_insight_openapi::{Diagnostic, Severity};
use serde::{Serialize, Serializer};

use crate::{
    document::{Document, Position},
    engine::{self, Level, Rule},
};

/// The part of a request or response that has lines and columns.
pub(crate) const BODY: &str = "body";

/// One thing that is worth saying about a payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The part of a request or response that it is about: `header X-Workspace-Id`, `query limit`, `body`. None when a
    /// payload was judged alone. Only in a body do line, column and offset mean anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The value, as a JSON Pointer; empty for the whole payload.
    pub pointer: String,
    /// Line of the payload, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
    /// Byte offset in the payload, from 0.
    pub offset: usize,
    /// Bytes that the value takes; 0 at the end of the text.
    #[serde(skip)]
    pub len: usize,
    /// Whether the payload is invalid because of it.
    pub severity: Severity,
    /// What was violated; serialized as its id.
    #[serde(serialize_with = "rule_id")]
    pub rule: Rule,
    /// The finding in a sentence.
    pub message: String,
    /// What should stand there.
    pub expected: String,
    /// What stands there.
    pub found: String,
    /// The contract's place for the rule, `file:line`; none for rules about the text itself.
    pub contract: Option<String>,
    /// What could be done about it.
    pub hint: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde calls")]
fn rule_id<S: Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.id())
}

impl Finding {
    pub(crate) fn of(finding: engine::Finding, document: &Document) -> Self {
        let contract =
            finding.place.map(|place| format!("{}:{}", document.name(), document.position(place.start).line));
        Self {
            part: None,
            pointer: finding.pointer,
            line: finding.line,
            column: finding.column,
            offset: finding.span.start,
            len: finding.span.len(),
            severity: if finding.level == Level::Deny { Severity::Error } else { Severity::Warning },
            rule: finding.rule,
            message: format!("expected {}, found {}", finding.expected, finding.found),
            expected: finding.expected,
            found: finding.found,
            contract,
            hint: finding.hint,
        }
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
        self.message.as_str().into()
    }

    fn pointer(&self) -> &str {
        &self.pointer
    }

    fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    fn span(&self) -> Range<usize> {
        self.offset..self.offset + self.len
    }

    fn part(&self) -> Option<Cow<'_, str>> {
        self.part.as_deref().map(Cow::from)
    }

    fn has_place(&self) -> bool {
        self.part.as_deref().is_none_or(|part| part == BODY)
    }

    fn expected(&self) -> Option<Cow<'_, str>> {
        Some(self.expected.as_str().into())
    }

    fn found(&self) -> Option<Cow<'_, str>> {
        Some(self.found.as_str().into())
    }

    fn contract(&self) -> Option<Cow<'_, str>> {
        self.contract.as_deref().map(Cow::from)
    }

    fn help(&self) -> Option<Cow<'_, str>> {
        self.hint.as_deref().map(Cow::from)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Some(part) if part == BODY && self.offset + self.len > 0 => {
                write!(f, "{part}:{}:{}: ", self.line, self.column)?;
            }
            Some(part) => write!(f, "{part}: ")?,
            None => write!(f, "{}:{}: ", self.line, self.column)?,
        }
        write!(f, "{}[{}]", self.severity, self.rule)?;
        if !self.pointer.is_empty() {
            write!(f, " at {}", self.pointer)?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

/// Everything that a validation has to say about one payload.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(findings: Vec<Finding>) -> Self {
        Self { findings }
    }

    /// Whether nothing found makes the payload invalid; warnings do not.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.findings.iter().all(|finding| finding.severity == Severity::Warning)
    }

    /// The findings, in the order of the payload.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The findings, owned.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        self.findings
    }
}
