//! One compiled schema.

use std::sync::Arc;

use crate::{
    Error, Finding, Report,
    document::{Document, Node},
    engine::{Compiled, Direction, Limits, Strictness},
};

/// One schema of a contract, ready to judge any number of payloads on any number of threads.
#[derive(Debug)]
pub struct Validator {
    document: Arc<Document>,
    compiled: Compiled,
}

impl Validator {
    pub(crate) fn new(document: &Arc<Document>, schema: &Node, direction: Direction) -> Result<Self, Error> {
        let compiled =
            Compiled::new(document, schema, direction).map_err(|errors| Error::undefined(document, errors))?;
        Ok(Self { document: Arc::clone(document), compiled })
    }

    /// Sets what becomes of what JSON itself leaves open, such as duplicate keys.
    #[must_use]
    pub fn with_strictness(self, strictness: Strictness) -> Self {
        Self { compiled: self.compiled.with_strictness(strictness), ..self }
    }

    /// Sets how much one payload may cost.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { compiled: self.compiled.with_limits(limits), ..self }
    }

    /// The verdict alone, in one pass and without allocation. Text that is no JSON is not valid.
    #[must_use]
    pub fn is_valid(&self, payload: &[u8]) -> bool {
        self.compiled.is_valid(payload)
    }

    /// The verdict with every finding, in the order of the payload.
    #[must_use]
    pub fn validate(&self, payload: &[u8]) -> Report {
        let findings = self.compiled.findings(payload).into_iter();
        Report::new(findings.map(|finding| Finding::of(finding, &self.document)).collect())
    }

    /// Formats that the schema names and nobody judges, each once.
    #[must_use]
    pub fn unknown_formats(&self) -> &[String] {
        self.compiled.unknown_formats()
    }
}
