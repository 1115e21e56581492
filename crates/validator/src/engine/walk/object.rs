//! Validates objects.

use std::{borrow::Cow, collections::HashSet, ops::Range};

use dataarts_insight_openapi::fnv1a;

use super::{Checked, Observer, PathSegment, Stop, Walk, Walked};
use crate::{
    Rule,
    engine::{
        conditions::Conditions,
        declared::Declared,
        fast::{
            near_miss::Shape,
            prediction::{Order, Prediction},
            seen::Seen,
            strings,
            unknown_properties::UnknownProperties,
        },
        program::{Additional, ObjectRules, Property, Schema},
        scan,
        strictness::Undeclared,
    },
    finding::{Hint, Syntax, Types, Unit, quoted},
};

/// The maximum number of names of one object in memory. Tests use a small number, because a large object takes long to
/// validate without optimization.
const MAX_NAMES: usize = if cfg!(test) { 1 << 10 } else { 1 << 18 };
/// The maximum number of hashes of names in memory, with 8 bytes each.
const MAX_HASHES: usize = if cfg!(test) { 1 << 12 } else { 1 << 24 };

/// The largest number of declared properties for which comparing each name is faster than a hash.
const FEW_PROPERTIES: usize = 24;

impl<'a, S: Observer> Walk<'a, S> {
    pub(super) fn object(&mut self, schema: &'a Schema, start: usize) -> Walked {
        let declared = self.declared.take();
        if !schema.types.has(Types::OBJECT) {
            self.mismatch(schema, start..start + 1)?;
            return self.members(schema, &self.program.any_object, declared, start);
        }
        let end = match schema.object.as_deref() {
            None if !S::DIAGNOSE => self.skip(start)?,
            rules => self.members(schema, rules.unwrap_or(&self.program.any_object), declared, start)?,
        };
        if schema.enumeration.is_some() {
            self.check_enum_of_whole(schema, start..end)?;
        }
        Ok(end)
    }

    fn members(
        &mut self,
        schema: &'a Schema,
        rules: &'a ObjectRules,
        declared: Option<&'a Declared>,
        start: usize,
    ) -> Walked {
        self.descend(start)?;
        let mut seen = Seen::new(rules.properties.len());
        let mut prediction = Prediction::new(rules, self.order);
        let mut members = 0;
        let mut unknown = UnknownProperties::default();
        // Without diagnosis, makes no set for the names, because even an empty set takes time.
        let mut names = if S::DIAGNOSE { Some(HashSet::new()) } else { None };
        let mut at = scan::space(self.bytes, start + 1);
        if self.bytes.get(at) != Some(&b'}') {
            loop {
                let key = at;
                // One bit for each byte after the colon: 1 for a quote, a backslash, a control character or a byte
                // above 0x7F. All bits are 0 if these bytes have not been read.
                let mut ahead = 0;
                let (property, end) = if let Some((property, colon)) = prediction.next(rules, self.bytes, at) {
                    at = scan::space(self.bytes, colon);
                    (Some(property), colon - 1)
                } else if let Some(found) = rules.index.find(&rules.properties, self.bytes, at) {
                    prediction.learn(rules, found.property);
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
                self.enter(PathSegment::Key(key + 1..end - 1));
                members += 1;
                at = match property {
                    Some(property) => {
                        prediction.advance(property);
                        let new = seen.insert(property);
                        let close = at + strings::index(ahead);
                        let seen_whole = ahead != 0 && self.bytes.get(close) == Some(&b'"');
                        match property.plain {
                            Some(_) if new && seen_whole && property.string.passes(close - at - 1) => close + 1,
                            Some(id) if new => self.value(id, at)?,
                            _ => self.odd_property(schema, rules, property, new, key..end, at)?,
                        }
                    }
                    None => {
                        if let Some(names) = &mut names {
                            let name = scan::decode(self.raw(key + 1..end - 1));
                            // If the object has more than `MAX_NAMES` names, `repeated_names` compares them later.
                            if names.len() < MAX_NAMES && !names.insert(name) {
                                self.note(Rule::DuplicateKey, key..end);
                            }
                        } else if unknown.may_repeat(start, self.raw(key..end)) {
                            self.conditions.add(Conditions::UNKNOWN_KEYS);
                        }
                        if self.undeclared != Undeclared::Ignored && rules.additional == Additional::Anything {
                            self.note_undeclared(schema, rules, declared, key..end);
                        }
                        self.additional(schema, rules, key..end, at)?
                    }
                };
                self.leave();
                // Without white space, the next key directly follows the comma.
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
        if prediction.order != Order::Any {
            self.order = prediction.order;
        }
        let end = at + 1;
        if names.is_some_and(|names| names.len() >= MAX_NAMES) {
            self.pay(end - start, start)?;
            self.repeated_names(start, members, |walk, key| {
                walk.enter(PathSegment::Key(key.start + 1..key.end - 1));
                walk.note(Rule::DuplicateKey, key);
                walk.leave();
            })?;
        }
        if !seen.has_required(rules) {
            self.check_required(schema, rules, &seen, start..end)?;
        }
        if rules.counts() {
            self.count(schema, rules, members, seen.count(), start..end)?;
        }
        self.ascend();
        Ok(end)
    }

    /// Finds the property of a key that the fast search did not find: a long or unknown key, or a key with escapes or
    /// characters that are not ASCII. Reports a syntax error if no key is at `at`.
    #[inline(never)]
    fn find_any_key(&mut self, rules: &'a ObjectRules, at: usize) -> Result<(Option<&'a Property>, usize), Stop> {
        let end = self.key_end(at)?;
        let raw = self.raw(at + 1..end - 1);
        if rules.properties.len() <= FEW_PROPERTIES && raw.is_ascii() && !raw.contains(&b'\\') {
            // Saves the decoding and the hash of the name.
            return Ok((rules.properties.iter().find(|property| property.name.as_bytes() == raw), end));
        }
        let name = scan::decode(raw);
        Ok((rules.named.get(name.as_ref()).and_then(|number| rules.properties.get(*number)), end))
    }

    /// Validates a rare property: a duplicate, a `readOnly` property in a request, a `writeOnly` property in a
    /// response, or a property that only `required` lists.
    #[cold]
    #[inline(never)]
    fn odd_property(
        &mut self,
        schema: &'a Schema,
        rules: &'a ObjectRules,
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

    /// Validates the value of an undeclared property.
    fn additional(&mut self, schema: &'a Schema, rules: &'a ObjectRules, key: Range<usize>, at: usize) -> Walked {
        match rules.additional {
            Additional::Anything => self.skip(at),
            Additional::Schema(id) => self.value(id, at),
            Additional::Nothing => {
                self.not_permitted(schema, rules, key)?;
                self.skip(at)
            }
        }
    }

    /// Records a property that neither the schema nor a combinator around the schema declares. If `undeclared` is
    /// `NearMisses`, the property is recorded only if its name is similar to a declared name.
    #[inline(never)]
    fn note_undeclared(
        &mut self,
        schema: &'a Schema,
        rules: &'a ObjectRules,
        declared: Option<&'a Declared>,
        key: Range<usize>,
    ) {
        let condition = Conditions::of(Rule::UndeclaredProperty);
        if !S::DIAGNOSE && self.conditions.has(condition) {
            return;
        }
        let raw = self.raw(key.start + 1..key.end - 1);
        // Saves the decoding of the name.
        if declared.is_some_and(|declared| declared.has_bytes(raw)) {
            return;
        }
        let name = scan::decode(raw);
        let is_declared = match declared {
            Some(declared) => declared.has(&name),
            // A schema without declared properties accepts any name.
            None => rules.properties.is_empty(),
        };
        if is_declared {
            return;
        }
        if !S::DIAGNOSE && self.undeclared == Undeclared::All {
            return self.conditions.add(condition);
        }
        let shape = Shape::new(&name);
        let shapes = declared.map_or(rules.shapes.as_slice(), Declared::shapes);
        let near = match shapes.iter().any(|other| shape.may_misspell(other)) {
            false => None,
            true => match declared {
                Some(declared) => self.suggestions.nearest(&name, declared.names()),
                None => self.suggestions.nearest(&name, rules.properties.iter().map(|property| &*property.name)),
            },
        };
        if near.is_some() || self.undeclared == Undeclared::All {
            let hint = near.map(|near| Hint::DidYouMean(quoted(near)));
            let place = self.program.place(schema, Rule::UndeclaredProperty);
            self.note_with_hint(Rule::UndeclaredProperty, key, Some(place), hint);
        }
    }

    /// Checks `minProperties` and `maxProperties`. Duplicate names count once, but the names are compared only if
    /// duplicate names can change the result.
    fn count(
        &mut self,
        schema: &'a Schema,
        rules: &'a ObjectRules,
        members: usize,
        known: usize,
        at: Range<usize>,
    ) -> Checked {
        if rules.min <= known.max(1.min(members)) && members <= rules.max {
            return Ok(());
        }
        self.pay(at.len(), at.start)?;
        let mut names = members;
        self.repeated_names(at.start, members, |_, _| names -= 1)?;
        self.check_count(schema, Unit::Property, (rules.min, rules.max), names, &at)
    }

    /// Calls `report` with each key whose name has occurred before in the same object. First finds each hash that
    /// several names have. Then compares only the names with such a hash. Reads the object several times, each time for
    /// a part of the hashes, to limit the memory.
    fn repeated_names(
        &mut self,
        start: usize,
        members: usize,
        mut report: impl FnMut(&mut Self, Range<usize>),
    ) -> Checked {
        let parts = u64::try_from(members.div_ceil(MAX_HASHES)).unwrap_or(u64::MAX).max(1);
        for part in 0..parts {
            let mut hashes = Vec::new();
            self.silent().each_key(start, |_, name| {
                let hash = fnv1a(name.bytes());
                if hash % parts == part {
                    hashes.push(hash);
                }
            })?;
            hashes.sort_unstable();
            let equal = hashes.windows(2).filter_map(|pair| pair.first().filter(|hash| pair.last() == Some(hash)));
            let mut repeated: Vec<u64> = equal.copied().collect();
            repeated.dedup();
            drop(hashes);
            for hashes in repeated.chunks(MAX_NAMES) {
                let mut names = HashSet::new();
                let mut keys = Vec::new();
                self.silent().each_key(start, |key, name| {
                    if hashes.binary_search(&fnv1a(name.bytes())).is_ok() && !names.insert(name) {
                        keys.push(key);
                    }
                })?;
                keys.into_iter().for_each(|key| report(self, key));
            }
        }
        Ok(())
    }

    /// Calls a function with the position and the name of each key of the object at `start`.
    fn each_key(&mut self, start: usize, mut see: impl FnMut(Range<usize>, Cow<'a, str>)) -> Checked {
        let bytes = self.bytes;
        let mut at = scan::space(bytes, start + 1);
        while bytes.get(at) == Some(&b'"') {
            let end = self.key_end(at)?;
            see(at..end, scan::decode(bytes.get(at + 1..end - 1).unwrap_or_default()));
            let value = self.colon(end)?;
            at = scan::space(bytes, self.skip(value)?);
            if bytes.get(at) == Some(&b',') {
                at = scan::space(bytes, at + 1);
            }
        }
        Ok(())
    }
}
