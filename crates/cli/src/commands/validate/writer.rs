//! The output itself: separators, headings, and the bound on the number of findings.

use std::io::{self, BufWriter, Write};

use super::{
    part::{Counts, Kind, Part},
    progress::Progress,
    render::Renderer,
};
use crate::terminal::{self, escape};

/// Writes parts in the order in which it gets them.
pub(super) struct Writer<'a> {
    /// None if nothing is to be written.
    renderer: Option<&'a dyn Renderer>,
    out: BufWriter<Box<dyn Write + Send>>,
    progress: Progress,
    counts: Counts,
    max_findings: u64,
    written: u64,
    last: Option<Kind>,
    /// The file that the last finding was of.
    file: String,
}

impl<'a> Writer<'a> {
    pub(super) fn new(renderer: Option<&'a dyn Renderer>, progress: Progress, max_findings: Option<u64>) -> Self {
        let out: Box<dyn Write + Send> = match renderer {
            Some(renderer) if renderer.is_styled() => Box::new(anstream::stdout()),
            _ => Box::new(io::stdout()),
        };
        Self {
            renderer,
            out: BufWriter::with_capacity(32 << 10, out),
            progress,
            counts: Counts::default(),
            max_findings: max_findings.unwrap_or(u64::MAX),
            written: 0,
            last: None,
            file: String::new(),
        }
    }

    /// Whether findings are only counted from now on.
    pub(super) fn is_full(&self) -> bool {
        self.written >= self.max_findings
    }

    /// What stands before everything.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        let text = self.renderer.map(Renderer::begin).unwrap_or_default();
        self.out.write_all(text.as_bytes())
    }

    pub(super) fn write(&mut self, part: &Part) -> io::Result<()> {
        self.counts.add(&part.counts);
        for error in &part.errors {
            self.progress.clear();
            terminal::error(&format!("{}: {}", escape(&part.file), escape(error)));
        }
        if let Some(renderer) = self.renderer
            && part.len() > 0
        {
            self.progress.clear();
            for (kind, text) in part.pieces() {
                self.piece(renderer, part, kind, text)?;
            }
            self.out.flush()?;
        }
        self.progress.draw(self.counts.documents());
        Ok(())
    }

    fn piece(&mut self, renderer: &dyn Renderer, part: &Part, kind: Kind, text: &str) -> io::Result<()> {
        if kind == Kind::Finding {
            if self.is_full() {
                return Ok(());
            }
            self.written += 1;
            if *self.file != *part.file
                && let Some(heading) = renderer.heading(&part.file, self.file.is_empty())
            {
                self.out.write_all(heading.as_bytes())?;
            }
            self.file.clear();
            self.file.push_str(&part.file);
        }
        if let Some(last) = self.last {
            self.out.write_all(renderer.between(last, kind).as_bytes())?;
        }
        self.last = Some(kind);
        self.out.write_all(text.as_bytes())
    }

    /// What stands behind everything.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.progress.clear();
        let Some(renderer) = self.renderer else { return Ok(()) };
        let hidden = (self.counts.errors + self.counts.warnings).saturating_sub(self.written);
        self.out.write_all(renderer.end(&self.counts, hidden).as_bytes())?;
        self.out.flush()?;
        if renderer.is_styled() {
            terminal::note(&self.counts.sentence());
        }
        Ok(())
    }

    pub(super) fn into_counts(self) -> Counts {
        self.counts
    }
}
