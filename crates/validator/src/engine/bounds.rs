//! `minimum` and `maximum`, with the booleans that exclude the bound itself.

use std::{cmp::Ordering, sync::Arc};

use super::fast::short_decimal::ShortDecimal;
use crate::decimal::Decimal;

/// One bound, and its text in the contract.
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

/// Both bounds.
#[derive(Debug, Default, Clone)]
pub(crate) struct Bounds {
    pub(crate) minimum: Option<Bound>,
    pub(crate) maximum: Option<Bound>,
}

impl Bounds {
    /// Returns whether a number is within both bounds, if all of them are short.
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

    /// Returns the range of integers within the bounds. For bounds that are not whole it is empty (the lower end lies
    /// above the upper end), and each integer is compared exactly.
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
