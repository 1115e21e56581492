//! Durations as people write them: `90s`, `5m`, `1h30m`, `500ms`.

use std::time::Duration;

/// Units with their length in milliseconds; longer names of the same letters first.
const UNITS: [(&str, u64); 5] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

/// Reads a duration: numbers with a unit each, added up. Zero is refused, since no flag has a use for it.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    let expected = "expected a number with a unit (ms, s, m, h or d), such as 90s, 5m or 1h30m";
    let mut rest = text.trim();
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(letters);
        let Some((_, length)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(if unit.is_empty() && tail.is_empty() && !number.is_empty() {
                format!("a unit is missing: did you mean {text}s?")
            } else {
                expected.to_owned()
            });
        };
        if number.is_empty() {
            return Err(expected.to_owned());
        }
        let part = number.parse::<u64>().ok().and_then(|number| number.checked_mul(*length));
        total = part.and_then(|part| total.checked_add(part)).ok_or("the duration is too long")?;
        rest = tail.trim_start();
    }
    if total == 0 {
        return Err(if text.trim().is_empty() {
            expected.to_owned()
        } else {
            "it must be longer than zero".to_owned()
        });
    }
    Ok(Duration::from_millis(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_durations_in_many_ways() {
        for (text, milliseconds) in [
            ("90s", 90_000),
            ("5m", 300_000),
            ("1h30m", 5_400_000),
            ("500ms", 500),
            ("1m 30s", 90_000),
            ("1d", 86_400_000),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        assert_eq!(parse("90"), Err("a unit is missing: did you mean 90s?".to_owned()));
        for text in ["", " ", "s", "-5s", "1.5s", "5x", "5 s", "0s", "99999999999999999999s", "213503982334602d", "5M"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
