//! Exact decimal numbers. The validator compares these numbers instead of floating-point numbers, because
//! floating-point numbers are rounded.

use std::cmp::Ordering;

/// A number `±0.d₁d₂d₃… × 10^exponent`. The first and the last digit are not 0: `1.20` is `0.12 × 10^1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i128,
}

impl Decimal {
    /// Reads a number that has the grammar of JSON. For any other text, the result is unspecified.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        let (negative, text) = match text.split_first() {
            Some((b'-', rest)) => (true, rest),
            _ => (false, text),
        };
        let at = text.iter().position(|b| matches!(b, b'e' | b'E')).unwrap_or(text.len());
        let (mantissa, power) = text.split_at(at);
        let whole = mantissa.iter().position(|b| *b == b'.').unwrap_or(mantissa.len());
        let mut digits: Vec<u8> = mantissa.iter().filter(|b| b.is_ascii_digit()).map(|b| b - b'0').collect();
        let leading = digits.iter().take_while(|d| **d == 0).count();
        digits.drain(..leading);
        while digits.last() == Some(&0) {
            digits.pop();
        }
        if digits.is_empty() {
            return Self { negative: false, digits, exponent: 0 };
        }
        let exponent = (count(whole) - count(leading)).saturating_add(exponent(power.get(1..).unwrap_or_default()));
        Self { negative, digits, exponent }
    }

    /// Returns the number of significant digits: 2 for `0.0120`.
    pub(crate) fn significant(&self) -> usize {
        self.digits.len()
    }

    /// Returns whether the number has no fractional part.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        count(self.digits.len()) <= self.exponent
    }

    pub(crate) fn is_positive(&self) -> bool {
        !self.negative && !self.digits.is_empty()
    }

    /// Returns the value as `i64`. Returns `None` if the value has a fractional part or does not fit into `i64`.
    #[must_use]
    pub fn to_i64(&self) -> Option<i64> {
        if !self.is_whole() || self.exponent > 19 {
            return None;
        }
        let mut value = 0_i128;
        for index in 0..usize::try_from(self.exponent).ok()? {
            value = value * 10 + i128::from(self.digits.get(index).copied().unwrap_or(0));
        }
        i64::try_from(if self.negative { -value } else { value }).ok()
    }

    /// Returns the digits, the sign and the exponent as one text. Equal numbers have the same text: `12+1` for `1.2`
    /// and for `1.20`.
    pub(crate) fn canonical(&self) -> String {
        let digits = self.digits.iter().map(|digit| char::from(b'0' + digit));
        digits.chain([if self.negative { '-' } else { '+' }]).collect::<String>() + &self.exponent.to_string()
    }

    /// Returns the digits and a power of ten. The absolute value of the number is `digits × 10^power`: `1.2` is
    /// `12 × 10^-1`.
    pub(crate) fn scaled(&self) -> (&[u8], i128) {
        (&self.digits, self.exponent - count(self.digits.len()))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |d: &Self| if d.digits.is_empty() { 0 } else { 1 - 2 * i8::from(d.negative) };
        sign(self).cmp(&sign(other)).then_with(|| {
            let magnitude = self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits));
            if self.negative { magnitude.reverse() } else { magnitude }
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn count(length: usize) -> i128 {
    i128::try_from(length).unwrap_or(i128::MAX)
}

/// Reads an exponent. Limits the absolute value to 10^36, so that no calculation overflows. Real documents have much
/// smaller exponents.
fn exponent(text: &[u8]) -> i128 {
    let negative = text.first() == Some(&b'-');
    let mut value = 0_i128;
    for digit in text.iter().filter(|b| b.is_ascii_digit()) {
        value = (value * 10 + i128::from(digit - b'0')).min(10_i128.pow(36));
    }
    if negative { -value } else { value }
}
