//! `uniqueItems` compares values, so `1` and `1.0` are equal items. In a long array, two items are compared only if
//! their hashes are equal.

use std::collections::HashSet;

use super::prelude::*;
use crate::{
    engine::{equality, walk::PathSegment},
    finding::snippet,
};

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::UniqueItems,
    Types::ARRAY,
    "No two items of the array are equal.",
    Example::document("{type: array, items: {}, uniqueItems: true}", br#"[1, "1"]"#, b"[1, 1.0]"),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.array.get_or_insert_default().unique = compiler.boolean(node, KEYWORD.name);
}

impl<'a, S: Observer> Walk<'a, S> {
    /// Checks that the items of an array differ. `items` has the position of each item.
    pub(crate) fn check_unique_items(
        &mut self,
        schema: &'a Schema,
        items: &[Range<usize>],
        whole: &Range<usize>,
    ) -> Checked {
        self.pay(whole.len(), whole.start)?;
        let Some((second, first)) = first_duplicate(self.bytes, items) else { return Ok(()) };
        let at = items.get(second).cloned().unwrap_or(whole.clone());
        self.enter(PathSegment::Index(second));
        let found = |item| Found::Duplicate(snippet(item), first, second);
        self.violates(schema, Rule::UniqueItems, at, || Expected::DistinctItems, found)?;
        self.leave();
        Ok(())
    }
}

/// Finds the first item that equals an earlier item. Returns the indexes of both items.
fn first_duplicate(bytes: &[u8], items: &[Range<usize>]) -> Option<(usize, usize)> {
    let raw = |item: &Range<usize>| bytes.get(item.clone()).unwrap_or_default();
    // Compares the texts of a few simple items directly. Other items need hashes of their values, because equal values
    // can have different texts, such as `1` and `1.0`.
    if items.len() <= 8 && items.iter().all(|item| is_plain(raw(item))) {
        return items.iter().enumerate().find_map(|(index, item)| {
            let earlier = items.iter().take(index).position(|earlier| raw(earlier) == raw(item))?;
            Some((index, earlier))
        });
    }
    let mut hashes = HashSet::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        // Compares an item with the earlier items only if an earlier item has the same hash. Different items rarely
        // have the same hash.
        if !hashes.insert(equality::hash(raw(item))) {
            let spelling = equality::canonical(raw(item));
            let equal = |earlier: &Range<usize>| equality::canonical(raw(earlier)) == spelling;
            if let Some(earlier) = items.iter().take(index).position(equal) {
                return Some((index, earlier));
            }
        }
    }
    None
}

/// Returns whether a value is a string without escapes or a positive integer. Two such values are equal only if their
/// texts are equal.
fn is_plain(raw: &[u8]) -> bool {
    match raw.first() {
        Some(b'"') => !raw.contains(&b'\\'),
        Some(b'1'..=b'9') => raw.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}
