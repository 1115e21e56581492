//! The conditions of a text that a walk has seen, which a level decides about.

use super::strictness::{Level, Strictness};
use crate::Rule;

/// The conditions that a walk has seen, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Conditions(u16);

impl Conditions {
    pub(in crate::engine) const NONE: Self = Self(0);
    /// An object with several unknown keys: whether two of them are equal takes memory to find out, so a verdict does not.
    pub(crate) const UNKNOWN_KEYS: Self = Self(1 << 15);

    pub(in crate::engine) fn of(rule: Rule) -> Self {
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

    pub(in crate::engine) fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Restores the condition that depends on a schema to what it was before.
    pub(in crate::engine) fn forget_direction(&mut self, before: Self) {
        let direction = Self::of(Rule::ReadOnly).0;
        self.0 = (self.0 & !direction) | (before.0 & direction);
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns every condition whose level is at least this one.
    pub(crate) fn from_level(strictness: &Strictness, level: Level) -> Self {
        let mut conditions = Self::NONE;
        for rule in Rule::ALL {
            if strictness.level(*rule) >= level {
                conditions.add(Self::of(*rule));
            }
        }
        conditions
    }
}
