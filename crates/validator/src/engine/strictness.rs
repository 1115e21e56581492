//! The problems that a user may permit, such as duplicate keys. For each of these problems, the user sets a level:
//! allow, warn or deny.

use crate::Rule;

/// The effect of a problem that a user may permit, such as a duplicate key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The problem is not reported.
    Allow,
    /// The problem is reported as a warning. The document stays valid.
    Warn,
    /// The problem is reported as an error. The document is invalid.
    Deny,
}

/// The rules whose level the user can set, each with its default level.
pub(super) const CONDITIONS: [(Rule, Level); 19] = [
    (Rule::InvalidUtf8, Level::Deny),
    (Rule::TrailingData, Level::Deny),
    (Rule::Nesting, Level::Deny),
    (Rule::DuplicateKey, Level::Warn),
    (Rule::UndeclaredProperty, Level::Warn),
    (Rule::LoneSurrogate, Level::Warn),
    (Rule::ByteOrderMark, Level::Warn),
    (Rule::IntegerBeyondI64, Level::Warn),
    (Rule::IntegerBeyondSafe, Level::Warn),
    (Rule::DecimalPrecision, Level::Warn),
    (Rule::ReadOnly, Level::Warn),
    (Rule::WriteOnly, Level::Warn),
    (Rule::DuplicateParameter, Level::Deny),
    (Rule::UnknownParameter, Level::Deny),
    (Rule::UnknownHeader, Level::Allow),
    (Rule::MissingCredentials, Level::Deny),
    (Rule::UnexpectedBody, Level::Warn),
    (Rule::ContentType, Level::Deny),
    (Rule::UnknownStatus, Level::Deny),
];

/// The level of each problem that a user may permit, such as a duplicate key.
///
/// - [`Rule::ReadOnly`] and [`Rule::WriteOnly`] always have the same level.
/// - By default, an undeclared property is reported only if its name is similar to a declared name. After a call of
///   [`set`](Self::set) with [`Rule::UndeclaredProperty`], the level applies to every undeclared property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strictness {
    levels: [Level; CONDITIONS.len()],
    /// True if the level of undeclared properties applies to every name. False if the level applies only to names that
    /// are similar to a declared name.
    every_undeclared: bool,
}

/// The undeclared properties that a validation reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undeclared {
    Ignored,
    /// The properties whose names are similar to a declared name.
    NearMisses,
    All,
}

impl Default for Strictness {
    fn default() -> Self {
        Self { levels: CONDITIONS.map(|(_, level)| level), every_undeclared: false }
    }
}

impl Strictness {
    /// Returns a strictness that reports each problem as an error, except the problems that are allowed by default.
    #[must_use]
    pub fn strict() -> Self {
        let levels = CONDITIONS.map(|(_, level)| if level == Level::Allow { Level::Allow } else { Level::Deny });
        Self { levels, every_undeclared: false }
    }

    /// Sets the level of a rule. Returns false if the level of the rule cannot be set.
    pub fn set(&mut self, rule: Rule, level: Level) -> bool {
        let direction = [Rule::ReadOnly, Rule::WriteOnly];
        let same = |other: Rule| other == rule || (direction.contains(&rule) && direction.contains(&other));
        self.every_undeclared |= rule == Rule::UndeclaredProperty;
        let mut fields = CONDITIONS.iter().zip(&mut self.levels).filter(|((other, _), _)| same(*other)).peekable();
        let known = fields.peek().is_some();
        fields.for_each(|(_, field)| *field = level);
        known
    }

    /// Returns the level of a rule. Returns [`Level::Deny`] if the level of the rule cannot be set.
    #[must_use]
    pub fn level(&self, rule: Rule) -> Level {
        CONDITIONS
            .iter()
            .zip(&self.levels)
            .find(|((other, _), _)| *other == rule)
            .map_or(Level::Deny, |(_, level)| *level)
    }

    /// Returns which undeclared properties are reported. Returns `Ignored` if their level is less than `least`.
    pub(crate) fn undeclared(&self, least: Level) -> Undeclared {
        match self.level(Rule::UndeclaredProperty) >= least {
            false => Undeclared::Ignored,
            true if self.every_undeclared => Undeclared::All,
            true => Undeclared::NearMisses,
        }
    }
}
