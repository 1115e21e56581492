//! Parses and formats durations and times.

use std::time::{Duration, SystemTime};

use jiff::{Span, SpanRelativeTo, Timestamp};

/// Parses a duration such as `90s`, `5m` or `1h30m`. Zero is an error, because no option accepts zero.
pub(crate) fn parse_duration(text: &str) -> Result<Duration, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("a unit is missing: did you mean {text}s?"));
    }
    let span = text.parse::<Span>().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
    match span.ok().and_then(|span| Duration::try_from(span).ok()) {
        Some(Duration::ZERO) => Err("it must be longer than zero".to_owned()),
        Some(duration) => Ok(duration),
        None => Err("expected a number with a unit (ms, s, m, h or d), such as 90s, 5m or 1h30m".to_owned()),
    }
}

/// Formats a time as `2026-01-01 00:00:00 UTC`; `None` after the year 9999.
pub(crate) fn utc(time: SystemTime) -> Option<String> {
    Some(Timestamp::try_from(time).ok()?.strftime("%F %T UTC").to_string())
}

/// Formats a duration: `1.4 s`, `2 min 5 s`.
pub(crate) fn span(duration: Duration) -> String {
    match duration.as_secs() {
        0..60 => format!("{:.1} s", duration.as_secs_f64()),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_durations_with_units() {
        for (text, milliseconds) in [("90s", 90_000), ("1h30m", 5_400_000), ("500ms", 500), ("1d", 86_400_000)] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
        assert_eq!(parse_duration("90"), Err("a unit is missing: did you mean 90s?".to_owned()));
        // jiff reads `5M` as five months. A user probably means five minutes, so `5M` is an error.
        for text in ["", " ", "s", "-5s", "5x", "0s", "99999999999999999999s", "213503982334602d", "5M", "1mo"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn formats_spans_with_the_unit_that_matters() {
        assert_eq!(span(Duration::from_millis(1440)), "1.4 s");
        assert_eq!(span(Duration::from_secs(125)), "2 min 5 s");
        assert_eq!(span(Duration::from_secs(7300)), "2 h 1 min");
    }
}
