//! Stores one bit for each declared property. The bit is 1 if the validator has read the property in the current
//! object. If a schema has up to 64 properties, all bits fit into one machine word. The check of `required` is then one
//! comparison, and no memory is allocated. The benchmark set `flat` in `tests/benches/validate` shows the gain.

use crate::engine::program::{ObjectRules, Property};

/// The properties of the current object that have already been read.
pub(in crate::engine) struct Seen {
    first: u64,
    /// The bits of the 65th and later properties. Empty if the schema has at most 64 properties.
    more: Vec<u64>,
}

impl Seen {
    #[inline]
    pub(in crate::engine) fn new(properties: usize) -> Self {
        Self { first: 0, more: vec![0; properties.div_ceil(64).saturating_sub(1)] }
    }

    /// Adds a property. Returns whether the property has not been seen before.
    #[inline]
    pub(in crate::engine) fn insert(&mut self, property: &Property) -> bool {
        let new = property.bit & !self.first;
        self.first |= property.bit;
        new != 0 || (property.bit == 0 && self.insert_more(property.number))
    }

    #[cold]
    fn insert_more(&mut self, number: usize) -> bool {
        let (word, bit) = (number / 64, 1 << (number % 64));
        let Some(word) = word.checked_sub(1).and_then(|word| self.more.get_mut(word)) else { return true };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub(in crate::engine) fn count(&self) -> usize {
        let ones = self.more.iter().fold(self.first.count_ones(), |sum, word| sum + word.count_ones());
        usize::try_from(ones).unwrap_or(usize::MAX)
    }

    pub(in crate::engine) fn has(&self, index: usize) -> bool {
        let word = if index < 64 { Some(&self.first) } else { self.more.get(index / 64 - 1) };
        word.is_some_and(|word| word >> (index % 64) & 1 == 1)
    }

    /// Returns whether every required property has been read. Always returns `false` if the schema has more than 64
    /// properties. The caller must then check each required property.
    #[inline]
    pub(in crate::engine) fn has_required(&self, rules: &ObjectRules) -> bool {
        self.first & rules.required_bits == rules.required_bits && rules.properties.len() <= 64
    }
}
