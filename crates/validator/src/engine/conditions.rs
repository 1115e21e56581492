//! Conditions are problems that the user may permit, such as a duplicate key in a payload. The user sets the level of
//! each condition: allow, warn or deny. `verdict` sets one bit for each condition that a payload has. `diagnose` makes
//! a finding of each condition with the level warn or deny.

use super::strictness::{CONDITIONS, Level, Strictness};
use crate::Rule;

/// A set of conditions, with one bit for each condition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Conditions(u32);

impl Conditions {
    pub(in crate::engine) const NONE: Self = Self(0);
    /// An object has several keys that its schema does not list, and two of these keys may be equal. `verdict` does not
    /// compare the keys, because this takes memory. `diagnose` compares them.
    pub(crate) const UNKNOWN_KEYS: Self = Self(1 << 31);

    /// An object has a property that its schema does not declare.
    pub(crate) const UNDECLARED: Self = Self(1 << 30);

    pub(in crate::engine) fn of(rule: Rule) -> Self {
        if rule == Rule::UndeclaredProperty {
            return Self::UNDECLARED;
        }
        CONDITIONS.iter().position(|(other, _)| *other == rule).map_or(Self::NONE, |number| Self(1 << number))
    }

    pub(in crate::engine) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Resets the bits for `readOnly`, `writeOnly` and undeclared properties to the bits of `before`. The caller needs
    /// this if a part of `anyOf` or `oneOf` does not accept a value, because this part then does not count.
    pub(in crate::engine) fn forget_schema(&mut self, before: Self) {
        let schema = Self::of(Rule::ReadOnly).0 | Self::of(Rule::WriteOnly).0 | Self::UNDECLARED.0;
        self.0 = (self.0 & !schema) | (before.0 & schema);
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns all conditions whose level is at least `level`. The order of levels is allow, warn, deny. The result
    /// does not contain undeclared properties, because the validator checks them separately.
    pub(crate) fn from_level(strictness: &Strictness, level: Level) -> Self {
        let mut conditions = Self::NONE;
        let rules =
            Rule::ALL.iter().filter(|rule| **rule != Rule::UndeclaredProperty && strictness.level(**rule) >= level);
        rules.for_each(|rule| conditions.add(Self::of(*rule)));
        conditions
    }
}
