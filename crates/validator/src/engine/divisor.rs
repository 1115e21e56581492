//! Checks `multipleOf` with exact arithmetic, so that `0.3` is a multiple of `0.1`.

use crate::decimal::Decimal;

/// The largest number of digits of a divisor. The division computes `remainder * 10 + digit`, and the result must fit
/// into 128 bits.
const MAX_DIGITS: usize = 36;

/// A divisor with the value `digits × 10^power`.
#[derive(Debug)]
pub(crate) struct Divisor {
    digits: u128,
    length: usize,
    power: i128,
}

impl Divisor {
    /// Reads a positive number of up to 36 significant digits. Returns `None` for any other number.
    pub(crate) fn new(value: &Decimal) -> Option<Self> {
        if !value.is_positive() || value.significant() > MAX_DIGITS {
            return None;
        }
        let (digits, power) = value.scaled();
        let number = digits.iter().fold(0_u128, |sum, digit| sum * 10 + u128::from(*digit));
        Some(Self { digits: number, length: digits.len(), power })
    }

    /// Returns whether the value is a whole multiple of the divisor.
    pub(crate) fn divides(&self, value: &Decimal) -> bool {
        let (digits, power) = value.scaled();
        let shift = power - self.power;
        if digits.is_empty() {
            return true;
        }
        // If the value has more decimal places than the divisor, it is not a multiple. For example, 0.25 is not a
        // multiple of 0.1.
        if shift < 0 {
            return false;
        }
        // Appends `shift` zeros to the value, but at most 4 for each digit of the divisor. A zero adds one factor 2 and
        // one factor 5 to the value. A divisor of n digits contains each of these factors at most 4n times, so more
        // zeros do not change the result.
        let zeros = usize::try_from(shift).unwrap_or(usize::MAX).min(4 * self.length);
        let rest = digits
            .iter()
            .chain(std::iter::repeat_n(&0, zeros))
            .fold(0_u128, |rest, digit| (rest * 10 + u128::from(*digit)) % self.digits);
        rest == 0
    }
}
