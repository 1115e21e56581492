//! `uniqueItems`: values are compared, not spellings; only items whose hashes collide are compared.

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
    schema.array_rules().unique = compiler.boolean(node, KEYWORD.name);
}

impl<'a, S: Observer> Walk<'a, S> {
    /// Checks the items of an array, each by its place.
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

/// Finds the first item that equals an earlier one, with that one's index.
fn first_duplicate(bytes: &[u8], items: &[Range<usize>]) -> Option<(usize, usize)> {
    if items.len() <= 8 && items.iter().all(|item| is_plain(bytes.get(item.clone()).unwrap_or_default())) {
        return few(bytes, items);
    }
    let raw = |index: usize| bytes.get(items.get(index)?.clone());
    let mut hashes: Vec<(u64, usize)> =
        (0..items.len()).map(|index| (equality::hash(raw(index).unwrap_or_default()), index)).collect();
    hashes.sort_unstable();
    let mut first: Option<(usize, usize)> = None;
    for run in hashes.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1) {
        // A run of equal hashes is, but for collisions, a run of equal items: its second member ends the search.
        let found = run.iter().enumerate().skip(1).find_map(|(position, (_, index))| {
            let item = raw(*index)?;
            let equals = |earlier: &usize| raw(*earlier).is_some_and(|other| equality::equal(other, item));
            let earlier = run.iter().take(position).map(|(_, earlier)| *earlier).find(equals)?;
            Some((*index, earlier))
        });
        if let Some(found) = found
            && first.is_none_or(|(index, _)| found.0 < index)
        {
            first = Some(found);
        }
    }
    first
}

/// Returns whether a value has only one spelling, as strings without escapes and integers have.
fn is_plain(raw: &[u8]) -> bool {
    match raw.first() {
        Some(b'"') => !raw.contains(&b'\\'),
        Some(b'1'..=b'9') => raw.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// Compares a few plain items with each other.
fn few(bytes: &[u8], items: &[Range<usize>]) -> Option<(usize, usize)> {
    let raw = |item: &Range<usize>| bytes.get(item.clone());
    items.iter().enumerate().find_map(|(index, item)| {
        let earlier = items.iter().take(index).position(|earlier| raw(earlier) == raw(item))?;
        Some((index, earlier))
    })
}
