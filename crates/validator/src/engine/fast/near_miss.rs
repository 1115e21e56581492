//! Tests with a few comparisons whether an undeclared name can be a misspelling of a declared name. If no declared name
//! is possible, the validator skips the search for the most similar name. The search would take some microseconds. The
//! benchmark set `flat` in `tests/benches/validate` shows the gain.

/// The letters and the length of a name. Case, `_`, `-` and spaces are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Shape {
    /// How often each letter occurs. Several letters can share a number.
    letters: [u8; 32],
    length: u16,
}

impl Shape {
    pub(in crate::engine) fn new(name: &str) -> Self {
        let mut shape = Self { letters: [0; 32], length: 0 };
        if name.is_ascii() {
            let letters = name.bytes().filter(|letter| !matches!(letter, b'_' | b'-' | b' '));
            letters.for_each(|letter| shape.add(letter.to_ascii_lowercase().into()));
        } else {
            let letters = name.chars().filter(|letter| !matches!(letter, '_' | '-' | ' ')).flat_map(char::to_lowercase);
            letters.for_each(|letter| shape.add(letter.into()));
        }
        shape
    }

    #[inline]
    fn add(&mut self, letter: u32) {
        let count = usize::try_from(letter % 32).ok().and_then(|number| self.letters.get_mut(number));
        count.into_iter().for_each(|count| *count = count.saturating_add(1));
        self.length = self.length.saturating_add(1);
    }

    /// Returns `false` if the name of this shape cannot be a misspelling of the other name. If the result is `true`,
    /// the caller must compare the two names. Always returns `false` for a name of one or two letters, because short
    /// names are often similar by chance.
    pub(in crate::engine) fn may_misspell(&self, other: &Self) -> bool {
        // The largest number of edits that `suggestion::nearest` accepts. One edit changes at most two counts in
        // `letters`, each by one.
        let most = (self.length / 3).clamp(1, 3);
        let changed = || {
            let counts = self.letters.iter().zip(&other.letters);
            counts.map(|(count, other)| u16::from(count.abs_diff(*other))).sum::<u16>()
        };
        self.length >= 3 && self.length.abs_diff(other.length) <= most && changed() <= 2 * most
    }
}

#[cfg(test)]
mod tests {
    use dataarts_insight_openapi::suggestion::nearest;

    use super::*;

    #[test]
    fn rejects_no_similar_name() {
        let names = ["status", "Status", "statsu", "stat-us", "sttus", "ids", "größe", "GRÖSSE", "created_at"];
        for name in names {
            for other in names {
                let near = nearest(name, [other]).is_some();
                assert!(!near || Shape::new(name).may_misspell(&Shape::new(other)), "{name} {other}");
            }
        }
        // Both names have almost the same letters, but not equally often.
        assert!(!Shape::new("future_field").may_misspell(&Shape::new("update_date")));
        assert!(!Shape::new("project").may_misspell(&Shape::new("status")));
        assert!(!Shape::new("x").may_misspell(&Shape::new("y")));
    }
}
