//! Detects whether the same undeclared name can occur twice in an object. Compares only hashes of the names, because a
//! copy of the names would need an allocation (`tests/allocations.rs` forbids it). If two different names have the same
//! hash, the payload is validated once more with a comparison of the names. This does not change the result.

/// The hashes of the first unknown names.
#[derive(Default)]
pub(in crate::engine) struct UnknownProperties {
    hashes: [u64; 8],
    count: usize,
    /// True if a name has an escape. Hashes cannot find a repeated name then, because `"a"` and `"\u0061"` are the same
    /// name but have different hashes.
    escaped: bool,
}

impl UnknownProperties {
    /// Returns `false` if a name has certainly not occurred before in the same object. If the result is `true`, the
    /// caller must compare the names. `name` includes the quotes. `object` is the position of the object.
    #[inline(never)]
    pub(in crate::engine) fn may_repeat(&mut self, object: usize, name: &[u8]) -> bool {
        // The FNV hash is fast for short texts, such as names.
        let start = 0xcbf2_9ce4_8422_2325_u64 ^ u64::try_from(object).unwrap_or(0).rotate_left(32);
        let hash = name.iter().fold(start, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
        let first = self.count == 0;
        let known = self.hashes.iter().take(self.count).any(|other| *other == hash);
        self.escaped |= name.contains(&b'\\');
        match self.hashes.get_mut(self.count) {
            Some(slot) => {
                *slot = hash;
                self.count += 1;
                known || (self.escaped && !first)
            }
            None => true,
        }
    }
}
