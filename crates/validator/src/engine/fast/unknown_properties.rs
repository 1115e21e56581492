//! Detects whether an unknown name may occur twice in an object. Stores only hashes of names: a copy of the names would
//! need an allocation, which `tests/allocations.rs` forbids. If two different names have the same hash, the payload
//! gets a full diagnosis that was not needed. The result is the same.

/// The hashes of the first unknown names.
#[derive(Default)]
pub(in crate::engine) struct UnknownProperties {
    hashes: [u64; 8],
    count: usize,
    /// True if a name has an escape: `"a"` and `"\u0061"` are the same name but have different hashes.
    escaped: bool,
}

impl UnknownProperties {
    /// Returns whether a name, with its quotes, may have occurred before in the same object. `object` is the position
    /// of the object. A result of `true` may be wrong; `false` is always right.
    #[inline(never)]
    pub(in crate::engine) fn may_repeat(&mut self, object: usize, name: &[u8]) -> bool {
        // Uses the FNV hash, because names are short. A hash that two names share only causes a diagnosis that was not
        // needed.
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
