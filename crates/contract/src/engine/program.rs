//! What a contract's schemas are compiled to: a flat list of nodes that name each other by index, in the contract's
//! order. Both the verdict and the diagnosis run it.

use std::{collections::HashMap, ops::Range};

use super::{
    keywords::{bounds::Bounds, enumeration::Enumeration, format::Format, multiple_of::Divisor, pattern::Pattern},
    rule::Rule,
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
}

/// A name as it is written most of the time, with both its quotes, ready to be compared in one step.
#[derive(Debug)]
pub(super) struct Key {
    head: u128,
    mask: u128,
    quoted: Vec<u8>,
}

impl Key {
    pub(super) fn new(name: &str) -> Self {
        let quoted = format!("\"{name}\"").into_bytes();
        let mut head = [0; 16];
        let mut mask = [0; 16];
        for ((byte, head), mask) in quoted.iter().zip(&mut head).zip(&mut mask) {
            (*head, *mask) = (*byte, 0xff);
        }
        Self { head: u128::from_le_bytes(head), mask: u128::from_le_bytes(mask), quoted }
    }

    /// The end of this name in quotes, if that is what stands here.
    #[inline]
    pub(super) fn matches(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let rest = bytes.get(at..)?;
        let length = self.quoted.len();
        let Some(head) = rest.first_chunk::<16>() else {
            return rest.starts_with(&self.quoted).then_some(at + length);
        };
        let same = (u128::from_le_bytes(*head) ^ self.head) & self.mask == 0
            && (length <= 16 || rest.get(16..length) == self.quoted.get(16..));
        same.then_some(at + length)
    }
}

/// Finds a property by its name: a hash of the length and both ends, open addressing, half empty.
#[derive(Debug)]
pub(super) struct KeyIndex {
    slots: Vec<u32>,
    mask: usize,
}

impl KeyIndex {
    pub(super) fn new(properties: &[Property]) -> Self {
        let size = (properties.len() * 2 + 2).next_power_of_two();
        let mut index = Self { slots: vec![u32::MAX; size], mask: size - 1 };
        for (number, property) in properties.iter().enumerate() {
            let mut slot = index.slot(property.name.as_bytes());
            while index.slots.get(slot).is_some_and(|s| *s != u32::MAX) {
                slot = (slot + 1) & index.mask;
            }
            if let (Some(slot), Ok(number)) = (index.slots.get_mut(slot), u32::try_from(number)) {
                *slot = number;
            }
        }
        index
    }

    /// The property whose name in quotes stands at these bytes.
    #[inline]
    pub(super) fn find(&self, properties: &[Property], bytes: &[u8], quoted: Range<usize>) -> Option<usize> {
        let mut slot = self.slot(bytes.get(quoted.start + 1..quoted.end - 1)?);
        loop {
            let number = usize::try_from(*self.slots.get(slot)?).ok()?;
            if properties.get(number)?.key.matches(bytes, quoted.start) == Some(quoted.end) {
                return Some(number);
            }
            slot = (slot + 1) & self.mask;
        }
    }

    #[inline]
    #[expect(clippy::as_conversions, reason = "a hash keeps whichever bits there are")]
    fn slot(&self, name: &[u8]) -> usize {
        let (first, last) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => (name.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)), 0),
        };
        let hash = (first ^ last.rotate_left(23) ^ name.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (hash >> 32) as usize & self.mask
    }
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
