//! Accepts most valid strings and integers after a few comparisons. All other strings and integers are checked keyword
//! by keyword. The benchmark set `flat` shows the gain (`tests/benches/validate`).

use crate::{
    decimal::Decimal,
    engine::{bounds::Bounds, enumeration::Enumeration},
    format::Format,
};

/// A fast check that accepts a string if its length is from `min` to `max`.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct FastString {
    /// True if the length alone does not decide, because the schema has a keyword such as `pattern`. Each string is
    /// then checked keyword by keyword.
    pub(in crate::engine) exact: bool,
    pub(in crate::engine) min: usize,
    pub(in crate::engine) max: usize,
}

impl FastString {
    /// Accepts no string. Each string is then checked keyword by keyword.
    pub(in crate::engine) const NEVER: Self = Self { exact: true, min: 0, max: 0 };
    /// Accepts every string.
    pub(in crate::engine) const ALWAYS: Self = Self { exact: false, min: 0, max: usize::MAX };

    #[inline]
    pub(in crate::engine) fn passes(self, length: usize) -> bool {
        !self.exact && length >= self.min && length <= self.max
    }
}

/// A check that accepts most integers of up to 16 digits with a few comparisons.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct FastInteger {
    /// True if every integer must be checked keyword by keyword.
    exact: bool,
    /// True if the schema has an `enum`. The fast check then accepts only the integers in `small`.
    listed: bool,
    min: i64,
    max: i64,
    /// The value of `multipleOf`, or 1 if the schema has no `multipleOf`.
    step: i64,
    /// The values of `enum` from -64 to 63, one bit for each value.
    small: u128,
}

/// The limit 2^53 for integers. A double (64-bit floating point) stores every integer from -2^53 to 2^53 exactly. Other
/// JSON readers may round integers outside of this range, so these integers are reported.
pub(in crate::engine) const SAFE: i64 = 1 << 53;

impl FastInteger {
    /// Accepts every integer.
    pub(in crate::engine) const ALWAYS: Self =
        Self { exact: false, listed: false, min: i64::MIN, max: i64::MAX, step: 1, small: 0 };

    pub(in crate::engine) fn new(
        bounds: &Bounds,
        format: Option<Format>,
        listed: Option<&Enumeration>,
        multiple_of: Option<&str>,
    ) -> Self {
        let (low, high) = format.map_or((i64::MIN, i64::MAX), Format::integers);
        let (min, max) = bounds.integers();
        let small = listed.map(Enumeration::small_integers);
        // If the divisor is not a whole number, every value needs exact arithmetic.
        let step = multiple_of.map_or(Some(1), |text| Decimal::parse(text.as_bytes()).to_i64());
        Self {
            exact: matches!(small, Some(None)) || step.is_none(),
            listed: small.is_some(),
            min: min.max(low),
            max: max.min(high),
            step: step.unwrap_or(1),
            small: small.flatten().unwrap_or(0),
        }
    }

    #[inline]
    pub(in crate::engine) fn passes(&self, value: i64) -> bool {
        // Uses `&` in place of `&&`, because each comparison takes less time than a branch.
        let passes = (value >= self.min)
            & (value <= self.max)
            & !self.exact
            & (-SAFE..=SAFE).contains(&value)
            & (!self.listed | ((-64..64).contains(&value) & ((self.small >> ((value + 64) & 127)) & 1 == 1)));
        passes && (self.step == 1 || value % self.step == 0)
    }
}
