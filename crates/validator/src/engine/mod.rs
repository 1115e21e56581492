//! The engine: schemas of an OpenAPI 3.0 contract compiled once, documents judged in one pass over their bytes.
//!
//! - [`compile`](Compiled::new): schemas become a flat program in the contract's order (`program`).
//! - [`Compiled::is_valid`]: the verdict, one pass that parses and judges (`walk`), without a tree, and without
//!   allocation but for numbers that take exact arithmetic, patterns, and objects of more than 64 declared properties.
//! - [`Compiled::findings`]: the diagnosis, the same pass with a memory (`diagnose`).
//!
//! What a keyword means is in `keywords`, JSON's tokens in `scan`, exact numbers in `decimal`.

mod compile;
mod decimal;
mod diagnose;
mod explain;
mod keywords;
mod program;
mod rule;
mod scan;
mod strictness;
mod value;
mod walk;

#[cfg(test)]
mod tests;

pub use compile::{CompileError, Direction};
pub use diagnose::Finding;
pub(crate) use explain::quoted;
pub use rule::Rule;
pub use strictness::{Level, Limits, MAX_NESTING, Strictness};

use crate::document::{Document, Node};
use diagnose::Collect;
use program::Program;
use strictness::Notes;
use walk::{Silent, Walk};

/// A compiled schema, ready to judge any number of documents on any number of threads.
#[derive(Debug)]
pub struct Compiled {
    program: Program,
    strictness: Strictness,
    limits: Limits,
    denied: Notes,
    reported: Notes,
}

impl Compiled {
    /// Compiles a schema of a contract.
    ///
    /// # Errors
    /// Every place where the verdict would be undefined: an unresolved `$ref`, an unknown type, a bad pattern.
    pub fn new(document: &Document, schema: &Node, direction: Direction) -> Result<Self, Vec<CompileError>> {
        let program = compile::compile(document, schema, direction)?;
        Ok(Self::of(program, Strictness::default(), Limits::default()))
    }

    fn of(program: Program, strictness: Strictness, limits: Limits) -> Self {
        let denied = Notes::from_level(&strictness, Level::Deny);
        let reported = Notes::from_level(&strictness, Level::Warn);
        Self { program, strictness, limits, denied, reported }
    }

    /// Sets what becomes of what JSON leaves open.
    #[must_use]
    pub fn with_strictness(self, strictness: Strictness) -> Self {
        Self::of(self.program, strictness, self.limits)
    }

    /// Sets how much a document may cost.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self::of(self.program, self.strictness, limits)
    }

    /// The formats in the contract that nothing judges, each once.
    #[must_use]
    pub fn unknown_formats(&self) -> &[String] {
        &self.program.unknown_formats
    }

    /// Whether the text is a document that the schema accepts.
    #[must_use]
    pub fn is_valid(&self, bytes: &[u8]) -> bool {
        match self.verdict(bytes) {
            None => false,
            Some(notes) if notes.has(self.denied) => false,
            // Whether unknown names repeat takes memory to find out, which only this strictness asks for.
            Some(notes) if notes.has(Notes::UNKNOWN_KEYS) && self.strictness.duplicate_key == Level::Deny => {
                !self.diagnose(bytes).iter().any(|finding| finding.level == Level::Deny)
            }
            Some(_) => true,
        }
    }

    /// Everything to say about a text, in its order. It is valid if nothing has [`Level::Deny`].
    #[must_use]
    pub fn findings(&self, bytes: &[u8]) -> Vec<Finding> {
        match self.verdict(bytes) {
            Some(notes) if !notes.has(self.reported) && !self.leaves_open(notes) => Vec::new(),
            _ => self.diagnose(bytes),
        }
    }

    /// Whether the notes leave open if a name occurs twice, and that matters.
    fn leaves_open(&self, notes: Notes) -> bool {
        notes.has(Notes::UNKNOWN_KEYS) && self.strictness.duplicate_key != Level::Allow
    }

    /// What a valid document was noted for; nothing for an invalid one.
    #[inline]
    fn verdict(&self, bytes: &[u8]) -> Option<Notes> {
        if bytes.len() > self.limits.size {
            return None;
        }
        let mut walk = Walk::new(&self.program, &self.limits, bytes, Silent);
        walk.document().ok().map(|()| walk.notes)
    }

    /// The diagnosis, whatever the verdict.
    fn diagnose(&self, bytes: &[u8]) -> Vec<Finding> {
        let mut collect = Collect::new(bytes, &self.strictness, &self.limits);
        if bytes.len() > self.limits.size {
            collect.oversize();
            return collect.finish();
        }
        let mut walk = Walk::new(&self.program, &self.limits, bytes, collect);
        if walk.document().is_err()
            && let Some((rule, fault)) = walk.fault
        {
            walk.sink.fault(rule, fault);
        }
        walk.sink.finish()
    }
}

/// Whether a text is a number as JSON writes it.
pub(crate) fn is_number(text: &str) -> bool {
    scan::number(text.as_bytes(), 0).is_ok_and(|(end, _)| end == text.len())
}

/// A text for a message: short, on one line.
pub(crate) fn snippet(text: &str) -> String {
    explain::snippet(text.as_bytes())
}
