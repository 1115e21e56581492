//! Reads a value that no schema restricts. The value must still be valid JSON.

use super::{Observer, Walk, Walked};
use crate::{
    MAX_NESTING, Rule,
    engine::{
        conditions::Conditions,
        fast::{strings, unknown_properties::UnknownProperties},
        program::{ANYTHING, Schema},
        scan,
    },
    finding::{Refusal, Syntax},
};

/// The brackets `{` and `[` that are still open at the current position. There is one bit for each bracket: 1 for `{`,
/// and 0 for `[`.
struct Brackets {
    objects: [u64; MAX_NESTING.div_ceil(64)],
    open: usize,
    /// The positions of the first 8 open brackets.
    starts: [usize; 8],
}

impl Brackets {
    fn push(&mut self, object: bool, at: usize) -> bool {
        if let Some(start) = self.starts.get_mut(self.open) {
            *start = at;
        }
        let bit = 1 << (self.open % 64);
        let Some(word) = self.objects.get_mut(self.open / 64) else { return false };
        *word = if object { *word | bit } else { *word & !bit };
        self.open += 1;
        true
    }

    /// Returns the position of the innermost open bracket. Returns `None` if more than 8 brackets are open.
    fn start(&self) -> Option<usize> {
        self.starts.get(self.open.wrapping_sub(1)).copied()
    }

    fn in_object(&self) -> bool {
        let top = self.open.wrapping_sub(1);
        self.objects.get(top / 64).is_some_and(|word| word >> (top % 64) & 1 == 1)
    }
}

impl<'a, S: Observer> Walk<'a, S> {
    /// Reads a value that no schema restricts. With diagnosis, validates the value by the schema `ANYTHING`, so that
    /// duplicate names are reported.
    pub(super) fn skip(&mut self, at: usize) -> Walked {
        let Some(anything) = self.program.schema(ANYTHING) else { return self.no_value(at) };
        match self.bytes.get(at) {
            Some(b'{' | b'[') if !S::DIAGNOSE => self.skip_nested(anything, at),
            _ => self.own(anything, at),
        }
    }

    fn skip_nested(&mut self, anything: &'a Schema, mut at: usize) -> Walked {
        let mut brackets = Brackets { objects: [0; MAX_NESTING.div_ceil(64)], open: 0, starts: [0; 8] };
        let mut unknown = UnknownProperties::default();
        loop {
            match self.bytes.get(at) {
                Some(bracket @ (b'{' | b'[')) => {
                    if !brackets.push(*bracket == b'{', at) || self.depth + brackets.open > MAX_NESTING {
                        return self.refuse(at, Refusal::Nesting);
                    }
                    if self.depth + brackets.open > self.limits.nesting {
                        self.note(Rule::Nesting, at..at + 1);
                    }
                    let close = bracket + 2;
                    at = scan::space(self.bytes, at + 1);
                    if self.bytes.get(at) != Some(&close) {
                        if brackets.in_object() {
                            at = self.skip_key(at, &brackets, &mut unknown)?;
                        }
                        continue;
                    }
                    // The loop below reads the closing bracket.
                }
                _ => at = self.own(anything, at)?,
            }
            loop {
                at = scan::space(self.bytes, at);
                match (self.bytes.get(at), brackets.in_object()) {
                    (Some(b','), object) => {
                        at = scan::space(self.bytes, at + 1);
                        if object {
                            at = self.skip_key(at, &brackets, &mut unknown)?;
                        }
                        break;
                    }
                    (Some(b'}'), true) | (Some(b']'), false) => {
                        at += 1;
                        brackets.open -= 1;
                        if brackets.open == 0 {
                            return Ok(at);
                        }
                    }
                    (_, true) => return self.expect(at, Syntax::CommaOrBrace),
                    (_, false) => return self.expect(at, Syntax::CommaOrBracket),
                }
            }
        }
    }

    /// Reads a key and its colon.
    fn skip_key(&mut self, at: usize, brackets: &Brackets, unknown: &mut UnknownProperties) -> Walked {
        let end = self.key_end(at)?;
        let name = self.raw(at..end);
        if brackets.start().is_none_or(|start| unknown.may_repeat(start, name)) {
            self.conditions.add(Conditions::UNKNOWN_KEYS);
        }
        self.colon(end)
    }

    /// Returns the end of the key at `at`. The end is the position after the closing quote.
    #[inline]
    pub(super) fn key_end(&mut self, at: usize) -> Walked {
        if self.bytes.get(at) != Some(&b'"') {
            return self.expect(at, Syntax::Key);
        }
        let end = strings::plain(self.bytes, at + 1);
        if self.bytes.get(end) == Some(&b'"') {
            return Ok(end + 1);
        }
        match scan::text(self.bytes, at + 1) {
            Ok(text) => {
                self.note_text(text);
                Ok(text.end + 1)
            }
            Err(fault) => self.syntax(fault),
        }
    }

    /// Reads the colon after a key. Returns the start of the value.
    #[inline]
    pub(super) fn colon(&mut self, at: usize) -> Walked {
        let at = scan::space(self.bytes, at);
        if self.bytes.get(at) != Some(&b':') {
            return self.expect(at, Syntax::Colon);
        }
        Ok(scan::space(self.bytes, at + 1))
    }
}
