//! Validates strings.

use super::{Observer, Walk, Walked};
use crate::{
    Rule,
    engine::{
        fast::strings,
        program::Schema,
        scan::{self, Text},
    },
    finding::{Types, Unit},
};

impl<'a, S: Observer> Walk<'a, S> {
    #[inline]
    pub(super) fn string(&mut self, schema: &'a Schema, start: usize) -> Walked {
        let end = strings::plain(self.bytes, start + 1);
        if self.bytes.get(end) != Some(&b'"') {
            return self.special_string(schema, start);
        }
        let length = end - start - 1;
        if schema.types.has(Types::STRING) && schema.string.passes(length) {
            return Ok(end + 1);
        }
        self.exact_string(schema, start, Text { end, characters: length, ..Text::default() })
    }

    /// Validates a string that has escapes or characters that are not ASCII.
    #[inline(never)]
    fn special_string(&mut self, schema: &'a Schema, start: usize) -> Walked {
        let text = match scan::text(self.bytes, start + 1) {
            Ok(text) => text,
            Err(fault) => return self.syntax(fault),
        };
        self.note_text(text);
        if schema.types.has(Types::STRING) && schema.string.passes(text.characters) {
            return Ok(text.end + 1);
        }
        self.exact_string(schema, start, text)
    }

    /// Records problems of a string that may still be valid, such as lone surrogates.
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
        let at = start..text.end + 1;
        let end = at.end;
        if !schema.types.has(Types::STRING) {
            self.mismatch(schema, at)?;
            return Ok(end);
        }
        let characters = text.characters;
        let limits = (schema.slow.min_length.unwrap_or(0), schema.slow.max_length.unwrap_or(usize::MAX));
        self.check_count(schema, Unit::Character, limits, characters, &at)?;
        let raw = self.raw(start + 1..text.end);
        if let Some(listed) = schema.enumeration.as_deref() {
            // If the string has as many characters as bytes, the string has no escapes.
            let has = if characters == raw.len() {
                listed.has_string(raw)
            } else {
                listed.has_string(scan::decode(raw).as_bytes())
            };
            if !has {
                self.unlisted(schema, at.clone())?;
            }
        }
        if schema.slow.pattern.is_some() || schema.slow.format.is_some() {
            let decoded = scan::decode(raw);
            self.check_pattern(schema, &decoded, &at)?;
            self.check_format_of_text(schema, &decoded, &at)?;
        }
        Ok(end)
    }
}
