//! JSON's tokens in bytes. Nothing here knows a schema.

use std::borrow::Cow;

use wide::i8x16;

use crate::finding::Syntax;

/// Where a text stops being JSON, and what the grammar expects there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) expected: Syntax,
}

impl Fault {
    #[cold]
    pub(super) fn new(at: usize, expected: Syntax) -> Self {
        Self { at, expected }
    }
}

/// The first byte that is no white space.
#[inline]
pub(super) fn space(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(byte) if *byte <= b' ' => spaces(bytes, at),
        _ => at,
    }
}

fn spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The first byte from here that ends a run of plain ASCII inside a string: a quote, a backslash, a control
/// character, anything beyond ASCII, or the end of the text.
#[inline]
pub(super) fn plain(bytes: &[u8], mut at: usize) -> usize {
    // Most strings end within one step, identifiers of 32 or 36 characters among them; their lengths vary, so a shorter
    // step would guess wrong more often.
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<STEP>()) {
        let mask = specials(chunk);
        if mask != 0 {
            return at + index(mask);
        }
        at += STEP;
    }
    plain_tail(bytes, at)
}

/// The bytes that [`plain`] looks at in one step.
const STEP: usize = 48;

/// The same within the last bytes of a text.
#[inline]
fn plain_tail(bytes: &[u8], at: usize) -> usize {
    match specials_of_tail::<STEP>(bytes, at) {
        0 => bytes.len(),
        mask => at + index(mask),
    }
}

/// The same for the last bytes of a text, which are looked at again with those before them.
pub(super) fn specials_of_tail<const N: usize>(bytes: &[u8], at: usize) -> u64 {
    let padded;
    let (chunk, before) = match bytes.last_chunk::<N>() {
        Some(chunk) => (chunk, at + N - bytes.len()),
        None => {
            let mut copy = [b' '; N];
            copy.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            padded = copy;
            (&padded, at)
        }
    };
    u32::try_from(before).ok().and_then(|before| specials(chunk).checked_shr(before)).unwrap_or(0)
}

/// One bit for each byte, of up to 64, that ends a run of plain ASCII.
#[inline(always)]
pub(super) fn specials<const N: usize>(chunk: &[u8; N]) -> u64 {
    let sixteens = chunk.chunks_exact(16).zip([0, 16, 32, 48]);
    sixteens.fold(0, |bits, (bytes, shift)| bits | u64::from(special(bytes)) << shift)
}

/// One bit for each of 16 bytes that ends a run of plain ASCII.
#[inline]
fn special(bytes: &[u8]) -> u32 {
    let Some(bytes) = bytes.first_chunk::<16>() else { return 0 };
    let bytes = i8x16::new(bytes.map(u8::cast_signed));
    // Without the bit 0x02 a quote is a space, and a space is none: as signed numbers, what lies below 0x21 is then a
    // quote, a control character, or beyond ASCII.
    let special =
        (bytes ^ i8x16::splat(0x02)).simd_lt(i8x16::splat(0x21)) | bytes.simd_eq(i8x16::splat(b'\\'.cast_signed()));
    special.to_bitmask()
}

#[expect(clippy::as_conversions, reason = "a bit index up to 64 fits everywhere")]
pub(super) fn index(mask: u64) -> usize {
    mask.trailing_zeros() as usize
}

/// What a string holds beyond plain ASCII.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Text {
    /// The closing quote.
    pub(super) end: usize,
    /// Length in code points; a lone surrogate counts as one.
    pub(super) characters: usize,
    /// The first escape that is half of a surrogate pair.
    pub(super) lone_surrogate: Option<usize>,
    /// The first byte that is no UTF-8.
    pub(super) bad_utf8: Option<usize>,
}

/// Reads a string from behind its opening quote to its closing one.
#[cold]
pub(super) fn text(bytes: &[u8], start: usize) -> Result<Text, Fault> {
    let mut text = Text::default();
    let mut at = start;
    loop {
        let next = plain(bytes, at);
        text.characters += next - at;
        at = next;
        match bytes.get(at) {
            Some(b'"') => {
                text.end = at;
                return Ok(text);
            }
            Some(b'\\') => {
                let (next, lone) = escape(bytes, at)?;
                if lone {
                    text.lone_surrogate = text.lone_surrogate.or(Some(at));
                }
                text.characters += 1;
                at = next;
            }
            Some(0x80..) => {
                let run = bytes.get(at..).unwrap_or_default();
                let length = run.iter().take_while(|b| **b >= 0x80).count();
                match std::str::from_utf8(run.get(..length).unwrap_or_default()) {
                    Ok(run) => text.characters += run.chars().count(),
                    Err(error) => {
                        text.bad_utf8 = text.bad_utf8.or(Some(at + error.valid_up_to()));
                        text.characters +=
                            String::from_utf8_lossy(run.get(..length).unwrap_or_default()).chars().count();
                    }
                }
                at += length;
            }
            Some(_) => return Err(Fault::new(at, Syntax::EscapedControl)),
            None => return Err(Fault::new(at, Syntax::ClosingQuote)),
        }
    }
}

/// Reads one escape (a surrogate pair is one); whether it is a lone surrogate.
fn escape(bytes: &[u8], at: usize) -> Result<(usize, bool), Fault> {
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok((at + 2, false)),
        Some(b'u') => {
            let unit = hex(bytes, at + 2).ok_or(Fault::new(at, Syntax::HexDigits))?;
            match unit {
                0xD800..=0xDBFF => {
                    let low = match bytes.get(at + 6..at + 8) {
                        Some(b"\\u") => hex(bytes, at + 8),
                        _ => None,
                    };
                    match low {
                        Some(0xDC00..=0xDFFF) => Ok((at + 12, false)),
                        _ => Ok((at + 6, true)),
                    }
                }
                0xDC00..=0xDFFF => Ok((at + 6, true)),
                _ => Ok((at + 6, false)),
            }
        }
        Some(_) => Err(Fault::new(at, Syntax::KnownEscape)),
        None => Err(Fault::new(at + 1, Syntax::ClosingQuote)),
    }
}

fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.iter().try_fold(0, |unit, byte| Some(unit * 16 + char::from(*byte).to_digit(16)?))
}

/// The text of a string's inside: escapes resolved, lone surrogates and bad UTF-8 as U+FFFD.
pub(super) fn decode(raw: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(raw)
        && !raw.contains(&b'\\')
    {
        return Cow::Borrowed(text);
    }
    let text = String::from_utf8_lossy(raw);
    if !text.contains('\\') {
        return text;
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find('\\') {
        decoded.push_str(rest.get(..at).unwrap_or_default());
        let bytes = rest.as_bytes();
        let Ok((end, _)) = escape(bytes, at) else { break };
        decoded.push(match bytes.get(at + 1) {
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let unit = hex(bytes, at + 2).unwrap_or(0xFFFD);
                let code = match hex(bytes, at + 8) {
                    Some(low) if end == at + 12 => 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00),
                    _ => unit,
                };
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            Some(byte) => char::from(*byte),
            None => char::REPLACEMENT_CHARACTER,
        });
        rest = rest.get(end..).unwrap_or_default();
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Reads a number; the end and whether it has neither fraction nor exponent.
pub(super) fn number(bytes: &[u8], start: usize) -> Result<(usize, bool), Fault> {
    let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
    let first = at;
    at = digits(bytes, at)?;
    if bytes.get(first) == Some(&b'0') && at > first + 1 {
        return Err(Fault::new(first, Syntax::NoLeadingZeros));
    }
    let mut whole = true;
    if bytes.get(at) == Some(&b'.') {
        whole = false;
        at = digits(bytes, at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        whole = false;
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        at = digits(bytes, at)?;
    }
    Ok((at, whole))
}

/// The value of the 1 to 16 digits that stand here, and how many they are.
#[inline]
pub(super) fn short_integer(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
    let rest = bytes.get(at..)?;
    let tail;
    let chunk = match rest.first_chunk::<16>() {
        Some(chunk) => chunk,
        None => {
            tail = padded(rest)?;
            &tail
        }
    };
    let digits = i8x16::new(chunk.map(|byte| (byte ^ b'0').cast_signed()));
    // Bytes from 0x80 are negative.
    let others = (digits.simd_gt(i8x16::splat(9)) | digits.simd_lt(i8x16::ZERO)).to_bitmask();
    let count = index(u64::from(others | 1 << 16));
    if count == 0 || (count == 16 && rest.get(16).is_some_and(u8::is_ascii_digit)) {
        return None;
    }
    // The digits move to the end, with zeros before them: their number is then no matter.
    let word = u128::from_le_bytes(*chunk) ^ 0x3030_3030_3030_3030_3030_3030_3030_3030;
    let word = word << (8 * (16 - count));
    let [low, high] =
        [word, word >> 64].map(|half| eight_digits(u64::try_from(half & u128::from(u64::MAX)).unwrap_or(0)));
    Some((i64::try_from(low * 100_000_000 + high).ok()?, count))
}

/// The value of eight digits, the first in the lowest byte: three multiplications for all.
#[inline]
fn eight_digits(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff
}

/// The last bytes of a text, and zeros.
#[cold]
pub(super) fn padded<const N: usize>(rest: &[u8]) -> Option<[u8; N]> {
    let mut chunk = [0; N];
    chunk.get_mut(..rest.len())?.copy_from_slice(rest);
    Some(chunk)
}

fn digits(bytes: &[u8], start: usize) -> Result<usize, Fault> {
    let mut at = start;
    while let Some(b'0'..=b'9') = bytes.get(at) {
        at += 1;
    }
    if at == start { Err(Fault::new(at, Syntax::Digit)) } else { Ok(at) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_plain_text_ends_at_each_special_byte_wherever_it_stands() {
        for special in [b'"', b'\\', 0, 0x1f, 0x80, 0xff] {
            for length in 0..70 {
                let mut bytes = vec![b'~'; length];
                bytes.push(special);
                bytes.extend([b' '; 40]);
                assert_eq!(plain(&bytes, 0), length, "{special} {length}");
                assert_eq!(plain(&bytes[..length], 0), length);
            }
        }
        let all: Vec<u8> = (0x20..0x80).filter(|b| !matches!(b, b'"' | b'\\')).collect();
        assert_eq!(plain(&all, 0), all.len());
    }

    #[test]
    fn strings_decode() {
        for (raw, decoded, characters) in [
            (r"a\n\u00e9", "a\né", 3),
            (r"\ud83d\ude00x", "😀x", 2),
            (r"\ud83dx", "\u{fffd}x", 2),
            ("é😀", "é😀", 2),
            (r#"\/\\\""#, "/\\\"", 3),
        ] {
            assert_eq!(decode(raw.as_bytes()), decoded);
            let quoted = format!("{raw}\"");
            assert_eq!(text(quoted.as_bytes(), 0).expect("JSON").characters, characters, "{raw}");
        }
    }

    #[test]
    fn up_to_sixteen_digits_have_their_value_wherever_the_text_ends() {
        for digits in ["0", "7", "10", "007", "12345678", "123456789", "9999999999999999", "1000000000000001"] {
            for behind in ["", ",", " ", ".5", "/", ":", "\u{80}", "                    "] {
                let text = format!("{digits}{behind}");
                let value = digits.parse().expect("an integer");
                assert_eq!(short_integer(text.as_bytes(), 0), Some((value, digits.len())), "{text}");
            }
        }
        for none in ["", "-1", "x", ".5", "/1", ":1", "12345678901234567", "12345678901234567890"] {
            assert_eq!(short_integer(none.as_bytes(), 0), None, "{none}");
        }
        assert_eq!(short_integer(b"ab12", 2), Some((12, 2)));
    }

    #[test]
    fn numbers_follow_the_grammar() {
        for (number_text, expected) in [
            ("0", Some(true)),
            ("-0", Some(true)),
            ("12", Some(true)),
            ("1.0", Some(false)),
            ("1e5", Some(false)),
            ("01", None),
            ("-", None),
            ("1.", None),
            ("1e", None),
            ("1e+", None),
            (".5", None),
            ("-01", None),
        ] {
            assert_eq!(number(number_text.as_bytes(), 0).ok().map(|(_, whole)| whole), expected, "{number_text}");
        }
    }
}
