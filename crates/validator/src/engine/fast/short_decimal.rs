//! Compares decimals of up to 18 digits with 128-bit arithmetic. Longer decimals need exact arithmetic, which allocates
//! memory. The benchmark set `every keyword` shows the gain (`tests/benches/validate`).

use std::cmp::Ordering;

/// A number of up to 18 digits, with the value `digits × 10^-scale`. A comparison of two such numbers fits into 128
/// bits.
#[derive(Debug, Clone, Copy)]
pub(in crate::engine) struct ShortDecimal {
    digits: i64,
    scale: u32,
}

impl ShortDecimal {
    /// Reads a JSON number. Returns `None` if the number has an exponent, or if the text is longer than 18 bytes.
    #[inline]
    pub(in crate::engine) fn parse(text: &[u8]) -> Option<Self> {
        if text.len() > 18 {
            return None;
        }
        let (mut digits, mut scale, mut fraction) = (0_i64, 0, false);
        for byte in text {
            match byte {
                b'0'..=b'9' => {
                    digits = digits * 10 + i64::from(byte - b'0');
                    scale += u32::from(fraction);
                }
                b'.' => fraction = true,
                b'-' => {}
                _ => return None,
            }
        }
        Some(Self { digits: if text.first() == Some(&b'-') { -digits } else { digits }, scale })
    }

    #[inline]
    pub(in crate::engine) fn compare(self, other: Self) -> Ordering {
        let widen = |value: Self, scale: u32| i128::from(value.digits) * 10_i128.pow(scale);
        widen(self, other.scale).cmp(&widen(other, self.scale))
    }
}
