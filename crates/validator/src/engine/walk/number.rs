//! Numbers: integers of up to 16 digits at once, everything else exactly.

use std::{ops::Range, sync::Arc};

use super::{Sink, Stop, Walk, Walked};
use crate::{
    engine::{decimal::Decimal, keywords::bounds::Short, program::Schema, rule::Rule, scan},
    finding::{Expected, Found, Types},
};

/// The largest magnitude up to which a double holds every integer.
const SAFE: i64 = 1 << 53;

impl<'a, S: Sink> Walk<'a, S> {
    #[inline]
    pub(super) fn number(&mut self, schema: &'a Schema, start: usize) -> Walked {
        let bytes = self.bytes;
        let negative = bytes.get(start) == Some(&b'-');
        let first = start + usize::from(negative);
        let Some((value, count)) = scan::short_integer(bytes, first) else {
            return self.exact_number(schema, start);
        };
        let at = first + count;
        if (count > 1 && bytes.get(first) == Some(&b'0')) || matches!(bytes.get(at), Some(b'.' | b'e' | b'E')) {
            return self.exact_number(schema, start);
        }
        let value = if negative { -value } else { value };
        let fast = &schema.integer;
        // Not one of these is worth a guess of its own.
        let passes = schema.types.has(Types::INTEGER)
            & (value >= fast.min)
            & (value <= fast.max)
            & !fast.exact
            & (-SAFE..=SAFE).contains(&value)
            & (!fast.listed | ((-64..64).contains(&value) & ((fast.small >> ((value + 64) & 127)) & 1 == 1)));
        if passes && (fast.step == 1 || value % fast.step == 0) { Ok(at) } else { self.exact_number(schema, start) }
    }

    #[inline(never)]
    fn exact_number(&mut self, schema: &'a Schema, start: usize) -> Walked {
        let (end, whole) = match scan::number(self.bytes, start) {
            Ok(number) => number,
            Err(fault) => return self.syntax(fault),
        };
        let text = self.bytes.get(start..end).unwrap_or_default();
        if text.len() > 15 || text.iter().any(|b| matches!(b, b'e' | b'E')) {
            self.note_number(text, whole, start..end);
        }
        if !schema.types.has(if whole { Types::INTEGER } else { Types::DECIMAL }) {
            self.mismatch(schema, start..end)?;
            return Ok(end);
        }
        let slow = &schema.slow;
        let bounds = &slow.bounds;
        let other = slow.multiple_of.is_some()
            || schema.enumeration.is_some()
            || slow.format.is_some_and(|format| !format.is_textual());
        if !other && Short::parse(text).and_then(|value| bounds.accept_short(value)) == Some(true) {
            return Ok(end);
        }
        if other || bounds.minimum.is_some() || bounds.maximum.is_some() {
            self.judge_number(schema, text, start..end)?;
        }
        Ok(end)
    }

    fn judge_number(&mut self, schema: &'a Schema, text: &[u8], at: Range<usize>) -> Result<(), Stop> {
        let slow = &schema.slow;
        let value = Decimal::parse(text);
        if let Some(listed) = schema.enumeration.as_deref()
            && !listed.has_number(&value)
        {
            self.unlisted(schema, at.clone())?;
        }
        if let Some(bound) = slow.bounds.is_below(&value) {
            let expected = || Expected::Minimum { bound: Arc::clone(&bound.text), exclusive: bound.exclusive };
            self.violates(schema, Rule::Minimum, at.clone(), expected, Found::text)?;
        }
        if let Some(bound) = slow.bounds.is_above(&value) {
            let expected = || Expected::Maximum { bound: Arc::clone(&bound.text), exclusive: bound.exclusive };
            self.violates(schema, Rule::Maximum, at.clone(), expected, Found::text)?;
        }
        if let Some((divisor, written)) = &slow.multiple_of
            && !divisor.divides(&value)
        {
            let expected = || Expected::MultipleOf(Arc::clone(written));
            self.violates(schema, Rule::MultipleOf, at.clone(), expected, Found::text)?;
        }
        if let Some(format) = slow.format
            && !format.accepts_number(&value, std::str::from_utf8(text).unwrap_or_default())
        {
            self.violates(schema, Rule::Format, at, || Expected::Format(format), Found::text)?;
        }
        Ok(())
    }

    /// Notes a number that other readers may not hold.
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
