//! `minimum` and `maximum`, with the booleans that exclude the bound itself.

use std::{cmp::Ordering, sync::Arc};

use crate::engine::decimal::Decimal;

/// One bound and how the contract writes it.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub(crate) value: Decimal,
    pub(crate) exclusive: bool,
    pub(crate) text: Arc<str>,
    short: Option<Short>,
}

impl Bound {
    pub(crate) fn new(text: &str, exclusive: bool) -> Self {
        let value = Decimal::parse(text.as_bytes());
        Self { value, exclusive, text: text.into(), short: Short::parse(text.as_bytes()) }
    }
}

/// A number of up to 18 digits: `digits × 10^-scale`. Two of them compare within 128 bits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Short {
    digits: i64,
    scale: u32,
}

impl Short {
    /// Reads a number in JSON's grammar, if it has no exponent and few digits.
    #[inline]
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
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

    fn cmp(self, other: Self) -> Ordering {
        let widen = |short: Self, scale: u32| i128::from(short.digits) * 10_i128.pow(scale);
        widen(self, other.scale).cmp(&widen(other, self.scale))
    }
}

/// Both bounds.
#[derive(Debug, Default, Clone)]
pub(crate) struct Bounds {
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
}

impl Bounds {
    /// Whether a number is within both, if that takes no long arithmetic.
    #[inline]
    pub(crate) fn accept_short(&self, value: Short) -> Option<bool> {
        let beyond = |bound: &Option<Bound>, outside: Ordering| match bound {
            None => Some(false),
            Some(bound) => {
                let order = value.cmp(bound.short?);
                Some(order == outside || (bound.exclusive && order == Ordering::Equal))
            }
        };
        Some(!beyond(&self.minimum, Ordering::Less)? && !beyond(&self.maximum, Ordering::Greater)?)
    }

    pub(crate) fn is_below(&self, value: &Decimal) -> Option<&Bound> {
        self.minimum.as_ref().filter(|b| *value < b.value || (b.exclusive && *value == b.value))
    }

    pub(crate) fn is_above(&self, value: &Decimal) -> Option<&Bound> {
        self.maximum.as_ref().filter(|b| *value > b.value || (b.exclusive && *value == b.value))
    }

    /// A range of integers that are all within the bounds, as wide as whole bounds make it; of others, none pass
    /// (the lower end lies above the upper) and each is judged exactly.
    pub(crate) fn integers(&self) -> (i64, i64) {
        const NOTHING: (i64, i64) = (1, 0);
        let min = match &self.minimum {
            None => i64::MIN,
            Some(bound) => match bound.value.to_i64() {
                Some(value) => match value.checked_add(i64::from(bound.exclusive)) {
                    Some(value) => value,
                    None => return NOTHING,
                },
                None if bound.value < Decimal::parse(b"-9223372036854775808") => i64::MIN,
                None => return NOTHING,
            },
        };
        let max = match &self.maximum {
            None => i64::MAX,
            Some(bound) => match bound.value.to_i64() {
                Some(value) => match value.checked_sub(i64::from(bound.exclusive)) {
                    Some(value) => value,
                    None => return NOTHING,
                },
                None if bound.value > Decimal::parse(b"9223372036854775807") => i64::MAX,
                None => return NOTHING,
            },
        };
        (min, max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bound(text: &str, exclusive: bool) -> Option<Bound> {
        Some(Bound::new(text, exclusive))
    }

    #[test]
    fn short_numbers_are_judged_as_long_ones_are() {
        let texts = [
            "0",
            "-0.0",
            "1",
            "1.0",
            "1.000000000000001",
            "-1.5",
            "0.999999999999999",
            "12345678901234567.",
            "2",
            "-2",
        ];
        let texts = texts.map(|text| text.trim_end_matches('.'));
        for (minimum, maximum) in texts.iter().flat_map(|a| texts.map(|b| (*a, b))) {
            for exclusive in [false, true] {
                let bounds = Bounds { minimum: bound(minimum, exclusive), maximum: bound(maximum, exclusive) };
                for text in texts {
                    let value = Decimal::parse(text.as_bytes());
                    let exact = bounds.is_below(&value).is_none() && bounds.is_above(&value).is_none();
                    let short = Short::parse(text.as_bytes()).and_then(|short| bounds.accept_short(short));
                    assert_eq!(short, Some(exact), "{minimum} {text} {maximum}");
                }
            }
        }
    }

    #[test]
    fn the_fast_range_never_holds_what_the_bounds_refuse() {
        for (minimum, maximum, expected) in [
            (bound("0", false), bound("9223372036854776000", false), (0, i64::MAX)),
            (bound("0", true), bound("10", true), (1, 9)),
            (bound("0.5", false), None, (1, 0)),
            (bound("9223372036854775807", true), None, (1, 0)),
            (bound("-1e30", true), bound("1e2", false), (i64::MIN, 100)),
            (bound("1e30", false), None, (1, 0)),
        ] {
            assert_eq!(Bounds { minimum, maximum }.integers(), expected);
        }
    }
}
