//! The conditions of a text, such as duplicate keys. Each has a configurable level.

use super::strictness::{CONDITIONS, Level, Strictness};
use crate::Rule;

/// The conditions that a walk has seen, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Conditions(u32);

impl Conditions {
    pub(in crate::engine) const NONE: Self = Self(0);
    /// An object has several unknown keys. A verdict does not compare them, because that takes memory.
    pub(crate) const UNKNOWN_KEYS: Self = Self(1 << 31);

    pub(in crate::engine) fn of(rule: Rule) -> Self {
        CONDITIONS.iter().position(|(other, _)| *other == rule).map_or(Self::NONE, |number| Self(1 << number))
    }

    pub(in crate::engine) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Resets the `readOnly` and `writeOnly` conditions to their state in `before`.
    pub(in crate::engine) fn forget_direction(&mut self, before: Self) {
        let direction = Self::of(Rule::ReadOnly).0 | Self::of(Rule::WriteOnly).0;
        self.0 = (self.0 & !direction) | (before.0 & direction);
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns every condition whose level is at least this one.
    pub(crate) fn from_level(strictness: &Strictness, level: Level) -> Self {
        let mut conditions = Self::NONE;
        let rules = Rule::ALL.iter().filter(|rule| strictness.level(**rule) >= level);
        rules.for_each(|rule| conditions.add(Self::of(*rule)));
        conditions
    }
}
