//! What a contract's schemas are compiled to: a flat list of nodes that name each other by index, in the contract's
//! order. Both the verdict and the diagnosis run it.

use std::{collections::HashMap, ops::Range};

use super::{
    keywords::{bounds::Bounds, enumeration::Enumeration, format::Format, multiple_of::Divisor, pattern::Pattern},
    rule::Rule,
    scan,
};

/// The index of a [`Schema`] in its [`Program`].
pub(crate) type Id = usize;

/// The schema that accepts everything is always the first.
pub(super) const ANYTHING: Id = 0;

/// A set of JSON's types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Types(u8);

impl Types {
    pub(crate) const NULL: Self = Self(1);
    pub(crate) const BOOLEAN: Self = Self(1 << 1);
    /// A number written without fraction or exponent.
    pub(crate) const INTEGER: Self = Self(1 << 2);
    /// A number written with fraction or exponent.
    pub(crate) const DECIMAL: Self = Self(1 << 3);
    pub(crate) const STRING: Self = Self(1 << 4);
    pub(crate) const ARRAY: Self = Self(1 << 5);
    pub(crate) const OBJECT: Self = Self(1 << 6);
    pub(crate) const ALL: Self = Self(0x7f);

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[inline]
    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What messages call the set: `an integer or null`.
    pub(crate) fn describe(self) -> String {
        let names = [
            (Self::NULL, "null"),
            (Self::BOOLEAN, "a boolean"),
            (Self::STRING, "a string"),
            (Self::ARRAY, "an array"),
            (Self::OBJECT, "an object"),
        ];
        let mut parts = Vec::new();
        if self.has(Self::DECIMAL) {
            parts.push("a number");
        } else if self.has(Self::INTEGER) {
            parts.push("an integer");
        }
        parts.extend(names.iter().rev().filter(|(set, _)| self.has(*set)).map(|(_, name)| *name));
        parts.join(" or ")
    }
}

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
    pub(super) multiple_of: Option<(Divisor, String)>,
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
    pub(super) name: String,
    /// What it holds; `None` for a name that is only required.
    pub(super) schema: Option<Id>,
    /// `readOnly` in a request, `writeOnly` in a response.
    pub(super) misdirected: Option<Rule>,
    /// The property that follows in the alphabet.
    pub(super) next_by_name: usize,
}

/// A name as it is written most of the time, in quotes and with its colon, ready to be compared in one step.
#[derive(Debug)]
pub(super) struct Key {
    /// The first 16 bytes.
    head: u128,
    /// Which of them count.
    mask: u128,
    /// `"name":`
    written: Vec<u8>,
}

impl Key {
    pub(super) fn new(name: &str) -> Self {
        // As JSON spells it: a raw quote inside the name would end the key.
        let written = format!("{}:", serde_json::Value::from(name)).into_bytes();
        let mut head = [0; 16];
        head.iter_mut().zip(&written).for_each(|(head, byte)| *head = *byte);
        Self { head: u128::from_le_bytes(head), mask: low_bytes(written.len()), written }
    }

    /// The end of this name and its colon, if that is what stands here.
    #[inline]
    pub(super) fn matches(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..)?;
        let length = self.written.len();
        let Some(head) = rest.first_chunk::<16>() else {
            return rest.starts_with(&self.written).then_some(at + length);
        };
        let same = (u128::from_le_bytes(*head) ^ self.head) & self.mask == 0
            && (length <= 16 || rest.get(16..length) == self.written.get(16..));
        same.then_some(at + length)
    }

    /// The name in quotes.
    fn quoted(&self) -> &[u8] {
        self.written.split_last().map_or(&[], |(_, quoted)| quoted)
    }
}

/// A mask of the first bytes of a word.
#[inline]
fn low_bytes(count: usize) -> u128 {
    const MASKS: [u128; 17] = {
        let mut masks = [u128::MAX; 17];
        let mut count = 0;
        while count < 16 {
            #[expect(clippy::indexing_slicing, reason = "in the bounds that the loop keeps, at compile time")]
            {
                masks[count] = (1 << (8 * count)) - 1;
            }
            count += 1;
        }
        masks
    };
    MASKS.get(count).copied().unwrap_or(u128::MAX)
}

/// Finds a property by its name: a hash of the length and the first 16 bytes, open addressing, mostly empty.
#[derive(Debug)]
pub(super) struct KeyIndex {
    slots: Vec<Slot>,
    mask: usize,
    factor: u64,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The first 16 bytes of the name in quotes.
    head: u128,
    length: usize,
    number: usize,
}

/// No name has no quotes.
const EMPTY: Slot = Slot { head: 0, length: 0, number: usize::MAX };

impl KeyIndex {
    pub(super) fn new(properties: &[Property]) -> Self {
        let size = (properties.len() * 4 + 2).next_power_of_two();
        // Some factor nearly always leaves every name a slot of its own; what few collide are probed for.
        let factors = (0..64_u64).map(|n| 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(2 * n + 1));
        let mut best: Option<(usize, Self)> = None;
        for factor in factors {
            let mut index = Self { slots: vec![EMPTY; size], mask: size - 1, factor };
            let collisions =
                properties.iter().enumerate().map(|(number, property)| index.insert(number, property)).sum();
            if best.as_ref().is_none_or(|(fewest, _)| collisions < *fewest) {
                best = Some((collisions, index));
            }
            if collisions == 0 {
                break;
            }
        }
        best.map_or(Self { slots: Vec::new(), mask: 0, factor: 0 }, |(_, index)| index)
    }

    /// Puts a property in its slot; how many were taken.
    fn insert(&mut self, number: usize, property: &Property) -> usize {
        let quoted = property.key.quoted();
        let head = head(quoted, quoted.len());
        let mut slot = self.slot(head, quoted.len());
        let mut collisions = 0;
        while self.slots.get(slot).is_some_and(|taken| taken.length > 0) {
            slot = (slot + 1) & self.mask;
            collisions += 1;
        }
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = Slot { head, length: quoted.len(), number };
        }
        collisions
    }

    /// The property of a name of up to 14 bytes that stands here, and the end of its closing quote. What is found is
    /// known to be plain; what is not may still be a longer name, or no key at all.
    #[inline]
    pub(super) fn find_short(&self, bytes: &[u8], at: usize) -> Option<(usize, usize)> {
        let chunk = bytes.get(at..)?.first_chunk::<16>()?;
        let length = scan::quoted_length(chunk)?;
        let head = u128::from_le_bytes(*chunk) & low_bytes(length);
        let number = self.probe(head, length, |_| true)?;
        Some((number, at + length))
    }

    /// The property whose name in quotes this is.
    pub(super) fn find(&self, properties: &[Property], quoted: &[u8]) -> Option<usize> {
        self.probe(head(quoted, quoted.len()), quoted.len(), |number| {
            quoted.len() <= 16 || properties.get(number).is_some_and(|property| property.key.quoted() == quoted)
        })
    }

    #[inline]
    fn probe(&self, head: u128, length: usize, is: impl Fn(usize) -> bool) -> Option<usize> {
        let mut slot = self.slot(head, length);
        loop {
            let found = self.slots.get(slot)?;
            if found.head == head && found.length == length && is(found.number) {
                return Some(found.number);
            }
            if found.length == 0 {
                return None;
            }
            slot = (slot + 1) & self.mask;
        }
    }

    #[inline]
    #[expect(clippy::as_conversions, reason = "a hash keeps whichever bits there are")]
    fn slot(&self, head: u128, length: usize) -> usize {
        let word = (head as u64) ^ ((head >> 64) as u64).rotate_left(29) ^ length as u64;
        (word.wrapping_mul(self.factor) >> 40) as usize & self.mask
    }
}

/// The first bytes of a text as one word.
fn head(bytes: &[u8], length: usize) -> u128 {
    let mut head = [0; 16];
    head.iter_mut().zip(bytes).for_each(|(head, byte)| *head = *byte);
    u128::from_le_bytes(head) & low_bytes(length)
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
    pub(super) schemas: Vec<Schema>,
    pub(super) root: Id,
    /// What an object is of which a schema says nothing.
    pub(super) open: Object,
    /// Some property is `readOnly` in a request or `writeOnly` in a response.
    pub(super) directional: bool,
    /// Names of formats that nothing judges.
    pub(super) unknown_formats: Vec<String>,
}

impl Program {
    pub(super) fn schema(&self, id: Id) -> Option<&Schema> {
        self.schemas.get(id)
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

    /// Where a keyword stands in the contract; where the schema stands when the keyword is not written there.
    pub(super) fn place(&self, keyword: &str) -> Range<usize> {
        let place = self.slow.places.iter().find(|(name, _)| *name == keyword);
        place.map_or_else(|| self.slow.span.clone(), |(_, span)| span.clone())
    }
}
