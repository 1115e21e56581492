//! Writes the rendered findings of all inputs, one after another. Adds separators and headings, and limits the number
//! of findings.

use std::io::{self, Write};

use crate::{renderer::Renderer, summary::Summary};

/// The kind of a piece of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// The output before the findings of one input.
    Open,
    /// One finding.
    Finding,
    /// The output after the findings of one input.
    Close,
}

/// The rendered output of one input, as a list of pieces.
#[derive(Debug, Default)]
pub struct Pieces {
    text: Vec<u8>,
    /// The kind of each piece, and the byte offset in `text` where the piece ends.
    ends: Vec<(PieceKind, usize)>,
}

impl Pieces {
    /// Adds a piece. `write` appends the text of the piece. An error of `write` is ignored, because a write to memory
    /// does not fail.
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

    /// Returns whether the pieces contain no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Removes all pieces. The memory is kept for new pieces.
    pub fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }
}

/// A writer of [`Pieces`]. Each call of [`Printer::print`] writes one list of pieces.
#[derive(Debug)]
pub struct Printer<'r, W> {
    renderer: &'r Renderer,
    out: W,
    max_findings: u64,
    begun: bool,
    written: u64,
    last: Option<PieceKind>,
    /// The file of the last written finding.
    file: Option<String>,
}

impl<'r, W: Write> Printer<'r, W> {
    /// Makes a printer that writes at most `max_findings` findings.
    pub fn new(renderer: &'r Renderer, out: W, max_findings: u64) -> Self {
        Self { renderer, out, max_findings, begun: false, written: 0, last: None, file: None }
    }

    /// Returns whether the printer has written `max_findings` findings. After this number, the printer writes no more
    /// findings.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.written >= self.max_findings
    }

    /// Writes the pieces of a file.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn print(&mut self, file: &str, pieces: &Pieces) -> io::Result<()> {
        if pieces.is_empty() {
            return Ok(());
        }
        self.begin()?;
        for (kind, text) in pieces.iter() {
            self.piece(file, kind, text)?;
        }
        self.out.flush()
    }

    fn piece(&mut self, file: &str, kind: PieceKind, text: &[u8]) -> io::Result<()> {
        if kind == PieceKind::Finding {
            if self.is_full() {
                return Ok(());
            }
            self.written += 1;
            if self.file.as_deref() != Some(file) {
                let heading = self.renderer.heading(file, self.file.is_none());
                self.out.write_all(heading.as_bytes())?;
                self.file = Some(file.to_owned());
            }
        }
        if let Some(last) = self.last {
            self.out.write_all(self.renderer.between(last, kind).as_bytes())?;
        }
        self.last = Some(kind);
        self.out.write_all(text)
    }

    fn begin(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        self.out.write_all(self.renderer.begin().as_bytes())
    }

    /// Writes the end of the output. Returns the number of findings that were not written.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn finish(&mut self, summary: &Summary) -> io::Result<u64> {
        self.begin()?;
        let hidden = (summary.errors + summary.warnings).saturating_sub(self.written);
        self.out.write_all(self.renderer.end(summary, hidden).as_bytes())?;
        self.out.flush()?;
        Ok(hidden)
    }

    /// Returns the output stream.
    pub fn into_output(self) -> W {
        self.out
    }
}
