//! Finds the end of a run of plain ASCII in a string, in steps of 48 bytes. Most bytes of a payload are in strings. The
//! benchmark sets `flat` and `lists` show the gain (`tests/benches/validate`).

use wide::i8x16;

/// Returns the end of the run of plain ASCII that starts at `at`. A quote, a backslash, a control character, a byte
/// above 0x7F or the end of the text ends the run.
#[inline]
pub(in crate::engine) fn plain(bytes: &[u8], mut at: usize) -> usize {
    // Most strings end within one step, such as identifiers of 32 or 36 characters. With shorter steps, the number of
    // steps would vary with the length. The processor would then predict the end of the loop wrongly more often.
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

/// Finds the end of the run if fewer than `STEP` bytes remain.
#[inline]
fn plain_tail(bytes: &[u8], at: usize) -> usize {
    match specials_of_tail::<STEP>(bytes, at) {
        0 => bytes.len(),
        mask => at + index(mask),
    }
}

/// Returns the [`specials`] of the bytes from `at` to the end of the text. Fewer than `N` bytes must remain. Reads the
/// last `N` bytes of the text and drops the bits of the bytes before `at`.
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
    // `^ 0x02` turns a quote into 0x20 and a space into 0x22. As signed numbers, quotes, control characters and bytes
    // above 0x7F are then less than 0x21, and all other bytes are not.
    let special =
        (bytes ^ i8x16::splat(0x02)).simd_lt(i8x16::splat(0x21)) | bytes.simd_eq(i8x16::splat(b'\\'.cast_signed()));
    special.to_bitmask()
}

#[expect(clippy::as_conversions, reason = "a bit index up to 64 fits everywhere")]
pub(in crate::engine) fn index(mask: u64) -> usize {
    mask.trailing_zeros() as usize
}
