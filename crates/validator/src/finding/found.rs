//! What a payload has instead of what a rule expects.

use std::fmt;

use super::{
    Part, Unit,
    text::{are_few, joined, snippet},
};
use crate::Rule;

/// What a payload has at the place of a finding. Texts are shortened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string, with its quotes.
    String(String),
    /// A number, as it is written.
    Number(String),
    /// A boolean, as it is written.
    Boolean(String),
    /// `null`.
    Null,
    /// A value or a text, as it is written, without its type.
    Text(String),
    /// So many.
    Count(usize, Unit),
    /// A property of this name, in quotes.
    Property(String),
    /// No property of the expected name.
    NoProperty,
    /// The same item twice.
    Duplicate {
        /// The item, as it is written.
        item: String,
        /// The index of its first occurrence.
        first: usize,
        /// The index of its second occurrence.
        second: usize,
    },
    /// A value that several alternatives accept.
    AcceptedBy(Vec<String>),
    /// A value that the schema refuses, at a cost beyond the limits to explain.
    Unexplained,
    /// Why the validation was given up.
    Refusal(Refusal),
    /// This byte, which is not UTF-8.
    Byte(u8),
    /// One level more.
    AnotherLevel,
    /// A key that the object has already, in quotes.
    Again(String),
    /// One half of a surrogate pair.
    HalfPair(String),
    /// A character, by its code point.
    CodePoint(char),
    /// Characters where the text stops being JSON.
    Token(String),
    /// The end of the text.
    EndOfText,
    /// So many more.
    More(usize),
    /// A longer document.
    Longer,
    /// So many occurrences.
    Times(usize),
    /// No such part.
    Nothing,
    /// Only these parts.
    Only(Vec<Part>),
    /// This status.
    Status(u16),
    /// A body of so many bytes.
    Body(usize),
    /// No media type.
    NoContentType,
}

/// Why a validation was given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// Arrays and objects are nested too deep.
    Nesting,
    /// Combinators are nested too deep.
    CombinatorNesting,
    /// The contract's keywords take too much work.
    Work,
    /// Too many items must all differ.
    UniqueItems,
    /// The match of a pattern takes too many steps.
    PatternSteps,
}

impl Refusal {
    /// The rule that a payload violates by it.
    pub(crate) fn rule(self) -> Rule {
        match self {
            Self::Nesting | Self::CombinatorNesting => Rule::Nesting,
            Self::Work | Self::UniqueItems => Rule::WorkBudget,
            Self::PatternSteps => Rule::PatternBudget,
        }
    }
}

impl Found {
    /// A value with its type.
    pub(crate) fn value(raw: &[u8]) -> Self {
        match raw.first() {
            Some(b'{') => Self::Object,
            Some(b'[') => Self::Array,
            Some(b'"') => Self::String(snippet(raw)),
            Some(b'n') => Self::Null,
            Some(b't' | b'f') => Self::Boolean(snippet(raw)),
            _ => Self::Number(snippet(raw)),
        }
    }

    /// A value as it is written.
    pub(crate) fn text(raw: &[u8]) -> Self {
        Self::Text(snippet(raw))
    }

    /// Bytes that the sentence takes, at least.
    pub(crate) fn size(&self) -> usize {
        const FIXED: usize = 32;
        FIXED
            + match self {
                Self::AcceptedBy(names) if are_few(names) => names.iter().map(String::len).sum(),
                _ => 0,
            }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object => f.write_str("an object"),
            Self::Array => f.write_str("an array"),
            Self::String(text) => write!(f, "the string {text}"),
            Self::Number(text) => write!(f, "the number {text}"),
            Self::Boolean(text) => write!(f, "the boolean {text}"),
            Self::Null => f.write_str("null"),
            // A name, a method or a media type may be empty.
            Self::Text(text) if text.is_empty() => f.write_str("an empty text"),
            Self::Text(text) => f.write_str(text),
            Self::Count(count, unit) => unit.count(f, *count),
            Self::Property(name) => write!(f, "the property {name}"),
            Self::NoProperty => f.write_str("no such property"),
            Self::Duplicate { item, first, second } => write!(f, "{item} at both {first} and {second}"),
            Self::AcceptedBy(names) if are_few(names) => {
                f.write_str("a value that ")?;
                joined(f, names, " and ")?;
                f.write_str(" accept")
            }
            Self::AcceptedBy(names) => write!(f, "a value that {} of them accept", names.len()),
            Self::Unexplained => f.write_str("a value that it refuses; the explanation would exceed the limits"),
            Self::Refusal(refusal) => refusal.fmt(f),
            Self::Byte(byte) => write!(f, "the byte 0x{byte:02x}"),
            Self::AnotherLevel => f.write_str("one more"),
            Self::Again(key) => write!(f, "{key} again"),
            Self::HalfPair(escape) => write!(f, "half of a pair, {escape}"),
            Self::CodePoint(character) => write!(f, "U+{:04X}", u32::from(*character)),
            Self::Token(token) => write!(f, "`{token}`"),
            Self::EndOfText => f.write_str("the end of the text"),
            Self::More(count) => write!(f, "{count} more"),
            Self::Longer => f.write_str("a longer one"),
            Self::Times(count) => write!(f, "it {count} times"),
            Self::Nothing => f.write_str("none"),
            Self::Only(parts) => {
                f.write_str("only ")?;
                joined(f, parts, " and ")
            }
            Self::Status(status) => status.fmt(f),
            Self::Body(bytes) => write!(f, "one of {bytes} bytes"),
            Self::NoContentType => f.write_str("no Content-Type"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nesting => "deeper nesting",
            Self::CombinatorNesting => "deeper nesting of combinators",
            Self::Work => "a value on which the keywords of the contract take too much work",
            Self::UniqueItems => "too many items that must all differ",
            Self::PatternSteps => "a string whose match takes too many steps",
        })
    }
}
