//! The values that rules expect.

use std::sync::Arc;

use super::{
    Part, Types,
    text::{joined, quoted, sentences, shown_bytes, some_of},
};
use crate::format::Format;

sentences! {
    /// The requirement that a payload violates, such as `at least 3 items`. Numbers and patterns have the spelling of
    /// the contract.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Expected {
        Types(types: Types) = "{types}";
        /// One of the values of an `enum`. Each value is JSON text.
        OneOf(values: Arc<[String]>) = "{}", one_of(values);
        AtLeast(count: usize, unit: Unit) = "at least {count} {}", unit.name(*count);
        AtMost(count: usize, unit: Unit) = "at most {count} {}", unit.name(*count);
        /// If `exclusive` is true, the bound itself is not a valid value.
        Minimum(bound: Arc<str>, exclusive: bool) = "{} {bound}", if *exclusive { "more than" } else { "at least" };
        /// If `exclusive` is true, the bound itself is not a valid value.
        Maximum(bound: Arc<str>, exclusive: bool) = "{} {bound}", if *exclusive { "less than" } else { "at most" };
        MultipleOf(number: Arc<str>) = "a multiple of {number}";
        Pattern(pattern: Arc<str>) = "a string that matches {pattern}";
        MatchWithinBudget = "a string whose match with the pattern ends within the budget";
        Format(format: Format) = "{format}";
        Property(name: Arc<str>) = "the property {}", quoted(name);
        DeclaredProperties = "only the declared properties";
        DistinctItems = "items that all differ";
        /// The names of the alternatives of `anyOf` or `oneOf`. No alternative accepts the value.
        OneOfAlternatives(names: Vec<String>) = "a value of one of {} alternatives: {}", names.len(), some_of(names);
        /// The names of the alternatives of `oneOf`. Several alternatives accept the value.
        ExactlyOneOf(names: Vec<String>) = "a value of exactly one of {} alternatives: {}", names.len(), some_of(names);
        Not(excluded: Excluded) = "anything but {excluded}";
        Accepted = "a value that the schema accepts";
        ValueWithinLimits = "a value that can be validated within the limits";
        DocumentWithinLimits = "a document that can be validated within the limits";
        Syntax(syntax: Syntax) = "{syntax}";
        Utf8 = "UTF-8";
        EndOfInput = "the end of the input";
        Nesting(levels: usize) = "nesting of at most {levels} levels";
        UniqueKeys = "each key once";
        SurrogatePair = "a surrogate pair";
        NoByteOrderMark = "no byte order mark";
        Integer64 = "a signed integer of 64 bits";
        SafeInteger = "an integer within ±2^53, which every reader holds exactly";
        Double = "a decimal that a double holds";
        NoReadOnlyProperty = "no readOnly property in a request";
        NoWriteOnlyProperty = "no writeOnly property in a response";
        Findings(count: usize) = "at most {count} findings";
        DocumentSize(bytes: usize) = "a document of at most {bytes} bytes";
        DeclaredPath = "a path of the contract";
        Method(methods: Vec<String>) = "{}", methods.join(" or ");
        DeclaredParameters = "only the declared parameters";
        DeclaredHeaders = "only the declared headers";
        Part(part: Part) = "{part}";
        Once(name: String) = "{name} once";
        /// The text with which the parameter must begin, such as `.` for the style `label`.
        Prefix(prefix: String) = "a value that begins with {prefix}";
        PercentEncodedUtf8 = "UTF-8, percent-encoded";
        /// The request must contain all credentials of at least one set.
        Credentials(sets: Vec<Vec<Part>>) = "{}", credentials(sets);
        /// One of the declared statuses.
        Status(statuses: Vec<String>) = "{}", status(statuses);
        MediaType(names: Vec<String>) = "{}", names.join(" or ");
        Body(media_types: Vec<String>) = "a body of {}", media_types.join(" or ");
        NoBody = "no body";
    }
}

sentences! {
    /// The syntax that JSON requires at the first invalid byte.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Syntax {
        Value = "a JSON value";
        Key = "a key in double quotes";
        Colon = "a colon";
        CommaOrBrace = "a comma or `}}`";
        CommaOrBracket = "a comma or `]`";
        EscapedControl = "an escaped control character";
        KnownEscape = "an escape of JSON";
        HexDigits = "four hexadecimal digits after \\u";
        ClosingQuote = "the closing quote of a string";
        NoLeadingZeros = "a number without leading zeros";
        Digit = "a digit";
    }
}

sentences! {
    /// The values that `not` excludes.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Excluded {
        Component(name: String) = "{name}";
        Types(types: Types) = "{types}";
        Other = "what `not` describes";
    }
}

/// The unit of a count in a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Code points in a string.
    Character,
    /// Items in an array.
    Item,
    /// Properties in an object.
    Property,
}

impl Unit {
    /// Returns the singular or the plural for a count: `1 item`, `2 items`.
    pub(super) fn name(self, count: usize) -> &'static str {
        let (one, many) = match self {
            Self::Character => ("character", "characters"),
            Self::Item => ("item", "items"),
            Self::Property => ("property", "properties"),
        };
        if count == 1 { one } else { many }
    }
}

impl Expected {
    /// Estimates the length in bytes of the text that `Display` writes. A diagnosis adds these lengths, and drops
    /// findings after the total exceeds a limit.
    pub(crate) fn size(&self) -> usize {
        const FIXED: usize = 32;
        FIXED
            + match self {
                Self::OneOf(values) => shown_bytes(values),
                Self::OneOfAlternatives(names) | Self::ExactlyOneOf(names) => shown_bytes(names),
                Self::Minimum(text, _)
                | Self::Maximum(text, _)
                | Self::MultipleOf(text)
                | Self::Pattern(text)
                | Self::Property(text) => text.len(),
                Self::Not(Excluded::Component(name)) => name.len(),
                _ => 0,
            }
    }
}

fn one_of(values: &[String]) -> String {
    match values {
        [] => "no value: the enum is empty".to_owned(),
        [only] => only.clone(),
        several => format!("one of {}", some_of(several)),
    }
}

fn credentials(sets: &[Vec<Part>]) -> String {
    let sets: Vec<String> = sets.iter().map(|parts| joined(parts, " and ")).collect();
    sets.join(", or ")
}

fn status(statuses: &[String]) -> String {
    match statuses {
        [] => "a declared status, but none is declared".to_owned(),
        some => format!("a status of {}", some.join(", ")),
    }
}
