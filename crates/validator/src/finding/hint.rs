//! What the writer of a payload could do about a finding.

use std::fmt;

use super::text::{quoted, snippet, some_of};

/// What the writer of a payload could do about a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// The nearest known name or value, shown as it is.
    DidYouMean(String),
    /// The nearest known name or value, shown in quotes.
    DidYouMeanQuoted(String),
    /// A name that may be a misspelling of a missing one, shown as it is.
    IsThere(String),
    /// A name that may be a misspelling of a missing one, shown in quotes.
    IsThereQuoted(String),
    /// The value belongs there without quotes.
    WithoutQuotes(String),
    /// The value belongs there in quotes.
    InQuotes(String),
    /// An integer has neither fraction nor exponent; the value as an integer, if it is one.
    Integer(Option<i64>),
    /// Leave a null out, or let the contract permit it with `nullable`.
    Nullable,
    /// Leave a null out, or let the contract list it in `enum`.
    ListNull,
    /// The date does not exist.
    NoSuchDay,
    /// The nearest text that the format accepts.
    Rewrite {
        /// What was changed, as it goes on after "write it".
        how: &'static str,
        /// The changed text.
        text: String,
    },
    /// The text may be NDJSON.
    Ndjson,
    /// The pattern repeats within a repetition.
    SimplifyPattern,
    /// The discriminator names none of the alternatives.
    UnknownDiscriminator {
        /// The property that discriminates.
        property: String,
        /// Its value.
        value: String,
        /// The nearest name.
        nearest: Option<String>,
        /// All names, each as JSON.
        names: Vec<String>,
    },
    /// The property that discriminates is missing, or is not a string.
    MissingDiscriminator(String),
    /// JSON has no such number.
    NoSuchNumber,
    /// JSON writes `null`.
    WriteNull,
    /// JSON's strings have double quotes.
    DoubleQuotes,
    /// JSON has no comments.
    NoComments,
    /// JSON has no trailing commas.
    RemoveComma,
    /// A number starts with a digit or a minus sign.
    NumberStart,
    /// A key is written in double quotes.
    QuoteKey(String),
    /// A control character is written as an escape.
    Write(Escape),
    /// JSON has four characters of white space.
    WhiteSpace,
    /// A backslash is written as two.
    DoubleBackslash,
}

/// A control character that a string must escape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escape(pub u8);

impl Hint {
    /// Whether the hint is about JSON's quotes, which values outside of JSON do not have.
    pub(crate) fn is_about_quotes(&self) -> bool {
        matches!(self, Self::WithoutQuotes(_) | Self::InQuotes(_))
    }
}

impl fmt::Display for Escape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b'\n' => f.write_str(r"\n"),
            b'\r' => f.write_str(r"\r"),
            b'\t' => f.write_str(r"\t"),
            control => write!(f, r"\u{control:04x}"),
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DidYouMean(name) => write!(f, "did you mean {name}?"),
            Self::DidYouMeanQuoted(name) => write!(f, "did you mean {}?", quoted(name)),
            Self::IsThere(name) => write!(f, "{name} is there; is it a misspelling?"),
            Self::IsThereQuoted(name) => write!(f, "{} is there; is it a misspelling?", quoted(name)),
            Self::WithoutQuotes(text) => write!(f, "write {text} without quotes"),
            Self::InQuotes(text) => write!(f, "write \"{text}\", in quotes"),
            Self::Integer(Some(whole)) => write!(f, "write {whole}: an integer has neither fraction nor exponent"),
            Self::Integer(None) => f.write_str("an integer has neither fraction nor exponent"),
            Self::Nullable => f.write_str("leave it out, or add nullable to the contract"),
            Self::ListNull => f.write_str("leave it out, or add null to the contract's enum"),
            Self::NoSuchDay => f.write_str("this day does not exist"),
            Self::Rewrite { how, text } => write!(f, "write it {how}: {}", snippet(quoted(text).as_bytes())),
            Self::Ndjson => f.write_str("if this is NDJSON, validate each line by itself"),
            Self::SimplifyPattern => f.write_str("simplify the pattern: nested repetition makes it slow"),
            Self::UnknownDiscriminator { property, value, nearest, names } => {
                write!(f, "{} is {}, which names no alternative; ", quoted(property), quoted(value))?;
                match nearest {
                    Some(near) => write!(f, "did you mean {}?", quoted(near)),
                    None => {
                        f.write_str("use one of ")?;
                        some_of(f, names)
                    }
                }
            }
            Self::MissingDiscriminator(property) => {
                write!(f, "add the string {}, which names the alternative", quoted(property))
            }
            Self::NoSuchNumber => f.write_str("JSON has no such number: write null, or leave it out"),
            Self::WriteNull => f.write_str("write null"),
            Self::DoubleQuotes => f.write_str("JSON's strings have double quotes"),
            Self::NoComments => f.write_str("JSON has no comments"),
            Self::RemoveComma => f.write_str("remove the comma before it"),
            Self::NumberStart => f.write_str("a number starts with a digit or a minus sign"),
            Self::QuoteKey(key) => write!(f, "write \"{key}\""),
            Self::Write(escape) => write!(f, "write {escape}"),
            Self::WhiteSpace => f.write_str("JSON's white space is space, tab, line feed and carriage return"),
            Self::DoubleBackslash => f.write_str(r"write a backslash as \\"),
        }
    }
}
