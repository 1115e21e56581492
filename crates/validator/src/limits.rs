//! Limits for the validation of one document.

/// Limits for the validation of one document. A document that exceeds a limit gets a finding. By default, the document
/// is then invalid, except after too many warnings.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest depth of nested arrays and objects; 128 by default. A deeper document gets a finding of the rule
    /// `nesting`. A document deeper than [`MAX_NESTING`] is always refused.
    pub nesting: usize,
    /// The largest number of errors in one report, and the largest number of warnings; 10,000 by default.
    pub findings: usize,
    /// The largest size of one document in bytes; 256 MiB by default.
    pub size: usize,
    /// The number of bytes that may be read more than once, for each byte of the document; 1,024 by default.
    /// Combinators, `uniqueItems` and the counting of names read bytes more than once.
    pub work: usize,
    /// The largest number of items in an array with `uniqueItems`; 1,000,000 by default. Each item takes memory.
    pub unique_items: usize,
}

/// The largest depth that any limit permits. A greater depth could exceed the stack.
pub const MAX_NESTING: usize = 512;

impl Default for Limits {
    fn default() -> Self {
        Self { nesting: 128, findings: 10_000, size: 256 << 20, work: 1_024, unique_items: 1_000_000 }
    }
}
