//! Finds a small change that makes an invalid text valid. For example, the date and time `2024-01-31 10:00:00Z` needs a
//! `T` in place of the space.

use super::{Format, time};

/// The largest number of bytes of a text that is repaired.
const LONGEST: usize = 4096;

impl Format {
    /// Returns a changed text that the format accepts, and a description of the change, such as "with a colon in its
    /// offset". The user sees "write it" before the description. Returns `None` if no known change makes the text
    /// valid.
    pub(crate) fn repair(self, text: &str) -> Option<(String, &'static str)> {
        if text.len() > LONGEST {
            return None;
        }
        self.repairs(text)
            .into_iter()
            .chain([(text.trim().to_owned(), "without white space around it")])
            .find(|(changed, _)| self.accepts_text(changed))
    }

    /// Returns whether the text starts with a date that does not exist, such as `2023-02-30`.
    pub(crate) fn has_no_such_day(self, text: &str) -> bool {
        let is_dated = matches!(self, Self::Date | Self::DateTime);
        let like_a_date = |day: &[u8]| {
            day.iter().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { *b == b'-' } else { b.is_ascii_digit() })
        };
        is_dated && text.as_bytes().get(..10).is_some_and(|day| like_a_date(day) && !time::is_date(day))
    }

    fn repairs(self, text: &str) -> Vec<(String, &'static str)> {
        match self {
            Self::Date => vec![(text.chars().take(10).collect(), "without the time")],
            Self::DateTime => {
                let joined = text.replacen(' ', "T", 1);
                let with_colon = text.split_at_checked(text.len().saturating_sub(2)).map(|(a, b)| format!("{a}:{b}"));
                vec![
                    (joined.clone(), "with a T between date and time"),
                    (with_colon.unwrap_or_default(), "with a colon in its offset"),
                    (format!("{text}Z"), "with its offset, which is Z for UTC"),
                    (format!("{joined}Z"), "with a T between date and time, and its offset, which is Z for UTC"),
                    (format!("{text}T00:00:00Z"), "with its time and offset, such as"),
                ]
            }
            Self::Uuid => {
                let bare = text.trim_start_matches("urn:uuid:").trim_start_matches('{').trim_end_matches('}');
                let cut = |from, to| bare.get(from..to).unwrap_or_default();
                let parts = [cut(0, 8), cut(8, 12), cut(12, 16), cut(16, 20), cut(20, bare.len())];
                vec![(bare.to_owned(), "without anything around it"), (parts.join("-"), "with its hyphens")]
            }
            Self::Byte => {
                let plain = text.replace('-', "+").replace('_', "/");
                let padded = |text: &str| format!("{text}{}", "=".repeat(text.len().wrapping_neg() % 4));
                vec![
                    (padded(text), "with its padding"),
                    (plain.clone(), "with + and / in place of - and _"),
                    (padded(&plain), "with + and / in place of - and _, and its padding"),
                    (text.split_ascii_whitespace().collect(), "without white space in it"),
                ]
            }
            Self::Ipv4 | Self::Ipv6 => {
                let address = text.split('/').next().unwrap_or_default();
                vec![
                    (address.to_owned(), "without the length of a prefix"),
                    (text.trim_start_matches('[').trim_end_matches(']').to_owned(), "without brackets"),
                ]
            }
            Self::Uri if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && !text.contains(':') => {
                vec![(format!("https://{text}"), "with a scheme, such as")]
            }
            Self::Email => {
                let inside = text.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
                vec![(inside.unwrap_or_default().to_owned(), "without the name")]
            }
            _ => Vec::new(),
        }
    }
}
