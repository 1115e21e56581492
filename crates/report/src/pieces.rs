//! Rendered text in pieces, which a printer separates and counts.

use std::io;

/// What a piece of output is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// The text before the findings of a source.
    Open,
    /// One finding.
    Finding,
    /// The text after the findings of a source.
    Close,
}

/// Rendered text, cut into pieces.
#[derive(Debug, Default)]
pub struct Pieces {
    text: Vec<u8>,
    /// The kind of each piece, and where its text ends.
    ends: Vec<(PieceKind, usize)>,
}

impl Pieces {
    /// Adds a piece, which `write` appends. Writing to memory does not fail.
    pub(crate) fn push(&mut self, kind: PieceKind, write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) {
        let _ = write(&mut self.text);
        self.ends.push((kind, self.text.len()));
    }

    /// Returns the pieces in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (PieceKind, &[u8])> {
        let mut start = 0;
        self.ends.iter().map(move |(kind, end)| {
            let text = self.text.get(start..*end).unwrap_or_default();
            start = *end;
            (*kind, text)
        })
    }

    /// Returns the length of the text in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns whether nothing was rendered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Removes every piece and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}
