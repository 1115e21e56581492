//! Finds the first special byte of a string: a quote, a backslash, a control character or a byte above 0x7F. Reads 48
//! bytes at once. This is important for the speed, because most bytes of a typical payload are in strings. The
//! benchmark sets `flat` and `lists` in `tests/benches/validate` show the gain.

use wide::i8x16;

/// Returns the position of the first special byte, searching from `at`. Special bytes are a quote, a backslash, a
/// control character and a byte above 0x7F. Returns the length of the text if there is no special byte.
#[inline]
pub(in crate::engine) fn plain(bytes: &[u8], mut at: usize) -> usize {
    // 48 bytes contain the whole of a typical string, such as an identifier of 32 or 36 characters, so the loop usually
    // ends in the first step. With shorter steps, the number of steps would differ from string to string. The processor
    // would then more often guess the end of the loop wrongly, which costs time.
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<STEP>()) {
        let mask = specials(chunk);
        if mask != 0 {
            return at + index(mask);
        }
        at += STEP;
    }
    plain_tail(bytes, at)
}

/// The number of bytes that [`plain`] reads in one step.
const STEP: usize = 48;

/// Does the same as [`plain`] if fewer than `STEP` bytes of the text remain.
#[inline]
fn plain_tail(bytes: &[u8], at: usize) -> usize {
    match specials_of_tail::<STEP>(bytes, at) {
        0 => bytes.len(),
        mask => at + index(mask),
    }
}

/// Returns the [`specials`] of the bytes from `at` to the end of the text. These must be fewer than `N` bytes. The
/// function reads the last `N` bytes of the text, and removes the bits of the bytes before `at` from the result.
pub(in crate::engine) fn specials_of_tail<const N: usize>(bytes: &[u8], at: usize) -> u64 {
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

/// Returns one bit for each byte of a chunk of up to 64 bytes. The lowest bit is for the first byte. A bit is 1 if the
/// byte is a quote, a backslash, a control character or above 0x7F.
#[inline(always)]
pub(in crate::engine) fn specials<const N: usize>(chunk: &[u8; N]) -> u64 {
    let sixteens = chunk.chunks_exact(16).zip([0, 16, 32, 48]);
    sixteens.fold(0, |bits, (bytes, shift)| bits | u64::from(special(bytes)) << shift)
}

/// Returns one bit for each of 16 bytes: 1 for a quote, a backslash, a control character or a byte above 0x7F.
#[inline]
fn special(bytes: &[u8]) -> u32 {
    let Some(bytes) = bytes.first_chunk::<16>() else { return 0 };
    let bytes = i8x16::new(bytes.map(u8::cast_signed));
    // `^ 0x02` turns a quote into 0x20 and a space into 0x22. After that, exactly the quotes, the control characters and
    // the bytes above 0x7F are less than 0x21, because bytes above 0x7F are negative as signed numbers.
    let special =
        (bytes ^ i8x16::splat(0x02)).simd_lt(i8x16::splat(0x21)) | bytes.simd_eq(i8x16::splat(b'\\'.cast_signed()));
    special.to_bitmask()
}

#[expect(clippy::as_conversions, reason = "a bit index up to 64 fits everywhere")]
pub(in crate::engine) fn index(mask: u64) -> usize {
    mask.trailing_zeros() as usize
}
