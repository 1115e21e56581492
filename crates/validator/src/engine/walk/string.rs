//! Strings: `minLength`, `maxLength`, `enum`, `pattern`, `format`.

use std::sync::Arc;

use super::{Sink, Stop, Walk, Walked};
use crate::{
    engine::{
        program::Schema,
        rule::Rule,
        scan::{self, Text},
    },
    finding::{Expected, Finding, Found, Hint, Refusal, Types, Unit},
};

impl<'a, S: Sink> Walk<'a, S> {
    #[inline]
    pub(super) fn string(&mut self, schema: &'a Schema, start: usize) -> Walked {
        let end = scan::plain(self.bytes, start + 1);
        if self.bytes.get(end) != Some(&b'"') {
            return self.special_string(schema, start);
        }
        let length = end - start - 1;
        let fast = &schema.text;
        if schema.types.has(Types::STRING) && fast.passes(length) {
            return Ok(end + 1);
        }
        self.exact_string(schema, start, Text { end, characters: length, ..Text::default() })
    }

    /// A string with escapes or characters beyond ASCII.
    #[inline(never)]
    fn special_string(&mut self, schema: &'a Schema, start: usize) -> Walked {
        let text = match scan::text(self.bytes, start + 1) {
            Ok(text) => text,
            Err(fault) => return self.syntax(fault),
        };
        self.note_text(text);
        let fast = &schema.text;
        if schema.types.has(Types::STRING) && !fast.exact && text.characters >= fast.min && text.characters <= fast.max
        {
            return Ok(text.end + 1);
        }
        self.exact_string(schema, start, text)
    }

    /// Notes what is odd about a string.
    #[inline]
    pub(super) fn note_text(&mut self, text: Text) {
        if let Some(at) = text.lone_surrogate {
            self.note(Rule::LoneSurrogate, at..at + 6);
        }
        if let Some(at) = text.bad_utf8 {
            self.note(Rule::InvalidUtf8, at..at + 1);
        }
    }

    #[inline(never)]
    fn exact_string(&mut self, schema: &'a Schema, start: usize, text: Text) -> Walked {
        let end = text.end + 1;
        let at = start..end;
        let slow = &schema.slow;
        if !schema.types.has(Types::STRING) {
            self.mismatch(schema, at)?;
            return Ok(end);
        }
        let characters = text.characters;
        if let Some(min) = slow.min_length.filter(|min| characters < *min) {
            let expected = || Expected::AtLeast(min, Unit::Character);
            self.violates(schema, Rule::MinLength, at.clone(), expected, |_| {
                Found::Count(characters, Unit::Character)
            })?;
        }
        if let Some(max) = slow.max_length.filter(|max| characters > *max) {
            let expected = || Expected::AtMost(max, Unit::Character);
            self.violates(schema, Rule::MaxLength, at.clone(), expected, |_| {
                Found::Count(characters, Unit::Character)
            })?;
        }
        let raw = self.bytes.get(start + 1..text.end).unwrap_or_default();
        if let Some(listed) = schema.enumeration.as_deref() {
            // As many characters as bytes: it is written as it is.
            let has = if characters == raw.len() {
                listed.has_string(raw)
            } else {
                listed.has_string(scan::decode(raw).as_bytes())
            };
            if !has {
                self.unlisted(schema, at.clone())?;
            }
        }
        if slow.pattern.is_none() && slow.format.is_none() {
            return Ok(end);
        }
        let decoded = scan::decode(raw);
        if let Some(pattern) = &slow.pattern {
            match pattern.matches(&decoded) {
                Ok(true) => {}
                Ok(false) => {
                    let expected = || Expected::Pattern(Arc::clone(&pattern.source));
                    self.violates(schema, Rule::Pattern, at.clone(), expected, Found::text)?;
                }
                Err(_) => self.over_budget(schema, start, end)?,
            }
        }
        if let Some(format) = slow.format
            && !format.accepts_text(&decoded)
        {
            self.fail(|walk| {
                let found = Found::text(walk.bytes.get(at.clone()).unwrap_or_default());
                Finding::new(Rule::Format, at, Expected::Format(format), found)
                    .stated(walk.program.place(schema, Rule::Format))
                    .hint(format.hint(&decoded))
            })?;
        }
        Ok(end)
    }

    /// The match was given up: no alternative may make that a pass, so a verdict stops here for good.
    #[cold]
    fn over_budget(&mut self, schema: &'a Schema, start: usize, end: usize) -> Result<(), Stop> {
        if !S::DIAGNOSE {
            return self.refuse(start, Refusal::PatternSteps);
        }
        let found = Found::text(self.bytes.get(start..end).unwrap_or_default());
        let finding = Finding::new(Rule::PatternBudget, start..end, Expected::MatchWithinBudget, found)
            .stated(self.program.place(schema, Rule::PatternBudget))
            .hint(Hint::SimplifyPattern);
        self.sink.error(finding);
        Ok(())
    }
}
