//! Tells without allocation whether an unknown name of an object may occur twice. Exact memory would cost the bar that a
//! verdict allocates nothing (`tests/allocations.rs`); an uncertain answer only costs a diagnosis.

/// Hashes of the first few unknown names.
#[derive(Default)]
pub(in crate::engine) struct UnknownProperties {
    hashes: [u64; 8],
    count: usize,
    /// One of them has an escape, so another may be the same in another spelling.
    escaped: bool,
}

impl UnknownProperties {
    /// Whether a name, with its quotes, may have been seen before in the same object, which its start tells apart from
    /// other objects. Only `false` is certain.
    #[inline(never)]
    pub(in crate::engine) fn may_repeat(&mut self, object: usize, name: &[u8]) -> bool {
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
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn never_misses_a_repeated_name() {
        let mut random = fastrand::Rng::with_seed(7);
        let names = ["\"a\"", "\"b\"", "\"\\u0061\"", "\"c\""];
        let mut certain = 0;
        for _ in 0..2_000 {
            let (mut unknown, mut set) = (UnknownProperties::default(), HashSet::new());
            for _ in 0..random.usize(1..5) {
                let (object, name) = (random.usize(0..2), names[random.usize(0..4)]);
                let decoded = if name.contains('u') { "\"a\"" } else { name };
                let repeats = !set.insert((object, decoded));
                let may_repeat = unknown.may_repeat(object, name.as_bytes());
                assert!(may_repeat || !repeats, "{object} {name}");
                certain += usize::from(!may_repeat);
            }
        }
        assert!(certain > 1_000, "{certain}");
    }

    #[test]
    fn remembers_eight_names() {
        let mut unknown = UnknownProperties::default();
        let names: Vec<String> = (0..9).map(|n| format!("\"{n}\"")).collect();
        let open: Vec<bool> = names.iter().map(|name| unknown.may_repeat(0, name.as_bytes())).collect();
        assert_eq!(open.iter().position(|open| *open), Some(8));
    }
}
