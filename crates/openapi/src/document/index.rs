//! Indexes that find the line of an offset and the value of a key without a linear search. A linear search is too slow
//! for a contract of one line with ten megabytes, or with 20,000 schemas that refer to each other.

use std::{collections::HashMap, ops::Range};

use super::{Node, Position, Value};

/// An index of a text. `line_starts` contains the offset of each line. `blocks` contains, for each block of 1024 bytes,
/// the number of code points before the block.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    line_starts: Vec<usize>,
    blocks: Vec<usize>,
}

const BLOCK: usize = 1024;

impl Columns {
    pub(crate) fn new(text: &str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        let mut before = 0;
        let blocks = text.as_bytes().chunks(BLOCK).map(|block| {
            let start = before;
            before += characters(block);
            start
        });
        Self { blocks: blocks.collect(), line_starts }
    }

    /// Returns the line and the column of a byte offset. For an offset after the end, returns the end of the text.
    pub(super) fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        // A byte order mark is not counted as a column, because editors do not count it.
        let mark = usize::from(start < offset && text.get(start..).is_some_and(|line| line.starts_with('\u{feff}')));
        let column = self.characters_before(text, offset) - self.characters_before(text, start) - mark + 1;
        Position { line, column }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        let rest = text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        let all = || characters(text.as_bytes());
        self.blocks.get(block).map_or_else(all, |before| before + characters(rest))
    }
}

/// Counts the code points that start in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..0xc0)).count()
}

/// A hash table for each object with more than 32 keys. The table finds the index of an entry by its key. The outer map
/// finds the table of an object by the byte range of the object. Objects that YAML aliases copy have the same byte
/// range, so they use the same table.
#[derive(Debug, Clone, Default)]
pub(super) struct Wide(HashMap<Range<usize>, HashMap<String, usize>>);

/// The largest number of keys without a hash table. For few keys, a linear search is faster.
const NARROW: usize = 32;

impl Wide {
    pub(super) fn new(root: &Node) -> Self {
        let mut wide = Self::default();
        wide.visit(root);
        wide
    }

    fn visit(&mut self, node: &Node) {
        match &node.value {
            Value::Object(entries) => {
                if entries.len() > NARROW && !self.0.contains_key(&node.span) {
                    let keys = entries.iter().enumerate().map(|(at, entry)| (entry.key.clone(), at));
                    self.0.insert(node.span.clone(), keys.collect());
                }
                entries.iter().for_each(|entry| self.visit(&entry.node));
            }
            Value::Array(items) => items.iter().for_each(|item| self.visit(item)),
            _ => {}
        }
    }

    pub(super) fn get<'n>(&self, object: &'n Node, key: &str) -> Option<&'n Node> {
        match self.0.get(&object.span).filter(|_| object.entries().len() > NARROW) {
            Some(keys) => keys.get(key).and_then(|at| object.entries().get(*at)).map(|entry| &entry.node),
            None => object.get(key),
        }
    }
}
