//! The bounds of a number: `minimum` and `maximum`. With `exclusiveMinimum` or `exclusiveMaximum`, the bound itself is
//! not allowed.

use std::{cmp::Ordering, sync::Arc};

use super::fast::short_decimal::ShortDecimal;
use crate::decimal::Decimal;

/// The value of `minimum` or `maximum`, and its text in the contract.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    pub(crate) value: Decimal,
    pub(crate) exclusive: bool,
    pub(crate) text: Arc<str>,
    short: Option<ShortDecimal>,
}

impl Bound {
    pub(crate) fn new(text: &str, exclusive: bool) -> Self {
        let value = Decimal::parse(text.as_bytes());
        Self { value, exclusive, text: text.into(), short: ShortDecimal::parse(text.as_bytes()) }
    }
}

/// The values of `minimum` and `maximum`.
#[derive(Debug, Default, Clone)]
pub(crate) struct Bounds {
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
}

impl Bounds {
    /// Returns whether a number is within the bounds. Returns `None` if a bound is not a `ShortDecimal`, because it has
    /// too many digits or an exponent.
    #[inline]
    pub(crate) fn accept_short(&self, value: ShortDecimal) -> Option<bool> {
        let beyond = |bound: &Option<Bound>, outside: Ordering| match bound {
            None => Some(false),
            Some(bound) => {
                let order = value.compare(bound.short?);
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

    /// Returns the smallest and the largest integer within the bounds. The fast check accepts each integer in this
    /// range. An integer outside the range is compared exactly with the bounds. If a bound is not a whole number, such
    /// as 0.5, returns the empty range `(1, 0)`.
    pub(crate) fn integers(&self) -> (i64, i64) {
        // `inward` is the step from an excluded bound to the nearest allowed integer: 1 for the minimum, -1 for the
        // maximum.
        let end = |bound: &Option<Bound>, widest: i64, inward: i64| {
            let Some(bound) = bound else { return Some(widest) };
            let order = || bound.value.cmp(&Decimal::parse(widest.to_string().as_bytes()));
            match bound.value.to_i64() {
                Some(value) => value.checked_add(inward * i64::from(bound.exclusive)),
                None => (order() == 0.cmp(&inward)).then_some(widest),
            }
        };
        end(&self.minimum, i64::MIN, 1).zip(end(&self.maximum, i64::MAX, -1)).unwrap_or((1, 0))
    }
}
