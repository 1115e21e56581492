//! Limits for the validation of one document.

/// Limits for the validation of one document. If a document exceeds a limit, the report contains a finding. By default,
/// this finding is an error. If only the number of warnings exceeds a limit, this finding is a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest depth of nested arrays and objects. The default is 128. A deeper document gets a finding of the rule
    /// `nesting`, whose level can be changed. A document deeper than [`MAX_NESTING`] is always invalid.
    pub nesting: usize,
    /// The largest number of errors in one report, and the largest number of warnings. The default is 10,000.
    pub findings: usize,
    /// The largest size of one document in bytes; 256 MiB by default.
    pub size: usize,
    /// The limit for repeated reads. For example, `anyOf` reads a value once for each schema in it. In a document of n
    /// bytes, all repeated reads together may read at most `work × (n + 1024)` bytes. The default is 1,024.
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
