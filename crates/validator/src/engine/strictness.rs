//! What JSON itself leaves open, and how much a document may cost.

use super::rule::Rule;

/// What becomes of a condition that JSON permits or leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported; the document stays valid.
    Warn,
    /// Reported; the document is invalid.
    Deny,
}

/// The level of each condition.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Strictness {
    /// Bytes in a string that are no UTF-8. Deny by default.
    pub invalid_utf8: Level,
    /// Anything but white space behind the document. Deny by default.
    pub trailing_data: Level,
    /// Arrays and objects nested deeper than [`Limits::nesting`]. Deny by default.
    pub nesting: Level,
    /// A key that its object already has; each occurrence is judged. Warn by default.
    pub duplicate_key: Level,
    /// An escape that is half of a surrogate pair. Warn by default.
    pub lone_surrogate: Level,
    /// U+FEFF in front of the document. Warn by default.
    pub byte_order_mark: Level,
    /// An integer that a signed 64-bit number cannot hold. Warn by default.
    pub integer_beyond_i64: Level,
    /// An integer within 64 bits but beyond ±2^53, which a double cannot hold. Warn by default.
    pub integer_beyond_safe: Level,
    /// A decimal of more than 17 significant digits, or too large or too small for a double. Warn by default.
    pub decimal_precision: Level,
    /// A `readOnly` property in a request, a `writeOnly` one in a response. Warn by default.
    pub direction: Level,
}

impl Default for Strictness {
    fn default() -> Self {
        Self {
            invalid_utf8: Level::Deny,
            trailing_data: Level::Deny,
            nesting: Level::Deny,
            duplicate_key: Level::Warn,
            lone_surrogate: Level::Warn,
            byte_order_mark: Level::Warn,
            integer_beyond_i64: Level::Warn,
            integer_beyond_safe: Level::Warn,
            decimal_precision: Level::Warn,
            direction: Level::Warn,
        }
    }
}

impl Strictness {
    /// Everything denied.
    #[must_use]
    pub fn strict() -> Self {
        let mut strict = Self::default();
        for level in [
            &mut strict.duplicate_key,
            &mut strict.lone_surrogate,
            &mut strict.byte_order_mark,
            &mut strict.integer_beyond_i64,
            &mut strict.integer_beyond_safe,
            &mut strict.decimal_precision,
            &mut strict.direction,
        ] {
            *level = Level::Deny;
        }
        strict
    }

    /// Sets the level of one condition by its rule; false when the rule is none that JSON leaves open.
    pub fn set(&mut self, rule: Rule, level: Level) -> bool {
        let place = match rule {
            Rule::InvalidUtf8 => &mut self.invalid_utf8,
            Rule::TrailingData => &mut self.trailing_data,
            Rule::Nesting => &mut self.nesting,
            Rule::DuplicateKey => &mut self.duplicate_key,
            Rule::LoneSurrogate => &mut self.lone_surrogate,
            Rule::ByteOrderMark => &mut self.byte_order_mark,
            Rule::IntegerBeyondI64 => &mut self.integer_beyond_i64,
            Rule::IntegerBeyondSafe => &mut self.integer_beyond_safe,
            Rule::DecimalPrecision => &mut self.decimal_precision,
            Rule::ReadOnly | Rule::WriteOnly => &mut self.direction,
            _ => return false,
        };
        *place = level;
        true
    }

    /// The level of a rule; what JSON does not leave open is denied.
    #[must_use]
    pub fn level(&self, rule: Rule) -> Level {
        match rule {
            Rule::InvalidUtf8 => self.invalid_utf8,
            Rule::TrailingData => self.trailing_data,
            Rule::Nesting => self.nesting,
            Rule::DuplicateKey => self.duplicate_key,
            Rule::LoneSurrogate => self.lone_surrogate,
            Rule::ByteOrderMark => self.byte_order_mark,
            Rule::IntegerBeyondI64 => self.integer_beyond_i64,
            Rule::IntegerBeyondSafe => self.integer_beyond_safe,
            Rule::DecimalPrecision => self.decimal_precision,
            Rule::ReadOnly | Rule::WriteOnly => self.direction,
            _ => Level::Deny,
        }
    }
}

/// How much one document may cost. Exceeding a limit is a finding, never a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Arrays and objects inside each other; 128 by default. Beyond [`MAX_NESTING`] a document is always refused.
    pub nesting: usize,
    /// Errors that are reported for one document, and as many warnings; 10,000 by default.
    pub findings: usize,
    /// Bytes of one document; 256 MiB by default.
    pub size: usize,
    /// Second looks of combinators, `uniqueItems` and counts of names, in bytes per byte of the document; 1,024 by
    /// default.
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

/// Conditions that a verdict met, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Notes(u16);

impl Notes {
    pub(super) const NONE: Self = Self(0);
    /// An object with several unknown keys: whether two of them are equal takes memory, so a verdict leaves it open.
    pub(crate) const UNKNOWN_KEYS: Self = Self(1 << 15);

    pub(super) fn of(rule: Rule) -> Self {
        Self(match rule {
            Rule::InvalidUtf8 => 1,
            Rule::TrailingData => 1 << 1,
            Rule::Nesting => 1 << 2,
            Rule::DuplicateKey => 1 << 3,
            Rule::LoneSurrogate => 1 << 4,
            Rule::ByteOrderMark => 1 << 5,
            Rule::IntegerBeyondI64 => 1 << 6,
            Rule::IntegerBeyondSafe => 1 << 7,
            Rule::DecimalPrecision => 1 << 8,
            Rule::ReadOnly | Rule::WriteOnly => 1 << 9,
            _ => 0,
        })
    }

    pub(super) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Takes back what depends on a schema, to what it was before.
    pub(super) fn forget_direction(&mut self, before: Self) {
        let direction = Self::of(Rule::ReadOnly).0;
        self.0 = (self.0 & !direction) | (before.0 & direction);
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The notes of every condition whose level is at least this one.
    pub(crate) fn from_level(strictness: &Strictness, level: Level) -> Self {
        let mut notes = Self::NONE;
        for rule in Rule::ALL {
            if strictness.level(*rule) >= level {
                notes.add(Self::of(*rule));
            }
        }
        notes
    }
}
