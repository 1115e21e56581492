//! Limits on the cost of one document.

/// Limits on the cost of one document. To exceed a limit is a finding; the document is then never accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Arrays and objects inside each other; 128 by default. Beyond [`MAX_NESTING`] a document is always refused.
    pub nesting: usize,
    /// Errors that are reported for one document, and as many warnings; 10,000 by default.
    pub findings: usize,
    /// Bytes of one document; 256 MiB by default.
    pub size: usize,
    /// Bytes that combinators, `uniqueItems` and counts of names may read again, per byte of the document; 1,024
    /// by default.
    pub work: usize,
    /// Items of an array whose items must differ, which takes memory for each; 1,000,000 by default.
    pub unique_items: usize,
}

/// The deepest nesting that any limit permits: it keeps the stack bounded.
pub const MAX_NESTING: usize = 512;

impl Default for Limits {
    fn default() -> Self {
        Self { nesting: 128, findings: 10_000, size: 256 << 20, work: 1_024, unique_items: 1_000_000 }
    }
}
