//! The levels of conditions such as duplicate keys. JSON permits these conditions or does not define their meaning.

use crate::Rule;

/// The effect of a condition such as a duplicate key. JSON permits such a condition or does not define its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The condition is not reported.
    Allow,
    /// The condition is reported as a warning. The document stays valid.
    Warn,
    /// The condition is reported as an error. The document is invalid.
    Deny,
}

/// The conditions whose level the user can set, each with its default level.
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

/// The level of each condition, such as a duplicate key. `readOnly` in a request and `writeOnly` in a response share
/// one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strictness([Level; CONDITIONS.len()]);

impl Default for Strictness {
    fn default() -> Self {
        Self(CONDITIONS.map(|(_, level)| level))
    }
}

impl Strictness {
    /// Returns a strictness that reports every condition as an error.
    #[must_use]
    pub fn strict() -> Self {
        Self([Level::Deny; CONDITIONS.len()])
    }

    /// Sets the level of the condition that a rule reports. Returns false if the level of the rule cannot be set.
    pub fn set(&mut self, rule: Rule, level: Level) -> bool {
        let direction = [Rule::ReadOnly, Rule::WriteOnly];
        let same = |other: Rule| other == rule || (direction.contains(&rule) && direction.contains(&other));
        let mut fields = CONDITIONS.iter().zip(&mut self.0).filter(|((other, _), _)| same(*other)).peekable();
        let known = fields.peek().is_some();
        fields.for_each(|(_, field)| *field = level);
        known
    }

    /// Returns the level of a rule. Returns [`Level::Deny`] if the level of the rule cannot be set.
    #[must_use]
    pub fn level(&self, rule: Rule) -> Level {
        CONDITIONS.iter().zip(&self.0).find(|((other, _), _)| *other == rule).map_or(Level::Deny, |(_, level)| *level)
    }
}
