//! The levels of the conditions that JSON permits or leaves open.

use crate::Rule;

/// How a condition that JSON permits or leaves open is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported; the document stays valid.
    Warn,
    /// Reported; the document is invalid.
    Deny,
}

/// The conditions that JSON leaves open, each with its default level.
pub(super) const CONDITIONS: [(Rule, Level); 17] = [
    (Rule::InvalidUtf8, Level::Deny),
    (Rule::TrailingData, Level::Deny),
    (Rule::Nesting, Level::Deny),
    (Rule::DuplicateKey, Level::Warn),
    (Rule::LoneSurrogate, Level::Warn),
    (Rule::ByteOrderMark, Level::Warn),
    (Rule::IntegerBeyondI64, Level::Warn),
    (Rule::IntegerBeyondSafe, Level::Warn),
    (Rule::DecimalPrecision, Level::Warn),
    (Rule::ReadOnly, Level::Warn),
    (Rule::WriteOnly, Level::Warn),
    (Rule::DuplicateParameter, Level::Deny),
    (Rule::UnknownParameter, Level::Deny),
    (Rule::MissingCredentials, Level::Deny),
    (Rule::UnexpectedBody, Level::Warn),
    (Rule::ContentType, Level::Deny),
    (Rule::UnknownStatus, Level::Deny),
];

/// The level of each condition that JSON leaves open. `readOnly` in a request and `writeOnly` in a response have one
/// level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strictness([Level; CONDITIONS.len()]);

impl Default for Strictness {
    fn default() -> Self {
        Self(CONDITIONS.map(|(_, level)| level))
    }
}

impl Strictness {
    /// Denies every condition.
    #[must_use]
    pub fn strict() -> Self {
        Self([Level::Deny; CONDITIONS.len()])
    }

    /// Sets the level of one condition by its rule; returns false when the rule is not one that JSON leaves open.
    pub fn set(&mut self, rule: Rule, level: Level) -> bool {
        let direction = [Rule::ReadOnly, Rule::WriteOnly];
        let same = |other: Rule| other == rule || (direction.contains(&rule) && direction.contains(&other));
        let mut fields = CONDITIONS.iter().zip(&mut self.0).filter(|((other, _), _)| same(*other)).peekable();
        let known = fields.peek().is_some();
        fields.for_each(|(_, field)| *field = level);
        known
    }

    /// Returns the level of a rule. Rules without a configurable level are always denied.
    #[must_use]
    pub fn level(&self, rule: Rule) -> Level {
        CONDITIONS.iter().zip(&self.0).find(|((other, _), _)| *other == rule).map_or(Level::Deny, |(_, level)| *level)
    }
}
