//! What a rule expects.

use std::{fmt, sync::Arc};

use super::{
    Part, Syntax, Types,
    text::{joined, quoted, some_of},
};
use crate::format::Format;

/// What a rule expects at the place of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expected {
    /// A value of one of these types.
    Types(Types),
    /// One of these values, each as JSON.
    OneOf(Arc<[String]>),
    /// At least so many.
    AtLeast(usize, Unit),
    /// At most so many.
    AtMost(usize, Unit),
    /// A number from this bound on, as the contract writes it.
    Minimum {
        /// The bound.
        bound: Arc<str>,
        /// Whether the bound itself is refused.
        exclusive: bool,
    },
    /// A number up to this bound, as the contract writes it.
    Maximum {
        /// The bound.
        bound: Arc<str>,
        /// Whether the bound itself is refused.
        exclusive: bool,
    },
    /// A multiple of this number, as the contract writes it.
    MultipleOf(Arc<str>),
    /// A string that matches this pattern, as the contract writes it.
    Pattern(Arc<str>),
    /// A string whose match with the pattern ends within the budget.
    MatchWithinBudget,
    /// A value of this format.
    Format(Format),
    /// A property of this name.
    Property(Arc<str>),
    /// No property beyond the declared ones.
    DeclaredProperties,
    /// Items that all differ.
    DistinctItems,
    /// A value of one of these alternatives, of which none accepts it.
    OneOfAlternatives(Vec<String>),
    /// A value of exactly one of these alternatives, of which several accept it.
    ExactlyOneOf(Vec<String>),
    /// A value that a schema does not describe.
    Not(Excluded),
    /// A value that the schema accepts.
    Accepted,
    /// A value that can be validated within the limits.
    ValueWithinLimits,
    /// A document that can be validated within the limits.
    DocumentWithinLimits,
    /// What JSON's grammar expects.
    Syntax(Syntax),
    /// UTF-8.
    Utf8,
    /// Nothing after the document.
    EndOfInput,
    /// Arrays and objects of at most so many levels.
    Nesting(usize),
    /// Each key once.
    UniqueKeys,
    /// Both halves of a surrogate pair.
    SurrogatePair,
    /// No byte order mark.
    NoByteOrderMark,
    /// A signed 64-bit integer.
    Integer64,
    /// An integer within ±2^53.
    SafeInteger,
    /// A decimal that a double holds.
    Double,
    /// No `readOnly` property in a request.
    NoReadOnlyProperty,
    /// No `writeOnly` property in a response.
    NoWriteOnlyProperty,
    /// At most so many findings.
    Findings(usize),
    /// A document of at most so many bytes.
    DocumentSize(usize),
    /// A path that the contract declares.
    DeclaredPath,
    /// One of the methods of a path.
    Method(Vec<String>),
    /// No parameter beyond the declared ones.
    DeclaredParameters,
    /// A parameter or a header that a message must have.
    Part(Part),
    /// A parameter of this name at most once.
    Once(String),
    /// UTF-8 in percent-encoding.
    PercentEncodedUtf8,
    /// One of these sets of credentials.
    Credentials(Vec<Vec<Part>>),
    /// One of the declared statuses.
    Status(Vec<String>),
    /// A body of one of these media types.
    MediaType(Vec<String>),
    /// A message with a body of one of these media types.
    Body(Vec<String>),
    /// A message without a body.
    NoBody,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Code points of a string.
    Character,
    /// Items of an array.
    Item,
    /// Properties of an object.
    Property,
}

/// What `not` excludes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Excluded {
    /// The values of a component.
    Component(String),
    /// The values of these types.
    Types(Types),
    /// Whatever else the schema under `not` describes.
    Other,
}

impl Unit {
    /// Writes a number of these: `1 item`, `2 items`.
    pub(super) fn count(self, f: &mut fmt::Formatter<'_>, count: usize) -> fmt::Result {
        let (one, many) = match self {
            Self::Character => ("character", "characters"),
            Self::Item => ("item", "items"),
            Self::Property => ("property", "properties"),
        };
        write!(f, "{count} {}", if count == 1 { one } else { many })
    }
}

impl Expected {
    /// Bytes that the sentence takes, at least; it limits what the findings of one payload take together.
    pub(crate) fn size(&self) -> usize {
        const FIXED: usize = 32;
        let list = |names: &[String]| names.iter().take(12).map(String::len).sum();
        FIXED
            + match self {
                Self::OneOf(values) => list(values),
                Self::OneOfAlternatives(names) | Self::ExactlyOneOf(names) => list(names),
                Self::Minimum { bound: text, .. }
                | Self::Maximum { bound: text, .. }
                | Self::MultipleOf(text)
                | Self::Pattern(text)
                | Self::Property(text) => text.len(),
                Self::Not(Excluded::Component(name)) => name.len(),
                _ => 0,
            }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Types(types) => types.fmt(f),
            Self::OneOf(values) => match &**values {
                [] => f.write_str("no value: the enum is empty"),
                [only] => f.write_str(only),
                several => {
                    f.write_str("one of ")?;
                    some_of(f, several)
                }
            },
            Self::AtLeast(count, unit) => {
                f.write_str("at least ")?;
                unit.count(f, *count)
            }
            Self::AtMost(count, unit) => {
                f.write_str("at most ")?;
                unit.count(f, *count)
            }
            Self::Minimum { bound, exclusive: false } => write!(f, "at least {bound}"),
            Self::Minimum { bound, exclusive: true } => write!(f, "more than {bound}"),
            Self::Maximum { bound, exclusive: false } => write!(f, "at most {bound}"),
            Self::Maximum { bound, exclusive: true } => write!(f, "less than {bound}"),
            Self::MultipleOf(number) => write!(f, "a multiple of {number}"),
            Self::Pattern(pattern) => write!(f, "a string that matches {pattern}"),
            Self::MatchWithinBudget => f.write_str("a string whose match with the pattern ends within the budget"),
            Self::Format(format) => format.fmt(f),
            Self::Property(name) => write!(f, "the property {}", quoted(name)),
            Self::DeclaredProperties => f.write_str("only the declared properties"),
            Self::DistinctItems => f.write_str("items that all differ"),
            Self::OneOfAlternatives(names) => {
                write!(f, "a value of one of {} alternatives: ", names.len())?;
                some_of(f, names)
            }
            Self::ExactlyOneOf(names) => {
                write!(f, "a value of exactly one of {} alternatives: ", names.len())?;
                some_of(f, names)
            }
            Self::Not(Excluded::Component(name)) => write!(f, "anything but {name}"),
            Self::Not(Excluded::Types(types)) => write!(f, "anything but {types}"),
            Self::Not(Excluded::Other) => f.write_str("anything but what `not` describes"),
            Self::Accepted => f.write_str("a value that the schema accepts"),
            Self::ValueWithinLimits => f.write_str("a value that can be validated within the limits"),
            Self::DocumentWithinLimits => f.write_str("a document that can be validated within the limits"),
            Self::Syntax(syntax) => syntax.fmt(f),
            Self::Utf8 => f.write_str("UTF-8"),
            Self::EndOfInput => f.write_str("the end of the input"),
            Self::Nesting(levels) => write!(f, "nesting of at most {levels} levels"),
            Self::UniqueKeys => f.write_str("each key once"),
            Self::SurrogatePair => f.write_str("a surrogate pair"),
            Self::NoByteOrderMark => f.write_str("no byte order mark"),
            Self::Integer64 => f.write_str("a signed integer of 64 bits"),
            Self::SafeInteger => f.write_str("an integer within ±2^53, which every reader holds exactly"),
            Self::Double => f.write_str("a decimal that a double holds"),
            Self::NoReadOnlyProperty => f.write_str("no readOnly property in a request"),
            Self::NoWriteOnlyProperty => f.write_str("no writeOnly property in a response"),
            Self::Findings(count) => write!(f, "at most {count} findings"),
            Self::DocumentSize(bytes) => write!(f, "a document of at most {bytes} bytes"),
            Self::DeclaredPath => f.write_str("a path of the contract"),
            Self::Method(methods) => joined(f, methods, " or "),
            Self::DeclaredParameters => f.write_str("only the declared parameters"),
            Self::Part(part) => part.fmt(f),
            Self::Once(name) => write!(f, "{name} once"),
            Self::PercentEncodedUtf8 => f.write_str("UTF-8, percent-encoded"),
            Self::Credentials(alternatives) => {
                for (index, parts) in alternatives.iter().enumerate() {
                    f.write_str(if index > 0 { ", or " } else { "" })?;
                    joined(f, parts, " and ")?;
                }
                Ok(())
            }
            Self::Status(statuses) if statuses.is_empty() => f.write_str("a declared status, but none is declared"),
            Self::Status(statuses) => {
                f.write_str("a status of ")?;
                joined(f, statuses, ", ")
            }
            Self::MediaType(names) => joined(f, names, " or "),
            Self::Body(names) => {
                f.write_str("a body of ")?;
                joined(f, names, " or ")
            }
            Self::NoBody => f.write_str("no body"),
        }
    }
}
