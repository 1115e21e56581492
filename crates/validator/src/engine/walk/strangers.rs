//! Names that no schema knows: whether one of them occurs twice, as far as a verdict can tell without allocation.

/// Hashes of the first few names.
#[derive(Default)]
pub(super) struct Strangers {
    hashes: [u64; 8],
    count: usize,
    /// One of them has an escape, so another may be the same in another spelling.
    escaped: bool,
}

impl Strangers {
    /// Whether this name, with its quotes, may have been there before in the same object, which its start tells apart
    /// from others. Certain only if it has not.
    #[inline(never)]
    pub(super) fn may_repeat(&mut self, object: usize, name: &[u8]) -> bool {
        // FNV: names are short, and a collision only costs a diagnosis.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_repeat_is_told_from_what_does_not() {
        let mut strangers = Strangers::default();
        assert!(!strangers.may_repeat(0, b"\"a\""));
        assert!(!strangers.may_repeat(0, b"\"b\""));
        assert!(!strangers.may_repeat(9, b"\"a\""), "in another object");
        assert!(strangers.may_repeat(0, b"\"a\""));
        let mut strangers = Strangers::default();
        assert!(!strangers.may_repeat(0, b"\"\\u0061\""));
        assert!(strangers.may_repeat(0, b"\"a\""), "in another spelling");
        let mut strangers = Strangers::default();
        let names: Vec<String> = (0..9).map(|n| format!("\"{n}\"")).collect();
        let open: Vec<bool> = names.iter().map(|name| strangers.may_repeat(0, name.as_bytes())).collect();
        assert_eq!(open.iter().position(|open| *open), Some(8), "more than it remembers");
    }
}
