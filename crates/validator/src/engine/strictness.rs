//! What becomes of the conditions that JSON permits or leaves open.

use crate::Rule;

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
    /// Bytes in a string that are not UTF-8. Deny by default.
    pub invalid_utf8: Level,
    /// Anything except white space after the document. Deny by default.
    pub trailing_data: Level,
    /// Arrays and objects nested deeper than [`Limits::nesting`](crate::Limits::nesting). Deny by default.
    pub nesting: Level,
    /// A key that its object already has; each occurrence is validated. Warn by default.
    pub duplicate_key: Level,
    /// An escape that is half of a surrogate pair. Warn by default.
    pub lone_surrogate: Level,
    /// U+FEFF before the document. Warn by default.
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

    /// Sets the level of one condition by its rule; returns false when the rule is not one that JSON leaves open.
    pub fn set(&mut self, rule: Rule, level: Level) -> bool {
        self.field(rule).map(|field| *field = level).is_some()
    }

    /// Returns the level of a rule; what JSON does not leave open is denied.
    #[must_use]
    pub fn level(&self, rule: Rule) -> Level {
        self.clone().field(rule).copied().unwrap_or(Level::Deny)
    }

    fn field(&mut self, rule: Rule) -> Option<&mut Level> {
        Some(match rule {
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
            _ => return None,
        })
    }
}
