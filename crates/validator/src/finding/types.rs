//! Sets of JSON types.

use std::fmt;

/// A set of JSON types, such as the types that `type` and `nullable` of a schema permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Types(u8);

impl Types {
    /// The empty set.
    pub const NONE: Self = Self(0);
    /// `null`.
    pub const NULL: Self = Self(1);
    /// `true` and `false`.
    pub const BOOLEAN: Self = Self(1 << 1);
    /// Numbers that are written without a fraction and without an exponent.
    pub const INTEGER: Self = Self(1 << 2);
    /// Numbers that are written with a fraction or with an exponent.
    pub const DECIMAL: Self = Self(1 << 3);
    /// Strings.
    pub const STRING: Self = Self(1 << 4);
    /// Arrays.
    pub const ARRAY: Self = Self(1 << 5);
    /// Objects.
    pub const OBJECT: Self = Self(1 << 6);
    /// Every type.
    pub const ALL: Self = Self(0x7f);

    /// Returns the set of JSON types for a value of the keyword `type`. For `number`, the set contains integers and
    /// decimals. Returns `None` for an unknown name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::INTEGER.with(Self::DECIMAL),
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// Returns the types that are in at least one of the two sets.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether the sets have a type in common.
    #[inline]
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Writes the types as words: `an integer or null`.
impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [
            (Self::DECIMAL, "a number"),
            // `a number` includes the integers, so a set with decimals and integers is written as `a number`.
            (if self.has(Self::DECIMAL) { Self(0) } else { Self::INTEGER }, "an integer"),
            (Self::OBJECT, "an object"),
            (Self::ARRAY, "an array"),
            (Self::STRING, "a string"),
            (Self::BOOLEAN, "a boolean"),
            (Self::NULL, "null"),
        ];
        for (index, (_, name)) in names.iter().filter(|(set, _)| self.has(*set)).enumerate() {
            write!(f, "{}{name}", if index > 0 { " or " } else { "" })?;
        }
        Ok(())
    }
}
