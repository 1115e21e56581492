//! Objects: `properties`, `required`, `additionalProperties`, `minProperties`, `maxProperties`.
//!
//! A writer mostly keeps the contract's order, or that of the alphabet, so the next key is compared with the next
//! property before it is looked up. Who keeps neither is not guessed at again until the next object.

use std::{borrow::Cow, collections::HashSet, ops::Range};

use super::{Sink, Step, Stop, Walk, Walked, strangers::Strangers};
use crate::{
    engine::{
        explain,
        program::{ANYTHING, Additional, Object, Property, Schema},
        rule::Rule,
        scan,
        strictness::Notes,
    },
    finding::{Expected, Found, Syntax, Types, Unit},
};

/// Which property comes next: that of the contract, or that of the alphabet, which is how maps are written.
struct Guess {
    next: usize,
    by_name: usize,
    order: Order,
}

/// The order in which the names of an object come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Contract,
    Alphabet,
    /// Neither of both: to look each name up is faster than to guess first.
    Any,
}

impl Guess {
    /// The property that stands here, and the end of its colon, if it is the one that comes next.
    #[inline(always)]
    fn next<'p>(&self, rules: &'p Object, bytes: &[u8], at: usize) -> Option<(&'p Property, usize)> {
        let number = match self.order {
            Order::Contract => self.next,
            Order::Alphabet => self.by_name,
            Order::Any => return None,
        };
        let property = rules.properties.get(number)?;
        Some((property, property.key.matches(bytes, at)?))
    }

    /// Learns which property stands where another was expected. The one after only means that one is left out.
    #[inline]
    fn learn(&mut self, rules: &Object, found: &Property) {
        if self.order != Order::Any {
            let is = |number: usize| found.number == number;
            let after_by_name = || rules.properties.get(self.by_name).is_some_and(|left_out| is(left_out.next_by_name));
            self.order = match self.order {
                _ if is(self.next) => Order::Contract,
                _ if is(self.by_name) => Order::Alphabet,
                Order::Contract if is(self.next + 1) => Order::Contract,
                Order::Alphabet if after_by_name() => Order::Alphabet,
                _ => Order::Any,
            };
        }
    }
}

/// Which properties have been met.
struct Seen {
    first: u64,
    /// Of the 65th property and on; empty, and so free, for fewer.
    more: Vec<u64>,
}

impl Seen {
    fn new(properties: usize) -> Self {
        Self { first: 0, more: vec![0; properties.div_ceil(64).saturating_sub(1)] }
    }

    /// Whether it is new.
    #[inline]
    fn insert(&mut self, property: &Property) -> bool {
        let new = property.bit & !self.first;
        self.first |= property.bit;
        new != 0 || (property.bit == 0 && self.insert_more(property.number))
    }

    #[cold]
    fn insert_more(&mut self, number: usize) -> bool {
        let (word, bit) = (number / 64, 1 << (number % 64));
        let Some(word) = word.checked_sub(1).and_then(|word| self.more.get_mut(word)) else { return true };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    fn count(&self) -> usize {
        let ones = self.more.iter().fold(self.first.count_ones(), |sum, word| sum + word.count_ones());
        usize::try_from(ones).unwrap_or(usize::MAX)
    }

    fn has(&self, index: usize) -> bool {
        let word = if index < 64 { Some(&self.first) } else { self.more.get(index / 64 - 1) };
        word.is_some_and(|word| word >> (index % 64) & 1 == 1)
    }
}

impl<'a, S: Sink> Walk<'a, S> {
    pub(super) fn object(&mut self, schema: &'a Schema, start: usize) -> Walked {
        if !schema.types.has(Types::OBJECT) {
            self.mismatch(schema, start..start + 1)?;
            return self.members(schema, &self.program.open, start);
        }
        let end = match schema.object.as_deref() {
            None if !S::DIAGNOSE => self.skip(start)?,
            rules => self.members(schema, rules.unwrap_or(&self.program.open), start)?,
        };
        if schema.enumeration.is_some() {
            self.listed_whole(schema, start..end)?;
        }
        Ok(end)
    }

    fn members(&mut self, schema: &'a Schema, rules: &'a Object, start: usize) -> Walked {
        self.descend(start)?;
        let mut seen = Seen::new(rules.properties.len());
        let mut guess = Guess { next: 0, by_name: rules.first_by_name, order: self.order };
        let mut members = 0;
        let mut strangers = Strangers::default();
        // Only a diagnosis remembers names; not even an empty set is free.
        let mut names = if S::DIAGNOSE { Some(HashSet::new()) } else { None };
        let mut at = scan::space(self.bytes, start + 1);
        if self.bytes.get(at) != Some(&b'}') {
            loop {
                let key = at;
                // What the search for a name has already seen of a string behind it.
                let mut ahead = 0;
                let (property, end) = if let Some((property, colon)) = guess.next(rules, self.bytes, at) {
                    at = scan::space(self.bytes, colon);
                    (Some(property), colon - 1)
                } else if let Some(found) = rules.index.find(&rules.properties, self.bytes, at) {
                    guess.learn(rules, found.property);
                    at = found.colon;
                    if self.bytes.get(at) == Some(&b'"') {
                        ahead = found.ahead & !1;
                    } else {
                        at = scan::space(self.bytes, at);
                    }
                    (Some(found.property), found.colon - 1)
                } else {
                    let (property, end) = self.find_any_key(rules, at)?;
                    at = self.colon(end)?;
                    (property, end)
                };
                if S::DIAGNOSE {
                    self.sink.enter(Step::Key(key + 1..end - 1));
                }
                members += 1;
                at = match property {
                    Some(property) => {
                        guess.next = property.number + 1;
                        guess.by_name = property.next_by_name;
                        let new = seen.insert(property);
                        let close = at + scan::index(ahead);
                        let seen_whole = ahead != 0 && self.bytes.get(close) == Some(&b'"');
                        match property.plain {
                            Some(_) if new && seen_whole && property.text.passes(close - at - 1) => close + 1,
                            Some(id) if new => self.value(id, at)?,
                            _ => self.odd_property(schema, rules, property, new, key..end, at)?,
                        }
                    }
                    None => {
                        if let Some(names) = &mut names {
                            let name = scan::decode(self.bytes.get(key + 1..end - 1).unwrap_or_default());
                            if !names.insert(name) {
                                self.note(Rule::DuplicateKey, key..end);
                            }
                        } else if strangers.may_repeat(start, self.bytes.get(key..end).unwrap_or_default()) {
                            self.notes.add(Notes::UNKNOWN_KEYS);
                        }
                        self.additional(schema, rules, key..end, at)?
                    }
                };
                if S::DIAGNOSE {
                    self.sink.leave();
                }
                // Without white space, the next key is one comparison away.
                if self.bytes.get(at..at + 2) == Some(b",\"") {
                    at += 1;
                    continue;
                }
                at = scan::space(self.bytes, at);
                match self.bytes.get(at) {
                    Some(b',') => at = scan::space(self.bytes, at + 1),
                    Some(b'}') => break,
                    _ => return self.expect(at, Syntax::CommaOrBrace),
                }
            }
        }
        if guess.order != Order::Any {
            self.order = guess.order;
        }
        let end = at + 1;
        if seen.first & rules.required_bits != rules.required_bits || rules.properties.len() > 64 {
            self.require(schema, rules, &seen, start..end)?;
        }
        if rules.counts() {
            self.count(schema, rules, members, seen.count(), start..end)?;
        }
        self.ascend();
        Ok(end)
    }

    /// A long key, one with escapes or characters beyond ASCII, one that is unknown, or none at all.
    #[inline(never)]
    fn find_any_key(&mut self, rules: &'a Object, at: usize) -> Result<(Option<&'a Property>, usize), Stop> {
        let end = self.key_end(at)?;
        let name = scan::decode(self.bytes.get(at + 1..end - 1).unwrap_or_default());
        Ok((rules.named.get(name.as_ref()).and_then(|number| rules.properties.get(*number)), end))
    }

    /// Judges a property that is there again, is misdirected, or is only required.
    #[cold]
    #[inline(never)]
    fn odd_property(
        &mut self,
        schema: &'a Schema,
        rules: &'a Object,
        property: &'a Property,
        new: bool,
        key: Range<usize>,
        at: usize,
    ) -> Walked {
        if !new {
            self.note(Rule::DuplicateKey, key.clone());
        }
        if let Some(rule) = property.misdirected {
            let stated = property.schema.and_then(|id| self.program.schema(id));
            self.note_stated(rule, key.clone(), stated.map(|schema| self.program.place(schema, rule)));
        }
        match property.schema {
            Some(id) => self.value(id, at),
            None => self.additional(schema, rules, key, at),
        }
    }

    /// Judges the value of a name that is no declared property.
    fn additional(&mut self, schema: &'a Schema, rules: &'a Object, key: Range<usize>, at: usize) -> Walked {
        match rules.additional {
            Additional::Anything => self.skip(at),
            Additional::Schema(ANYTHING) => self.skip(at),
            Additional::Schema(id) => self.value(id, at),
            Additional::Nothing => {
                self.fail(|walk| explain::unknown_property(walk, schema, rules, key))?;
                self.skip(at)
            }
        }
    }

    #[cold]
    fn require(&mut self, schema: &'a Schema, rules: &'a Object, seen: &Seen, at: Range<usize>) -> Result<(), Stop> {
        let mut missing = rules.required.iter().filter(|index| !seen.has(**index)).peekable();
        // A guess costs another look at the object: not worth it for findings that nobody will see.
        let guess = S::DIAGNOSE && missing.peek().is_some() && self.sink.errors() < self.limits.findings;
        let strangers = if guess { explain::strangers(self.bytes, rules, at.clone()) } else { Vec::new() };
        for index in missing {
            if let Some(property) = rules.properties.get(*index) {
                self.fail(|walk| explain::missing_property(walk, schema, &property.name, &strangers, at.start))?;
            }
        }
        Ok(())
    }

    /// `minProperties` and `maxProperties` count names, so a name that occurs twice counts once.
    fn count(
        &mut self,
        schema: &'a Schema,
        rules: &'a Object,
        members: usize,
        known: usize,
        at: Range<usize>,
    ) -> Result<(), Stop> {
        // Whether names repeat only matters where the count of members is no clear answer.
        if rules.min <= known.max(1.min(members)) && members <= rules.max {
            return Ok(());
        }
        self.pay(at.len(), at.start)?;
        let names = self.distinct_names(at.start)?;
        if names < rules.min {
            let expected = || Expected::AtLeast(rules.min, Unit::Property);
            self.violates(schema, Rule::MinProperties, at.clone(), expected, |_| Found::Count(names, Unit::Property))?;
        }
        if names > rules.max {
            let expected = || Expected::AtMost(rules.max, Unit::Property);
            self.violates(schema, Rule::MaxProperties, at, expected, |_| Found::Count(names, Unit::Property))?;
        }
        Ok(())
    }

    fn distinct_names(&mut self, start: usize) -> Result<usize, Stop> {
        let mut names: HashSet<Cow<'_, str>> = HashSet::new();
        let mut silent = self.another();
        let bytes = self.bytes;
        let mut at = scan::space(bytes, start + 1);
        while bytes.get(at) == Some(&b'"') {
            let end = silent.key_end(at)?;
            names.insert(scan::decode(bytes.get(at + 1..end - 1).unwrap_or_default()));
            let value = silent.colon(end)?;
            let end = silent.skip(value)?;
            at = scan::space(bytes, end);
            if bytes.get(at) == Some(&b',') {
                at = scan::space(bytes, at + 1);
            }
        }
        Ok(names.len())
    }
}
