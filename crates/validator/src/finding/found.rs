//! Descriptions of the content that violates a rule, such as `the number 7`.

use super::{
    Part, Unit,
    text::{are_few, joined, sentences, shown_bytes, snippet},
};
use crate::Rule;

sentences! {
    /// The content that violates a rule, such as `the number 7`. Values have the spelling of the payload, but long
    /// values are shortened.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Found {
        Object = "an object";
        Array = "an array";
        /// A string value. The text includes the quotes.
        String(text: String) = "the string {text}";
        Number(text: String) = "the number {text}";
        Boolean(text: String) = "the boolean {text}";
        Null = "null";
        /// A value without the word for its type: `"a"` instead of `the string "a"`. This variant also contains names,
        /// methods and media types.
        Text(text: String) = "{}", if text.is_empty() { "an empty text" } else { text };
        Count(count: usize, unit: Unit) = "{count} {}", unit.name(*count);
        /// The name includes its quotes.
        Property(name: String) = "the property {name}";
        NoProperty = "no such property";
        /// An item that occurs several times, and the indexes of its first two occurrences.
        Duplicate(item: String, first: usize, second: usize) = "{item} at both {first} and {second}";
        /// The names of the alternatives of `oneOf` that accept the value.
        AcceptedBy(names: Vec<String>) = "a value that {} accept", accepting(names);
        Unexplained = "a value that it refuses; the explanation would exceed the limits";
        Refusal(refusal: Refusal) = "{refusal}";
        Byte(byte: u8) = "the byte 0x{byte:02x}";
        Utf16 = "UTF-16";
        AnotherLevel = "one more";
        /// The key includes its quotes.
        Again(key: String) = "{key} again";
        HalfPair(escape: String) = "half of a pair, {escape}";
        CodePoint(character: char) = "U+{:04X}", u32::from(*character);
        Token(token: String) = "`{token}`";
        EndOfText = "the end of the text";
        More(count: usize) = "{count} more";
        Longer = "a longer one";
        Times(count: usize) = "it {count} times";
        Nothing = "none";
        Only(parts: Vec<Part>) = "only {}", joined(parts, " and ");
        Status(status: u16) = "{status}";
        Body(bytes: usize) = "one of {bytes} bytes";
        NoContentType = "no Content-Type";
    }
}

sentences! {
    /// A limit that stops the validation of a payload or of one value in it. The text describes the content that
    /// exceeds the limit.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Refusal {
        Nesting = "deeper nesting";
        CombinatorNesting = "deeper nesting of combinators";
        Work = "a value on which the keywords of the contract take too much work";
        UniqueItems = "too many items that must all differ";
        PatternSteps = "a string whose match takes too many steps";
    }
}

impl Refusal {
    /// Returns the rule of the finding that reports the exceeded limit.
    pub(crate) fn rule(self) -> Rule {
        match self {
            Self::Nesting | Self::CombinatorNesting => Rule::Nesting,
            Self::Work | Self::UniqueItems => Rule::WorkBudget,
            Self::PatternSteps => Rule::PatternBudget,
        }
    }
}

impl Found {
    /// Describes a value, including its type: `the string "a"`.
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

    /// Describes a value without its type: `"a"`.
    pub(crate) fn text(raw: &[u8]) -> Self {
        Self::Text(snippet(raw))
    }

    /// Estimates the length in bytes of the text that `Display` writes.
    pub(crate) fn size(&self) -> usize {
        const FIXED: usize = 32;
        match self {
            Self::AcceptedBy(names) if are_few(names) => FIXED + shown_bytes(names),
            _ => FIXED,
        }
    }
}

fn accepting(names: &[String]) -> String {
    if are_few(names) { names.join(" and ") } else { format!("{} of them", names.len()) }
}
