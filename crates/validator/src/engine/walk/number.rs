//! Validates numbers. Integers of up to 16 digits have a fast check. All other numbers need exact arithmetic.

use std::ops::Range;

use super::{Observer, Walk, Walked};
use crate::{
    Rule,
    decimal::Decimal,
    engine::{
        fast::{digits, passes::SAFE, short_decimal::ShortDecimal},
        program::Schema,
        scan,
    },
    finding::Types,
};

impl<'a, S: Observer> Walk<'a, S> {
    #[inline]
    pub(super) fn number(&mut self, schema: &'a Schema, start: usize) -> Walked {
        let bytes = self.bytes;
        let negative = bytes.get(start) == Some(&b'-');
        let first = start + usize::from(negative);
        let Some((value, count)) = digits::short_integer(bytes, first) else {
            return self.exact_number(schema, start);
        };
        let at = first + count;
        if (count > 1 && bytes.get(first) == Some(&b'0')) || matches!(bytes.get(at), Some(b'.' | b'e' | b'E')) {
            return self.exact_number(schema, start);
        }
        let value = if negative { -value } else { value };
        let passes = schema.types.has(Types::INTEGER) & schema.integer.passes(value);
        if passes { Ok(at) } else { self.exact_number(schema, start) }
    }

    #[inline(never)]
    fn exact_number(&mut self, schema: &'a Schema, start: usize) -> Walked {
        let (end, whole) = match scan::number(self.bytes, start) {
            Ok(number) => number,
            Err(fault) => return self.syntax(fault),
        };
        let text = self.raw(start..end);
        if text.len() > 15 || text.iter().any(|b| matches!(b, b'e' | b'E')) {
            self.note_number(text, whole, start..end);
        }
        if !schema.types.has(if whole { Types::INTEGER } else { Types::DECIMAL }) {
            self.mismatch(schema, start..end)?;
            return Ok(end);
        }
        let slow = &schema.slow;
        let bounds = &slow.bounds;
        let needs_value = slow.multiple_of.is_some()
            || schema.enumeration.is_some()
            || slow.format.is_some_and(|format| !format.is_textual());
        if !needs_value && ShortDecimal::parse(text).and_then(|value| bounds.accept_short(value)) == Some(true) {
            return Ok(end);
        }
        if needs_value || bounds.minimum.is_some() || bounds.maximum.is_some() {
            let (at, value) = (start..end, Decimal::parse(text));
            if schema.enumeration.as_deref().is_some_and(|listed| !listed.has_number(&value)) {
                self.unlisted(schema, at.clone())?;
            }
            self.check_minimum(schema, &value, &at)?;
            self.check_maximum(schema, &value, &at)?;
            self.check_multiple_of(schema, &value, &at)?;
            self.check_format_of_number(schema, &value, &at)?;
        }
        Ok(end)
    }

    /// Records a number that other JSON readers may round.
    #[cold]
    fn note_number(&mut self, text: &[u8], whole: bool, at: Range<usize>) {
        let value = Decimal::parse(text);
        if whole {
            match value.to_i64() {
                None => self.note(Rule::IntegerBeyondI64, at),
                Some(value) if !(-SAFE..=SAFE).contains(&value) => self.note(Rule::IntegerBeyondSafe, at),
                Some(_) => {}
            }
            return;
        }
        let double = std::str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::NAN);
        let lost = value.significant() > 0 && double == 0.0;
        if value.significant() > 17 || !double.is_finite() || lost {
            self.note(Rule::DecimalPrecision, at);
        }
    }
}
