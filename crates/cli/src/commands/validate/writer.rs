//! The output itself: separators, headings, and the bound on the number of findings.

use std::{
    io::{self, BufWriter, Write},
    sync::Arc,
};

use super::{
    name::Name,
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
    begun: bool,
    written: u64,
    last: Option<Kind>,
    /// The file that the last finding was of.
    file: Option<Arc<Name>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(renderer: Option<&'a dyn Renderer>, progress: Progress, max_findings: Option<u64>) -> Self {
        let out: Box<dyn Write + Send> = match renderer {
            Some(renderer) if renderer.is_styled() => Box::new(anstream::stdout()),
            // A stream that looks for styles to drop looks at every byte.
            _ => Box::new(io::stdout()),
        };
        Self {
            renderer,
            out: BufWriter::with_capacity(32 << 10, out),
            progress,
            counts: Counts::default(),
            max_findings: max_findings.unwrap_or(u64::MAX),
            begun: false,
            written: 0,
            last: None,
            file: None,
        }
    }

    /// Whether findings are only counted from now on.
    pub(super) fn is_full(&self) -> bool {
        self.written >= self.max_findings
    }

    /// Writes what was found about a job.
    pub(super) fn write(&mut self, part: &Part) -> io::Result<()> {
        self.counts.add(&part.counts);
        for error in &part.counts.unread {
            self.progress.clear();
            terminal::error(error);
        }
        self.counts.stopped |= part.stop;
        if self.renderer.is_some() {
            for note in &part.notes {
                self.progress.clear();
                terminal::aside(&escape(note));
            }
        }
        if let Some(renderer) = self.renderer
            && part.len() > 0
        {
            self.progress.clear();
            self.begin(renderer)?;
            for (kind, text) in part.pieces() {
                self.piece(renderer, part, kind, text)?;
            }
            self.out.flush()?;
        }
        self.progress.draw(self.counts.documents());
        Ok(())
    }

    /// Writes what stands before everything, once.
    fn begin(&mut self, renderer: &dyn Renderer) -> io::Result<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        self.out.write_all(renderer.begin().as_bytes())
    }

    fn piece(&mut self, renderer: &dyn Renderer, part: &Part, kind: Kind, text: &[u8]) -> io::Result<()> {
        if kind == Kind::Finding {
            if self.is_full() {
                return Ok(());
            }
            self.written += 1;
            if self.file.as_ref().is_none_or(|file| file.shown != part.file.shown) {
                let heading = renderer.heading(&part.file.shown, self.file.is_none());
                self.out.write_all(heading.as_bytes())?;
                self.file = Some(Arc::clone(&part.file));
            }
        }
        if let Some(last) = self.last {
            self.out.write_all(renderer.between(last, kind).as_bytes())?;
        }
        self.last = Some(kind);
        self.out.write_all(text)
    }

    /// What stands behind everything.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.progress.clear();
        let Some(renderer) = self.renderer else { return Ok(()) };
        self.begin(renderer)?;
        let hidden = (self.counts.errors + self.counts.warnings).saturating_sub(self.written);
        self.out.write_all(renderer.end(&self.counts, hidden).as_bytes())?;
        self.out.flush()?;
        if renderer.is_for_people() {
            terminal::note(&self.counts.sentence());
        } else if hidden > 0 {
            terminal::aside(&format!("{hidden} more findings are not shown"));
        }
        Ok(())
    }

    pub(super) fn into_counts(self) -> Counts {
        self.counts
    }
}
