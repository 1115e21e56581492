//! Validates arrays.

use super::{Observer, PathSegment, Walk, Walked};
use crate::{
    engine::{
        program::{ANYTHING, ArrayRules, Schema},
        scan,
    },
    finding::{Refusal, Syntax, Types, Unit},
};

/// The rules for an array whose schema has no keywords for arrays.
const ANY_ARRAY: ArrayRules = ArrayRules { items: ANYTHING, min: 0, max: usize::MAX, unique: false };

impl<'a, S: Observer> Walk<'a, S> {
    pub(super) fn array(&mut self, schema: &'a Schema, start: usize) -> Walked {
        if !schema.types.has(Types::ARRAY) {
            self.mismatch(schema, start..start + 1)?;
            return self.items(schema, &ANY_ARRAY, start);
        }
        let end = match schema.array.as_deref() {
            None if !S::DIAGNOSE => self.skip(start)?,
            rules => self.items(schema, rules.unwrap_or(&ANY_ARRAY), start)?,
        };
        self.check_enum_of_whole(schema, start..end)?;
        Ok(end)
    }

    fn items(&mut self, schema: &'a Schema, rules: &ArrayRules, start: usize) -> Walked {
        self.descend(start)?;
        let mut unique = Vec::new();
        let mut count = 0;
        let mut at = scan::space(self.bytes, start + 1);
        if self.bytes.get(at) != Some(&b']') {
            loop {
                let item = at;
                self.enter(PathSegment::Index(count));
                at = self.value(rules.items, item)?;
                self.leave();
                if rules.unique {
                    if count >= self.limits.unique_items {
                        return self.refuse(item, Refusal::UniqueItems);
                    }
                    unique.push(item..at);
                }
                count += 1;
                at = scan::space(self.bytes, at);
                match self.bytes.get(at) {
                    Some(b',') => at = scan::space(self.bytes, at + 1),
                    Some(b']') => break,
                    _ => return self.expect(at, Syntax::CommaOrBracket),
                }
            }
        }
        let whole = start..at + 1;
        self.check_count(schema, Unit::Item, (rules.min, rules.max), count, &whole)?;
        if rules.unique {
            self.check_unique_items(schema, &unique, &whole)?;
        }
        self.ascend();
        Ok(whole.end)
    }
}
