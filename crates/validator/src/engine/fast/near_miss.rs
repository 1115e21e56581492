//! Tests with a few comparisons whether two names can be similar. If no declared name can be similar, the search for a
//! similar name is skipped, which saves a microsecond. The benchmark set `flat` has undeclared names and shows the gain
//! (`tests/benches/validate`).

/// The letters and the length of a name. Case, `_`, `-` and spaces are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Shape {
    /// One bit for each letter. Several letters can share a bit.
    letters: u64,
    length: usize,
}

impl Shape {
    pub(in crate::engine) fn new(name: &str) -> Self {
        let letters = name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase);
        let start = Self { letters: 0, length: 0 };
        letters.fold(start, |shape, letter| Self {
            letters: shape.letters | 1 << (u32::from(letter) % 64),
            length: shape.length + 1,
        })
    }

    /// Returns whether the name of this shape may be a misspelling of the other name. A result of `true` may be wrong.
    /// For names of at least three letters, a result of `false` is right. For shorter names, the result is always
    /// `false`, because short names are often similar by chance.
    pub(in crate::engine) fn may_misspell(self, other: Self) -> bool {
        // The largest number of edits that `suggestion::nearest` accepts. One edit changes at most two letters.
        let most = (self.length / 3).clamp(1, 3);
        let changed = usize::try_from((self.letters ^ other.letters).count_ones()).unwrap_or(usize::MAX);
        self.length >= 3 && self.length.abs_diff(other.length) <= most && changed <= 2 * most
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
                assert!(!near || Shape::new(name).may_misspell(Shape::new(other)), "{name} {other}");
            }
        }
        assert!(!Shape::new("project").may_misspell(Shape::new("status")));
        assert!(!Shape::new("x").may_misspell(Shape::new("y")));
    }
}
