//! What JSON's grammar expects at a place.

use std::fmt;

/// What JSON's grammar expects where a text stops being JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Syntax {
    /// A value.
    Value,
    /// A key.
    Key,
    /// The colon between key and value.
    Colon,
    /// What follows a member of an object.
    CommaOrBrace,
    /// What follows an item of an array.
    CommaOrBracket,
    /// An escape in place of a control character.
    EscapedControl,
    /// One of the escapes that JSON has.
    KnownEscape,
    /// The four digits of `\u`.
    HexDigits,
    /// The end of a string.
    ClosingQuote,
    /// A number that does not begin with `0`.
    NoLeadingZeros,
    /// A digit of a number.
    Digit,
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value => "a JSON value",
            Self::Key => "a key in double quotes",
            Self::Colon => "a colon",
            Self::CommaOrBrace => "a comma or `}`",
            Self::CommaOrBracket => "a comma or `]`",
            Self::EscapedControl => "an escaped control character",
            Self::KnownEscape => "an escape of JSON",
            Self::HexDigits => "four hexadecimal digits after \\u",
            Self::ClosingQuote => "the closing quote of a string",
            Self::NoLeadingZeros => "a number without leading zeros",
            Self::Digit => "a digit",
        })
    }
}
