//! Arrays: `items`, `minItems`, `maxItems`, `uniqueItems`.

use std::ops::Range;

use super::{Sink, Step, Stop, Walk, Walked};
use crate::{
    engine::{
        keywords::unique_items,
        program::{ANYTHING, Array, Schema},
        rule::Rule,
        scan,
    },
    finding::{Expected, Found, Refusal, Syntax, Types, Unit, snippet},
};

/// What an array must be of which the schema says nothing.
const OPEN: Array = Array { items: ANYTHING, min: 0, max: usize::MAX, unique: false };

impl<'a, S: Sink> Walk<'a, S> {
    pub(super) fn array(&mut self, schema: &'a Schema, start: usize) -> Walked {
        if !schema.types.has(Types::ARRAY) {
            self.mismatch(schema, start..start + 1)?;
            return self.items(schema, &OPEN, start);
        }
        let end = match schema.array.as_deref() {
            None if !S::DIAGNOSE => self.skip(start)?,
            rules => self.items(schema, rules.unwrap_or(&OPEN), start)?,
        };
        self.listed_whole(schema, start..end)?;
        Ok(end)
    }

    /// `enum` for a whole array or object.
    #[inline]
    pub(super) fn listed_whole(&mut self, schema: &'a Schema, at: Range<usize>) -> Result<(), Stop> {
        if let Some(listed) = schema.enumeration.as_deref()
            && !listed.has_other(self.bytes.get(at.clone()).unwrap_or_default())
        {
            self.unlisted(schema, at)?;
        }
        Ok(())
    }

    fn items(&mut self, schema: &'a Schema, rules: &Array, start: usize) -> Walked {
        self.descend(start)?;
        let mut unique = Vec::new();
        let mut count = 0;
        let mut at = scan::space(self.bytes, start + 1);
        if self.bytes.get(at) != Some(&b']') {
            loop {
                let item = at;
                if S::DIAGNOSE {
                    self.sink.enter(Step::Index(count));
                }
                at = self.value(rules.items, item)?;
                if S::DIAGNOSE {
                    self.sink.leave();
                }
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
        let end = at + 1;
        let whole = start..end;
        if count < rules.min {
            let expected = || Expected::AtLeast(rules.min, Unit::Item);
            self.violates(schema, Rule::MinItems, whole.clone(), expected, |_| Found::Count(count, Unit::Item))?;
        }
        if count > rules.max {
            let expected = || Expected::AtMost(rules.max, Unit::Item);
            self.violates(schema, Rule::MaxItems, whole, expected, |_| Found::Count(count, Unit::Item))?;
        }
        if rules.unique {
            self.pay(end - start, start)?;
        }
        if let Some((index, earlier)) = unique_items::first_duplicate(self.bytes, &unique) {
            let at = unique.get(index).cloned().unwrap_or(start..end);
            let found = |item| Found::Duplicate { item: snippet(item), first: earlier, second: index };
            if S::DIAGNOSE {
                self.sink.enter(Step::Index(index));
            }
            self.violates(schema, Rule::UniqueItems, at, || Expected::DistinctItems, found)?;
            if S::DIAGNOSE {
                self.sink.leave();
            }
        }
        self.ascend();
        Ok(end)
    }
}
