//! What a contract's schemas are compiled to: a flat list of nodes that name each other by index, in the contract's
//! order. Both the verdict and the diagnosis run it.

use std::{collections::HashMap, ops::Range, sync::Arc};

use super::{
    keywords::{bounds::Bounds, enumeration::Enumeration, format::Format, multiple_of::Divisor, pattern::Pattern},
    rule::Rule,
    scan,
};
use crate::{
    document::Document,
    finding::{ContractPlace, Types},
};

/// The index of a [`Schema`] in its [`Program`].
pub(crate) type Id = usize;

/// The schema that accepts everything is always the first.
pub(super) const ANYTHING: Id = 0;

/// A compiled schema. The fields that every value needs come first and lie together.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(super) types: Types,
    pub(super) text: TextFast,
    pub(super) integer: IntegerFast,
    pub(super) looks: Option<Box<Looks>>,
    pub(super) object: Option<Box<Object>>,
    pub(super) array: Option<Box<Array>>,
    pub(super) enumeration: Option<Box<Enumeration>>,
    pub(super) slow: Box<Slow>,
}

/// What lets most strings pass at once. What does not pass here is judged by [`Slow`].
#[derive(Debug, Clone, Copy)]
pub(super) struct TextFast {
    /// Whether more than the length matters.
    pub(super) exact: bool,
    pub(super) min: usize,
    pub(super) max: usize,
}

impl TextFast {
    /// Lets nothing pass.
    pub(super) const NEVER: Self = Self { exact: true, min: 0, max: 0 };

    #[inline]
    pub(super) fn passes(self, length: usize) -> bool {
        !self.exact && length >= self.min && length <= self.max
    }
}

/// What lets most integers of up to 18 digits pass at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct IntegerFast {
    /// Whether nothing may pass here.
    pub(super) exact: bool,
    /// Whether only the values of `small` pass here.
    pub(super) listed: bool,
    pub(super) min: i64,
    pub(super) max: i64,
    /// What the value must be a multiple of; 1 if of nothing.
    pub(super) step: i64,
    /// The listed values from -64 to 63, one bit each.
    pub(super) small: u128,
}

/// Everything that is needed rarely, or only to explain.
#[derive(Debug, Default)]
pub(super) struct Slow {
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
    pub(super) bounds: Bounds,
    pub(super) multiple_of: Option<(Divisor, Arc<str>)>,
    /// The enumeration stands for a combinator of enumerations, whose name its findings carry.
    pub(super) union: Option<Rule>,
    /// Where each keyword stands in the contract.
    pub(super) places: Vec<(&'static str, Range<usize>)>,
    /// The schema itself.
    pub(super) span: Range<usize>,
    /// The component that it is, if it is one.
    pub(super) name: Option<String>,
}

#[derive(Debug)]
pub(super) struct Object {
    pub(super) properties: Vec<Property>,
    pub(super) index: KeyIndex,
    /// The number of each property, by its name.
    pub(super) named: HashMap<Box<str>, usize>,
    /// The property whose name the alphabet has first.
    pub(super) first_by_name: usize,
    /// The declared or required names that must be there, by index, and the same as bits when they fit.
    pub(super) required: Vec<usize>,
    pub(super) required_bits: u64,
    pub(super) additional: Additional,
    pub(super) min: usize,
    pub(super) max: usize,
}

impl Object {
    /// Whether the number of names matters.
    pub(super) fn counts(&self) -> bool {
        self.min > 0 || self.max < usize::MAX
    }
}

/// What a name that `properties` does not list may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Additional {
    Anything,
    Nothing,
    Schema(Id),
}

#[derive(Debug)]
pub(super) struct Property {
    pub(super) key: Key,
    pub(super) name: Arc<str>,
    /// What it holds; `None` for a name that is only required.
    pub(super) schema: Option<Id>,
    /// `readOnly` in a request, `writeOnly` in a response.
    pub(super) misdirected: Option<Rule>,
    /// Its place in the order of the contract.
    pub(super) number: usize,
    /// The property that follows in the alphabet.
    pub(super) next_by_name: usize,
    /// What it holds, if that is all there is to it.
    pub(super) plain: Option<Id>,
    /// Which strings are certainly that.
    pub(super) text: TextFast,
    /// Its bit among the properties that have been met; none for the 65th and on.
    pub(super) bit: u64,
}

impl Property {
    pub(super) fn new(name: &str, schema: Option<Id>, misdirected: Option<Rule>) -> Self {
        let plain = if misdirected.is_none() { schema } else { None };
        Self {
            key: Key::new(name),
            name: name.into(),
            schema,
            misdirected,
            number: 0,
            next_by_name: 0,
            plain,
            text: TextFast::NEVER,
            bit: 0,
        }
    }
}

/// A name as it is written most of the time, in quotes and with its colon, ready to be compared in one step.
#[derive(Debug)]
pub(super) struct Key {
    /// The first 32 bytes.
    head: [u128; 2],
    /// Which of them count.
    mask: [u128; 2],
    /// `"name":`
    written: Box<[u8]>,
}

impl Key {
    pub(super) fn new(name: &str) -> Self {
        // As JSON spells it: a raw quote inside the name would end the key.
        let written = format!("{}:", serde_json::Value::from(name)).into_bytes();
        let (mut head, mut mask) = ([0; 32], [0; 32]);
        for ((head, mask), byte) in head.iter_mut().zip(&mut mask).zip(&written) {
            (*head, *mask) = (*byte, 0xff);
        }
        Self { head: halves(&head), mask: halves(&mask), written: written.into() }
    }

    /// The end of this name and its colon, if that is what stands here.
    #[inline]
    pub(super) fn matches(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let length = self.written.len();
        self.is(bytes.get(at..)?, length).then_some(at + length)
    }

    /// Whether this name and its colon start the text and are that long.
    #[inline(always)]
    fn is(&self, rest: &[u8], length: usize) -> bool {
        length == self.written.len()
            && match rest.first_chunk() {
                Some(chunk) if length <= 32 => self.starts(chunk),
                _ => rest.starts_with(&self.written),
            }
    }

    /// Whether the name and its colon start so, as far as this goes.
    #[inline]
    fn starts(&self, chunk: &[u8; 32]) -> bool {
        let [a, b] = halves(chunk);
        let ([head_a, head_b], [mask_a, mask_b]) = (self.head, self.mask);
        ((a ^ head_a) & mask_a) | ((b ^ head_b) & mask_b) == 0
    }
}

/// 32 bytes as two words.
#[inline]
fn halves(bytes: &[u8; 32]) -> [u128; 2] {
    let (low, high) = bytes.split_at(16);
    [low, high].map(|half| half.first_chunk().map_or(0, |half| u128::from_le_bytes(*half)))
}

/// Finds a property by its name, whatever the order: a table in which nearly every name has a place of its own. It only
/// proposes; the property's [`Key`] decides. What finds no place there is left to [`Object::named`].
#[derive(Debug)]
pub(super) struct KeyIndex {
    places: Box<[u16; 256]>,
    factor: u64,
}

/// The place of no property.
const NONE: u16 = u16::MAX;

impl KeyIndex {
    pub(super) fn new(properties: &[Property]) -> Self {
        // Some factor leaves all names of most objects apart; else the one that leaves most.
        let factors = (0..256_u64).map(|n| 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(2 * n + 1));
        let mut best: Option<(usize, Self)> = None;
        for factor in factors {
            let mut index = Self { places: Box::new([NONE; 256]), factor };
            let collisions =
                properties.iter().zip(0..NONE).filter(|(p, number)| !index.insert(*number, &p.key)).count();
            if best.as_ref().is_none_or(|(fewest, _)| collisions < *fewest) {
                best = Some((collisions, index));
            }
            if collisions == 0 {
                break;
            }
        }
        best.map_or(Self { places: Box::new([NONE; 256]), factor: 0 }, |(_, index)| index)
    }

    /// Whether the name has a place of its own.
    fn insert(&mut self, number: u16, key: &Key) -> bool {
        let place = self.place(&key.written, key.written.len());
        match place.and_then(|place| self.places.get_mut(usize::from(place))) {
            Some(place) if *place == NONE => {
                *place = number;
                true
            }
            _ => false,
        }
    }

    /// The property whose name and colon stand here.
    #[inline(always)]
    pub(super) fn find<'p>(&self, properties: &'p [Property], bytes: &[u8], at: usize) -> Option<Found<'p>> {
        let rest = bytes.get(at..)?;
        match rest.first_chunk::<64>() {
            Some(chunk) => self.find_in(properties, chunk, scan::specials(chunk), at),
            None => self.find_in_tail(properties, bytes, at),
        }
    }

    /// The same within the last bytes of a text.
    #[inline(never)]
    fn find_in_tail<'p>(&self, properties: &'p [Property], bytes: &[u8], at: usize) -> Option<Found<'p>> {
        self.find_in(properties, bytes.get(at..)?, scan::specials_of_tail::<64>(bytes, at), at)
    }

    #[inline(always)]
    fn find_in<'p>(&self, properties: &'p [Property], rest: &[u8], specials: u64, at: usize) -> Option<Found<'p>> {
        let ahead = specials & !1;
        // Known long before the property is, so that what comes next need not wait for the search.
        let length = scan::index(ahead) + 2;
        let number = usize::from(*self.places.get(usize::from(self.place(rest, length)?))?);
        let property = properties.get(number)?;
        let same = property.key.is(rest, length);
        // In two steps: behind 64 bytes nothing has been seen.
        same.then_some(Found { property, colon: at + length, ahead: (ahead >> ((length - 1) % 64)) >> 1 })
    }

    /// Where a name should be: a hash of its length, its first two bytes and its last two, with quotes and colon.
    #[inline(always)]
    fn place(&self, rest: &[u8], length: usize) -> Option<u8> {
        let first = u16::from_le_bytes(*rest.get(1..)?.first_chunk()?);
        let last = u32::from_le_bytes(*rest.get(length.checked_sub(4)?..)?.first_chunk()?);
        let word = (u64::from(first) << 32 | u64::try_from(length).ok()? << 48) | u64::from(last);
        let [.., place] = word.wrapping_mul(self.factor).to_le_bytes();
        Some(place)
    }
}

/// A property that was found by its name.
pub(super) struct Found<'p> {
    pub(super) property: &'p Property,
    /// The end of the colon.
    pub(super) colon: usize,
    /// One bit for each byte from there that ends a run of plain ASCII, as far as the search has looked.
    pub(super) ahead: u64,
}

#[derive(Debug)]
pub(super) struct Array {
    pub(super) items: Id,
    pub(super) min: usize,
    pub(super) max: usize,
    pub(super) unique: bool,
}

/// The combinators: each takes another look at the bytes of the value.
#[derive(Debug, Default)]
pub(super) struct Looks {
    pub(super) all: Vec<Id>,
    pub(super) any: Vec<Id>,
    pub(super) one: Vec<Id>,
    pub(super) not: Option<Id>,
    pub(super) discriminator: Option<Discriminator>,
    /// The schema has no other keyword that judges.
    pub(super) bare: bool,
}

/// Which alternative a document means; it only chooses whose findings are shown.
#[derive(Debug)]
pub(super) struct Discriminator {
    pub(super) property: String,
    pub(super) mapping: HashMap<String, Id>,
}

/// A compiled schema with everything that it refers to.
#[derive(Debug)]
pub(crate) struct Program {
    pub(super) document: Arc<Document>,
    pub(super) schemas: Vec<Schema>,
    pub(super) root: Id,
    /// What an object is of which a schema says nothing.
    pub(super) open: Object,
    /// Some property is `readOnly` in a request or `writeOnly` in a response.
    pub(super) directional: bool,
    /// Names of formats that nothing judges.
    pub(crate) unknown_formats: Vec<String>,
}

impl Program {
    pub(super) fn schema(&self, id: Id) -> Option<&Schema> {
        self.schemas.get(id)
    }

    /// The place of the keyword that states a rule; the place of the schema when the keyword is not written there.
    pub(super) fn place(&self, schema: &Schema, rule: Rule) -> ContractPlace {
        let place = schema.slow.places.iter().find(|(name, _)| *name == rule.keyword());
        let span = place.map_or(&schema.slow.span, |(_, span)| span);
        ContractPlace::new(&self.document, span.clone())
    }
}

impl Schema {
    /// A schema that accepts everything.
    pub(super) fn anything() -> Self {
        Self {
            types: Types::ALL,
            text: TextFast { exact: false, min: 0, max: usize::MAX },
            integer: IntegerFast { exact: false, listed: false, min: i64::MIN, max: i64::MAX, step: 1, small: 0 },
            looks: None,
            object: None,
            array: None,
            enumeration: None,
            slow: Box::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn properties(names: &[&str]) -> Vec<Property> {
        let mut properties: Vec<Property> = names.iter().map(|name| Property::new(name, None, None)).collect();
        properties.iter_mut().enumerate().for_each(|(number, property)| property.number = number);
        properties
    }

    #[test]
    fn every_name_is_found_wherever_the_text_ends_and_nothing_else_is() {
        let long = "l".repeat(61);
        let names =
            ["a", "b", "id", "create_user", "create_date", "update_user", "a name that is longer than 32 bytes", &long];
        let properties = properties(&names);
        let index = KeyIndex::new(&properties);
        for (number, name) in names.iter().enumerate() {
            for behind in ["", "1", "\"x\"", "                                                                    "] {
                let text = format!("{{\"{name}\":{behind}");
                let found = index.find(&properties, text.as_bytes(), 1).expect(name);
                assert_eq!((found.property.number, found.colon), (number, name.len() + 4), "{text}");
                // What the search saw of the value: the end of a string, as far as it looked.
                if behind.starts_with('"') && found.colon + 2 < 64 {
                    assert_eq!(scan::index(found.ahead & !1), 2, "{text}");
                }
                assert!(!behind.is_empty() || found.ahead == 0, "{text}");
            }
            for other in [
                format!("{{\"{name}x\":1"),
                format!("{{\"{name}\" :1"),
                format!("{{\"{name}"),
                format!("{{x{name}\":1"),
            ] {
                assert!(index.find(&properties, other.as_bytes(), 1).is_none(), "{other}");
            }
        }
    }

    #[test]
    fn names_that_hashing_cannot_tell_apart_or_that_need_escapes_are_left_to_the_map() {
        let mut names: Vec<String> = (0..70_000).map(|number| format!("field_{number:06}_x")).collect();
        names.extend(["with \"quotes\"".into(), "naïve".into()]);
        let properties = properties(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let index = KeyIndex::new(&properties);
        for name in [&names[0], &names[69_999], &names[70_000], &names[70_001]] {
            let text = format!("{}:1", serde_json::Value::from(name.as_str()));
            let found = index.find(&properties, text.as_bytes(), 0);
            assert!(
                found.is_none_or(|found| *found.property.name == **name && found.colon == text.len() - 1),
                "{name}"
            );
        }
    }
}
