//! Sizes as arguments: `512`, `64KiB`, `2G`.

use std::{fmt, str::FromStr};

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size(usize);

impl Size {
    pub(super) fn bytes(self) -> usize {
        self.0
    }
}

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit = text.get(digits.len()..).unwrap_or_default().to_ascii_lowercase();
        let shift = match unit.as_str() {
            "" | "b" => 0,
            "k" | "kb" | "kib" => 10,
            "m" | "mb" | "mib" => 20,
            "g" | "gb" | "gib" => 30,
            _ => return Err(format!("unknown unit `{unit}`; use KiB, MiB or GiB")),
        };
        let number: usize = digits.parse().map_err(|_| "write a size such as 64MiB".to_owned())?;
        match number.checked_mul(1 << shift) {
            Some(0) => Err("the size must not be 0".to_owned()),
            // One byte more is read, to know that there is one.
            Some(bytes) if bytes < usize::MAX / 4 => Ok(Self(bytes)),
            _ => Err("the size is too large".to_owned()),
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&amount(u64::try_from(self.0).unwrap_or(u64::MAX)))
    }
}

/// `512 B`, `1.5 MiB`: for people.
pub(super) fn amount(bytes: u64) -> String {
    let mut unit = "B";
    let (mut whole, mut tenths) = (bytes, 0);
    for next in ["KiB", "MiB", "GiB", "TiB"] {
        if whole < 1024 {
            break;
        }
        tenths = whole % 1024 * 10 / 1024;
        whole /= 1024;
        unit = next;
    }
    if unit == "B" { format!("{whole} B") } else { format!("{whole}.{tenths} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_unit() {
        for (text, bytes) in [("512", 512), ("64KiB", 65_536), ("2m", 2 << 20), ("1GB", 1 << 30), ("7b", 7)] {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for text in ["", "0", "MiB", "-1", "5 MiB", "1.5M", "3parsec", "99999999999G"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
    }

    #[test]
    fn amounts_are_for_people() {
        assert_eq!([0, 1023, 1536, 256 << 20].map(amount), ["0 B", "1023 B", "1.5 KiB", "256.0 MiB"]);
    }
}
