//! Checks the dates and times of RFC 3339.

/// Returns whether a text is a `full-date`, such as `2023-02-28`.
pub(super) fn is_date(text: &[u8]) -> bool {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = text else { return false };
    let (Some(year), Some(month), Some(day)) = (number(&[*a, *b, *c, *d]), number(&[*e, *f]), number(&[*g, *h])) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// Returns whether a text is a `date-time`. A leap second, such as `23:59:60Z`, is valid only in the last minute of a
/// day in UTC.
pub(super) fn is_date_time(text: &[u8]) -> bool {
    let Some((date, [b'T' | b't', time @ ..])) = text.split_at_checked(10) else { return false };
    let Some(([a, b, b':', c, d, b':', e, f], mut rest)) = time.split_first_chunk::<8>() else { return false };
    let (Some(hour), Some(minute), Some(second)) = (number(&[*a, *b]), number(&[*c, *d]), number(&[*e, *f])) else {
        return false;
    };
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return false;
        }
        rest = fraction.get(digits..).unwrap_or_default();
    }
    let offset = match rest {
        b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
            let (Some(hours @ 0..=23), Some(minutes @ 0..=59)) = (number(&[*a, *b]), number(&[*c, *d])) else {
                return false;
            };
            let offset = hours * 60 + minutes;
            if *sign == b'-' { -offset } else { offset }
        }
        _ => return false,
    };
    let leap = second == 60 && (hour * 60 + minute - offset).rem_euclid(24 * 60) == 24 * 60 - 1;
    is_date(date) && hour < 24 && minute < 60 && (second < 60 || leap)
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + i32::from(b - b'0')))
}
