//! Finds the end of a run of plain ASCII in a string, 48 bytes at once. Most bytes of a payload are in strings, so
//! the flat benchmark set and that of lists need it (`tests/benches/validate`).

use wide::i8x16;

/// Returns the first byte from here that ends a run of plain ASCII inside a string: a quote, a backslash, a control
/// character, anything beyond ASCII, or the end of the text.
#[inline]
pub(in crate::engine) fn plain(bytes: &[u8], mut at: usize) -> usize {
    // Most strings end within one step, among them identifiers of 32 or 36 characters. Their lengths vary, so with shorter
    // steps the processor would predict the end of the loop wrongly more often.
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<STEP>()) {
        let mask = specials(chunk);
        if mask != 0 {
            return at + index(mask);
        }
        at += STEP;
    }
    plain_tail(bytes, at)
}

/// The bytes that [`plain`] reads in one step.
const STEP: usize = 48;

/// Finds the end of the run within the last bytes of a text.
#[inline]
fn plain_tail(bytes: &[u8], at: usize) -> usize {
    match specials_of_tail::<STEP>(bytes, at) {
        0 => bytes.len(),
        mask => at + index(mask),
    }
}

/// Returns the bits for the last bytes of a text, which are read together with those before them.
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

/// Returns one bit for each byte, of up to 64, that ends a run of plain ASCII.
#[inline(always)]
pub(in crate::engine) fn specials<const N: usize>(chunk: &[u8; N]) -> u64 {
    let sixteens = chunk.chunks_exact(16).zip([0, 16, 32, 48]);
    sixteens.fold(0, |bits, (bytes, shift)| bits | u64::from(special(bytes)) << shift)
}

/// Returns one bit for each of 16 bytes that ends a run of plain ASCII.
#[inline]
fn special(bytes: &[u8]) -> u32 {
    let Some(bytes) = bytes.first_chunk::<16>() else { return 0 };
    let bytes = i8x16::new(bytes.map(u8::cast_signed));
    // Flipping the bit 0x02 swaps the quote with the space. As signed numbers, quotes, control characters and bytes
    // beyond ASCII are then below 0x21.
    let special =
        (bytes ^ i8x16::splat(0x02)).simd_lt(i8x16::splat(0x21)) | bytes.simd_eq(i8x16::splat(b'\\'.cast_signed()));
    special.to_bitmask()
}

#[expect(clippy::as_conversions, reason = "a bit index up to 64 fits everywhere")]
pub(in crate::engine) fn index(mask: u64) -> usize {
    mask.trailing_zeros() as usize
}
