//! Reads an integer of up to 16 digits. Computes eight digits at once instead of one digit after the other. This is
//! faster for payloads with many timestamps and counts: see the benchmark set `flat` in `tests/benches/validate`.

use wide::i8x16;

use super::strings::index;

/// Reads an integer of 1 to 16 digits. Returns the value and the number of digits. Returns `None` if there is no digit,
/// or if there are more than 16 digits.
#[inline]
pub(in crate::engine) fn short_integer(bytes: &[u8], at: usize) -> Option<(i64, usize)> {
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
    // Finds the bytes that are not digits. In the line above, `^ b'0'` turns a digit into a number from 0 to 9. Every
    // other byte becomes a number above 9 or a negative number.
    let others = (digits.simd_gt(i8x16::splat(9)) | digits.simd_lt(i8x16::ZERO)).to_bitmask();
    let count = index(u64::from(others | 1 << 16));
    if count == 0 || (count == 16 && rest.get(16).is_some_and(u8::is_ascii_digit)) {
        return None;
    }
    // Moves the digits to the end and puts zeros before them, so the next step always has 16 digits.
    let word = u128::from_le_bytes(*chunk) ^ 0x3030_3030_3030_3030_3030_3030_3030_3030;
    let word = word << (8 * (16 - count));
    let [low, high] =
        [word, word >> 64].map(|half| eight_digits(u64::try_from(half & u128::from(u64::MAX)).unwrap_or(0)));
    Some((i64::try_from(low * 100_000_000 + high).ok()?, count))
}

/// Returns the value of eight digits with three multiplications. The lowest byte holds the first digit.
#[inline]
fn eight_digits(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff
}

/// Copies the last bytes of a text and appends zeros.
#[cold]
fn padded<const N: usize>(rest: &[u8]) -> Option<[u8; N]> {
    let mut chunk = [0; N];
    chunk.get_mut(..rest.len())?.copy_from_slice(rest);
    Some(chunk)
}
