//! Compares and finds the names of properties with a few machine instructions. This is important for the speed, because
//! a third of the bytes of a typical payload are names. The benchmark set `flat, shuffled` in `tests/benches/validate`
//! shows the gain.

use super::strings::{index, specials, specials_of_tail};

/// A name with quotes and colon, such as `"id":`, prepared for a comparison in one step.
#[derive(Debug)]
pub(in crate::engine) struct Key {
    /// The first 32 bytes of `written`.
    head: [u128; 2],
    /// 0xFF for each byte of `head` that belongs to `written`, and 0 for each byte after the end of `written`.
    mask: [u128; 2],
    /// The name with quotes and colon: `"name":`
    written: Box<[u8]>,
}

impl Key {
    pub(in crate::engine) fn new(name: &str) -> Self {
        // Escapes the name as JSON requires: an unescaped quote would end the key.
        let written = format!("{}:", serde_json::Value::from(name)).into_bytes();
        let (mut head, mut mask) = ([0; 32], [0; 32]);
        for ((head, mask), byte) in head.iter_mut().zip(&mut mask).zip(&written) {
            (*head, *mask) = (*byte, 0xff);
        }
        Self { head: halves(&head), mask: halves(&mask), written: written.into() }
    }

    /// Returns the position after the colon if this name and a colon are at `at`.
    #[inline]
    pub(in crate::engine) fn matches(&self, bytes: &[u8], at: usize) -> Option<usize> {
        let length = self.written.len();
        self.is(bytes.get(at..)?, length).then_some(at + length)
    }

    /// Returns whether `rest` starts with this name and a colon. `length` is the number of bytes of the name in `rest`,
    /// with its quotes and colon.
    #[inline(always)]
    fn is(&self, rest: &[u8], length: usize) -> bool {
        length == self.written.len()
            && match rest.first_chunk() {
                Some(chunk) if length <= 32 => self.starts(chunk),
                _ => rest.starts_with(&self.written),
            }
    }

    /// Returns whether the first 32 bytes match the name and its colon.
    #[inline]
    fn starts(&self, chunk: &[u8; 32]) -> bool {
        let [a, b] = halves(chunk);
        let ([head_a, head_b], [mask_a, mask_b]) = (self.head, self.mask);
        ((a ^ head_a) & mask_a) | ((b ^ head_b) & mask_b) == 0
    }
}

/// Splits 32 bytes into two words of 16 bytes.
#[inline]
fn halves(bytes: &[u8; 32]) -> [u128; 2] {
    let (low, high) = bytes.split_at(16);
    [low, high].map(|half| half.first_chunk().map_or(0, |half| u128::from_le_bytes(*half)))
}

/// A hash table of the properties of a schema, with the name as key. Each of the 256 places holds at most one property.
/// If two properties have the same hash, the table contains only the first property. The caller then finds the second
/// property in `ObjectRules::named`. An unknown name can have the hash of a property, so `find` compares whole names.
#[derive(Debug)]
pub(in crate::engine) struct KeyIndex {
    places: Box<[u16; 256]>,
    factor: u64,
}

/// The content of a place in the hash table that holds no property.
const NONE: u16 = u16::MAX;

impl KeyIndex {
    pub(in crate::engine) fn new<P: AsRef<Key>>(properties: &[P]) -> Self {
        // Tries several factors of the hash until every name has its own place. If no factor achieves this, uses the
        // factor with the fewest collisions.
        let factors = (0..256_u64).map(|n| 0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(2 * n + 1));
        let mut best: Option<(usize, Self)> = None;
        for factor in factors {
            let mut index = Self { places: Box::new([NONE; 256]), factor };
            let collisions =
                properties.iter().zip(0..NONE).filter(|(p, number)| !index.insert(*number, p.as_ref())).count();
            if best.as_ref().is_none_or(|(fewest, _)| collisions < *fewest) {
                best = Some((collisions, index));
            }
            if collisions == 0 {
                break;
            }
        }
        best.map_or(Self { places: Box::new([NONE; 256]), factor: 0 }, |(_, index)| index)
    }

    /// Puts a name into its place. Returns whether the place was free.
    fn insert(&mut self, number: u16, key: &Key) -> bool {
        let place = self.place(&key.written, key.written.len());
        match place.and_then(|place| self.places.get_mut(usize::from(place))) {
            Some(place) if *place == NONE => {
                *place = number;
                true
            }
            _ => false,
        }
    }

    /// Finds the property whose name and colon are at `at`.
    #[inline(always)]
    pub(in crate::engine) fn find<'p, P: AsRef<Key>>(
        &self,
        properties: &'p [P],
        bytes: &[u8],
        at: usize,
    ) -> Option<Found<'p, P>> {
        let rest = bytes.get(at..)?;
        match rest.first_chunk::<64>() {
            Some(chunk) => self.find_in(properties, chunk, specials(chunk), at),
            None => self.find_in_tail(properties, bytes, at),
        }
    }

    /// Finds the property whose name and colon are at `at`, if fewer than 64 bytes of the text remain.
    #[inline(never)]
    fn find_in_tail<'p, P: AsRef<Key>>(&self, properties: &'p [P], bytes: &[u8], at: usize) -> Option<Found<'p, P>> {
        self.find_in(properties, bytes.get(at..)?, specials_of_tail::<64>(bytes, at), at)
    }

    #[inline(always)]
    fn find_in<'p, P: AsRef<Key>>(
        &self,
        properties: &'p [P],
        rest: &[u8],
        specials: u64,
        at: usize,
    ) -> Option<Found<'p, P>> {
        let ahead = specials & !1;
        // Computes the length from the text, not from the found property. The processor can then continue without
        // waiting for the search.
        let length = index(ahead) + 2;
        let number = usize::from(*self.places.get(usize::from(self.place(rest, length)?))?);
        let property = properties.get(number)?;
        let same = property.as_ref().is(rest, length);
        // Shifts in two steps, because one shift by 64 bits would overflow.
        same.then_some(Found { property, colon: at + length, ahead: (ahead >> ((length - 1) % 64)) >> 1 })
    }

    /// Returns the place of a name. The place is a hash of the length, the first two bytes and the last two bytes.
    #[inline(always)]
    fn place(&self, rest: &[u8], length: usize) -> Option<u8> {
        let first = u16::from_le_bytes(*rest.get(1..)?.first_chunk()?);
        let last = u32::from_le_bytes(*rest.get(length.checked_sub(4)?..)?.first_chunk()?);
        let word = (u64::from(first) << 32 | u64::try_from(length).ok()? << 48) | u64::from(last);
        let [.., place] = word.wrapping_mul(self.factor).to_le_bytes();
        Some(place)
    }
}

/// A property that was found by its name.
pub(in crate::engine) struct Found<'p, P> {
    pub(in crate::engine) property: &'p P,
    /// The position after the colon.
    pub(in crate::engine) colon: usize,
    /// One bit for each byte after the colon. The bit is 1 if the byte is a quote, a backslash, a control character or
    /// a byte above 0x7F. `find` reads 64 bytes from the start of the name. The bits of later bytes are 0.
    pub(in crate::engine) ahead: u64,
}
