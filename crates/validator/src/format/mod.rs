//! The values of the keyword `format` that the validator supports, such as `int32`, `date` and `email`.

mod network;
mod repair;
#[cfg(test)]
mod tests;
mod time;
mod uri;

use std::fmt;

use crate::decimal::Decimal;

macro_rules! formats {
    ($($name:ident = $id:literal, $words:literal;)*) => {
        /// A `format` that the validator supports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Format { $(#[doc = concat!("`", $id, "`: ", $words, ".")] $name,)* }

        impl Format {
            /// Returns the format with this name, such as `date`. Returns `None` for an unknown name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($id => Some(Self::$name),)* _ => None }
            }

            /// Returns the name of the format in a contract.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }
        }

        /// Writes the description of the format, such as `an IPv4 address (format ipv4)`.
        impl fmt::Display for Format {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$name => concat!($words, " (format ", $id, ")"),)* })
            }
        }
    };
}

formats! {
    Int32 = "int32", "a signed integer of 32 bits";
    Int64 = "int64", "a signed integer of 64 bits";
    Float = "float", "a number that a single holds";
    Double = "double", "a number that a double holds";
    Byte = "byte", "padded base64";
    Binary = "binary", "any octets";
    Date = "date", "a date such as 2024-02-29";
    DateTime = "date-time", "a time such as 2024-02-29T12:00:00Z";
    Uuid = "uuid", "a UUID";
    Ipv4 = "ipv4", "an IPv4 address";
    Ipv6 = "ipv6", "an IPv6 address";
    Uri = "uri", "an absolute URI";
    Email = "email", "an email address";
    Hostname = "hostname", "a host name";
}

impl Format {
    /// Returns whether the format restricts strings. The format `binary` accepts every string.
    #[must_use]
    pub fn is_textual(self) -> bool {
        !matches!(self, Self::Int32 | Self::Int64 | Self::Float | Self::Double | Self::Binary)
    }

    /// Returns whether the format accepts a string. Returns true for the formats of numbers, such as `int32`, because
    /// these formats do not restrict strings.
    pub(crate) fn accepts_text(self, text: &str) -> bool {
        match self {
            Self::Byte => is_base64(text.as_bytes()),
            Self::Date => time::is_date(text.as_bytes()),
            Self::DateTime => time::is_date_time(text.as_bytes()),
            Self::Uuid => is_uuid(text.as_bytes()),
            Self::Ipv4 => network::is_ipv4(text),
            Self::Ipv6 => network::is_ipv6(text),
            Self::Uri => uri::is_uri(text),
            Self::Email => network::is_email(text),
            Self::Hostname => network::is_hostname(text),
            Self::Int32 | Self::Int64 | Self::Float | Self::Double | Self::Binary => true,
        }
    }

    /// Returns whether the format accepts a number. `text` is the number in the spelling of the payload. Returns true
    /// for the formats of strings, such as `date`, because these formats do not restrict numbers.
    pub(crate) fn accepts_number(self, value: &Decimal, text: &str) -> bool {
        match self {
            Self::Int32 => value.to_i64().is_some_and(|value| i32::try_from(value).is_ok()),
            Self::Int64 => value.to_i64().is_some(),
            Self::Float => text.parse::<f32>().is_ok_and(f32::is_finite),
            Self::Double => text.parse::<f64>().is_ok_and(f64::is_finite),
            _ => true,
        }
    }

    /// Returns the smallest and the largest integer of `int32` or `int64`. For other formats, returns the range of
    /// `int64`.
    pub(crate) fn integers(self) -> (i64, i64) {
        match self {
            Self::Int32 => (i32::MIN.into(), i32::MAX.into()),
            _ => (i64::MIN, i64::MAX),
        }
    }
}

/// Returns whether a text is base64 of RFC 4648 § 4: groups of four characters, with padding.
fn is_base64(text: &[u8]) -> bool {
    let padding = text.iter().rev().take(2).take_while(|b| **b == b'=').count();
    let data = text.get(..text.len() - padding).unwrap_or_default();
    text.len().is_multiple_of(4) && data.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

fn is_uuid(text: &[u8]) -> bool {
    let hex =
        |range| text.get(range).is_some_and(|part: &[u8]| part.iter().fold(true, |ok, b| ok & b.is_ascii_hexdigit()));
    let hyphen = |index| text.get(index) == Some(&b'-');
    text.len() == 36
        && [8, 13, 18, 23].into_iter().all(hyphen)
        && [0..8, 9..13, 14..18, 19..23, 24..36].into_iter().all(hex)
}
