//! The place in the contract that causes a finding.

use std::{fmt, ops::Range, sync::Arc};

use crate::document::Document;

/// The position of a value or a key in a contract. Stores only the byte range. The methods compute the line and the
/// JSON Pointer from the byte range.
#[derive(Clone)]
pub struct ContractPlace {
    document: Arc<Document>,
    span: Range<usize>,
}

impl ContractPlace {
    /// Makes a place from the byte range of a value in the contract, or of a key in the contract.
    pub(crate) fn new(document: &Arc<Document>, span: Range<usize>) -> Self {
        Self { document: Arc::clone(document), span }
    }

    /// Returns the name of the contract file, usually its path.
    #[must_use]
    pub fn file(&self) -> &str {
        self.document.name_at(self.span.start)
    }

    /// Returns the line number, from 1.
    #[must_use]
    pub fn line(&self) -> usize {
        self.document.position(self.span.start).line
    }

    /// Returns the JSON Pointer of the place in its file, such as `/components/schemas/Pet/maxLength`.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.document.pointer_in_file(&self.span)
    }

    /// Returns the byte range of the place in the text of the contract.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

impl PartialEq for ContractPlace {
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span && self.file() == other.file()
    }
}

impl Eq for ContractPlace {}

impl fmt::Debug for ContractPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}#{}", self.pointer())
    }
}

/// Writes `file:line`.
impl fmt::Display for ContractPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file(), self.line())
    }
}
