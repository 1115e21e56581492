//! Validates a value. The first byte shows whether the value is a string, a number, an object, an array or a literal.

use super::{Observer, Walk, Walked};
use crate::{
    engine::program::{Id, Schema},
    finding::{Syntax, Types},
};

impl<'a, S: Observer> Walk<'a, S> {
    /// Validates the value at `at` by a schema.
    #[inline]
    pub(super) fn value(&mut self, id: Id, at: usize) -> Walked {
        let program = self.program;
        let Some(schema) = program.schema(id) else {
            return self.no_value(at);
        };
        match schema.combinators.as_deref() {
            None => self.own(schema, at),
            Some(combinators) => self.combined(schema, combinators, at),
        }
    }

    /// Validates a value by all keywords of a schema except the combinators.
    #[inline]
    pub(super) fn own(&mut self, schema: &'a Schema, at: usize) -> Walked {
        match self.bytes.get(at) {
            Some(b'"') => self.string(schema, at),
            Some(b'0'..=b'9' | b'-') => self.number(schema, at),
            _ => self.other(schema, at),
        }
    }

    /// Validates a value that is neither a string nor a number.
    #[inline(never)]
    fn other(&mut self, schema: &'a Schema, at: usize) -> Walked {
        match self.bytes.get(at) {
            Some(b'{') => self.object(schema, at),
            Some(b'[') => self.array(schema, at),
            Some(b't') => self.literal(schema, at, b"true", Types::BOOLEAN),
            Some(b'f') => self.literal(schema, at, b"false", Types::BOOLEAN),
            Some(b'n') => self.literal(schema, at, b"null", Types::NULL),
            _ => self.no_value(at),
        }
    }

    fn literal(&mut self, schema: &'a Schema, at: usize, literal: &'static [u8], types: Types) -> Walked {
        let end = at + literal.len();
        if self.bytes.get(at..end) != Some(literal) {
            return self.no_value(at);
        }
        if !schema.types.has(types) {
            self.mismatch(schema, at..end)?;
        } else if let Some(listed) = schema.enumeration.as_deref() {
            let has = match literal {
                b"null" => listed.null,
                b"true" => listed.truth,
                _ => listed.falsehood,
            };
            if !has {
                self.unlisted(schema, at..end)?;
            }
        }
        Ok(end)
    }

    #[cold]
    pub(super) fn no_value(&mut self, at: usize) -> Walked {
        self.expect(at, Syntax::Value)
    }
}
