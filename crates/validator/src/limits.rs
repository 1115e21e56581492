//! Limits for the validation of one document.

/// Limits for the validation of one document. A document that exceeds a limit gets a finding. Too many warnings leave
/// the document valid; every other exceeded limit makes the document invalid by default.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest depth of nested arrays and objects; 128 by default. A deeper document gets a finding of the rule
    /// `nesting`. A document deeper than [`MAX_NESTING`] is always refused.
    pub nesting: usize,
    /// The largest number of errors in one report; 10,000 by default. The same limit applies to the warnings.
    pub findings: usize,
    /// The largest size of one document in bytes; 256 MiB by default.
    pub size: usize,
    /// The factor of the limit for repeated reading; 1,024 by default. Combinators, `uniqueItems`, `minProperties` and
    /// `maxProperties` read bytes again. For a document of n bytes, at most `work × (n + 1024)` bytes are read again in
    /// total.
    pub work: usize,
    /// The largest number of items in an array with `uniqueItems`; 1,000,000 by default. Each item of such an array
    /// takes memory.
    pub unique_items: usize,
}

/// The largest depth of nesting, even if `Limits::nesting` is greater. A greater depth could exceed the stack.
pub const MAX_NESTING: usize = 512;

impl Default for Limits {
    fn default() -> Self {
        Self { nesting: 128, findings: 10_000, size: 256 << 20, work: 1_024, unique_items: 1_000_000 }
    }
}
