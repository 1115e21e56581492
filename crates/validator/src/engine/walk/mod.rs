//! The one pass over a document: it parses and judges at once.
//!
//! The same code serves the verdict and the diagnosis, as two monomorphic copies. The verdict ([`Silent`]) stops at the
//! first violation; the diagnosis records each and goes on. What passes quickly is decided in the `*_fast` fields of
//! the program; only what they do not accept reaches the exact judgement, in both copies alike.

mod array;
mod combine;
mod number;
mod object;
mod skip;
mod strangers;
mod string;

use std::ops::Range;

use dataarts_insight_openapi::suggestion::SuggestionBudget;
use object::Order;

use super::{
    explain,
    program::{Id, Program, Schema},
    rule::Rule,
    scan,
    strictness::{Limits, MAX_NESTING, Notes},
};
use crate::finding::{ContractPlace, Expected, Finding, Found, Refusal, Syntax, Types};

/// Combinators inside each other that a walk may follow, counted along the nesting of the document.
const MAX_FRAMES: usize = MAX_NESTING;

/// Why a walk does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// As wide as a position, so that a result of either is returned in registers.
#[repr(usize)]
pub(super) enum Stop {
    /// The value violates the schema; another alternative may still accept it.
    Invalid,
    /// The document is refused whatever the schema; [`Walk::fault`] says why.
    Fault,
}

/// The end of a value, or why there is none.
pub(super) type Walked = Result<usize, Stop>;

/// Why a document is refused whatever the schema, and where.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// The text is not JSON.
    Syntax(scan::Fault),
    /// A limit is exceeded.
    Limit(usize, Refusal),
}

/// A step from a value into a part of it.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// The bytes of a key, without quotes.
    Key(Range<usize>),
    Index(usize),
}

/// What is told about a document.
pub(super) trait Sink {
    /// Whether all of it is wanted.
    const DIAGNOSE: bool;

    /// An error; its pointer is the place where the walk is.
    fn error(&mut self, finding: Finding);
    /// Whether there is room for no more findings; the violation that was to be told is then only counted.
    fn count_only(&mut self) -> bool;
    /// Something that is only odd, and where the contract states it, if it does.
    fn note(&mut self, rule: Rule, at: Range<usize>, place: Option<ContractPlace>);
    fn enter(&mut self, step: Step);
    fn leave(&mut self);
    /// Where the walk is, as a count of steps; and back to there after it stopped within.
    fn level(&self) -> usize;
    fn return_to(&mut self, level: usize);
    /// How many errors there are.
    fn errors(&self) -> usize;
}

/// Keeps nothing: a verdict.
#[derive(Debug)]
pub(super) struct Silent;

impl Sink for Silent {
    const DIAGNOSE: bool = false;

    fn error(&mut self, _: Finding) {}
    fn count_only(&mut self) -> bool {
        false
    }
    fn note(&mut self, _: Rule, _: Range<usize>, _: Option<ContractPlace>) {}
    fn enter(&mut self, _: Step) {}
    fn leave(&mut self) {}
    fn level(&self) -> usize {
        0
    }
    fn return_to(&mut self, _: usize) {}
    fn errors(&self) -> usize {
        0
    }
}

/// A walk over one document.
#[derive(Debug)]
pub(super) struct Walk<'a, S> {
    pub(super) bytes: &'a [u8],
    pub(super) program: &'a Program,
    pub(super) limits: &'a Limits,
    pub(super) sink: S,
    /// Conditions of the text that were met.
    pub(super) notes: Notes,
    /// Why the walk stopped.
    pub(super) fault: Option<Fault>,
    /// The order in which the last object that had one had its names.
    order: Order,
    depth: usize,
    frames: usize,
    /// Bytes that combinators have looked at again.
    work: usize,
    /// Bytes that explanations have looked at again.
    explained: usize,
    pub(super) suggestions: SuggestionBudget,
    /// This is another look, by a diagnosis: the text itself has been reported.
    quiet: bool,
}

impl<'a, S: Sink> Walk<'a, S> {
    pub(super) fn new(program: &'a Program, limits: &'a Limits, bytes: &'a [u8], sink: S) -> Self {
        let (notes, fault) = (Notes::NONE, None);
        Self {
            bytes,
            program,
            limits,
            sink,
            notes,
            fault,
            order: Order::Contract,
            depth: 0,
            frames: 0,
            work: 0,
            explained: 0,
            suggestions: SuggestionBudget::default(),
            quiet: false,
        }
    }

    /// Judges the whole text.
    pub(super) fn document(&mut self) -> Result<(), Stop> {
        let mut start = 0;
        if self.bytes.starts_with(b"\xEF\xBB\xBF") {
            self.note(Rule::ByteOrderMark, 0..3);
            start = 3;
        }
        let end = self.value(self.program.root, scan::space(self.bytes, start))?;
        let end = scan::space(self.bytes, end);
        if end < self.bytes.len() {
            self.note(Rule::TrailingData, end..self.bytes.len());
        }
        Ok(())
    }

    /// Judges the value that starts here by a schema.
    #[inline]
    fn value(&mut self, id: Id, at: usize) -> Walked {
        let program = self.program;
        let Some(schema) = program.schema(id) else {
            return self.no_value(at);
        };
        match schema.looks.as_deref() {
            None => self.own(schema, at),
            Some(looks) => self.combined(schema, looks, at),
        }
    }

    /// Judges a value by the keywords of a schema, but for its combinators.
    #[inline]
    fn own(&mut self, schema: &'a Schema, at: usize) -> Walked {
        match self.bytes.get(at) {
            Some(b'"') => self.string(schema, at),
            Some(b'0'..=b'9' | b'-') => self.number(schema, at),
            _ => self.other(schema, at),
        }
    }

    /// The same for what is neither a string nor a number.
    #[inline(never)]
    fn other(&mut self, schema: &'a Schema, at: usize) -> Walked {
        match self.bytes.get(at) {
            Some(b'{') => self.object(schema, at),
            Some(b'[') => self.array(schema, at),
            Some(b't') => self.literal(schema, at, b"true", Types::BOOLEAN),
            Some(b'f') => self.literal(schema, at, b"false", Types::BOOLEAN),
            Some(b'n') => self.literal(schema, at, b"null", Types::NULL),
            _ => self.no_value(at),
        }
    }

    fn literal(&mut self, schema: &'a Schema, at: usize, literal: &'static [u8], types: Types) -> Walked {
        let end = at + literal.len();
        if self.bytes.get(at..end) != Some(literal) {
            return self.no_value(at);
        }
        if !schema.types.has(types) {
            self.mismatch(schema, at..end)?;
        } else if let Some(listed) = schema.enumeration.as_deref() {
            let has = match literal {
                b"null" => listed.has_null(),
                _ => listed.has_boolean(literal == b"true"),
            };
            if !has {
                self.unlisted(schema, at..end)?;
            }
        }
        Ok(end)
    }

    #[cold]
    fn no_value(&mut self, at: usize) -> Walked {
        self.expect(at, Syntax::Value)
    }

    /// Stops: the document is refused whatever its schema.
    #[cold]
    #[inline(never)]
    fn refuse<T>(&mut self, at: usize, why: Refusal) -> Result<T, Stop> {
        self.fault = Some(Fault::Limit(at, why));
        Err(Stop::Fault)
    }

    /// Stops: JSON's grammar expects something else here.
    #[cold]
    #[inline(never)]
    fn expect<T>(&mut self, at: usize, expected: Syntax) -> Result<T, Stop> {
        self.syntax(scan::Fault::new(at, expected))
    }

    #[cold]
    #[inline(never)]
    fn syntax<T>(&mut self, fault: scan::Fault) -> Result<T, Stop> {
        self.fault = Some(Fault::Syntax(fault));
        Err(Stop::Fault)
    }

    /// Notes a condition of the text.
    #[cold]
    #[inline(never)]
    fn note(&mut self, rule: Rule, at: Range<usize>) {
        self.note_stated(rule, at, None);
    }

    /// Notes what the contract states here.
    #[cold]
    #[inline(never)]
    fn note_stated(&mut self, rule: Rule, at: Range<usize>, place: Option<ContractPlace>) {
        self.notes.add(Notes::of(rule));
        // What depends on the schema is news in another look as well.
        let direction = matches!(rule, Rule::ReadOnly | Rule::WriteOnly);
        if S::DIAGNOSE && (!self.quiet || direction) {
            self.sink.note(rule, at, place);
        }
    }

    /// A violation: a verdict ends, a diagnosis records it and goes on.
    #[inline]
    fn fail(&mut self, finding: impl FnOnce(&Self) -> Finding) -> Result<(), Stop> {
        if !S::DIAGNOSE {
            return Err(Stop::Invalid);
        }
        // The words for what nobody will see may cost far more than the pass itself.
        if self.sink.count_only() {
            return Ok(());
        }
        let finding = finding(self);
        self.sink.error(finding);
        Ok(())
    }

    /// Enters an array or object.
    #[inline]
    fn descend(&mut self, at: usize) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth > self.limits.nesting {
            self.too_deep(at)?;
        }
        if self.depth > MAX_NESTING {
            return self.refuse(at, Refusal::Nesting);
        }
        Ok(())
    }

    #[inline]
    fn ascend(&mut self) {
        self.depth -= 1;
    }

    #[cold]
    fn too_deep(&mut self, at: usize) -> Result<(), Stop> {
        // Once for each place where the limit is crossed, not for all that lies below.
        if self.depth == self.limits.nesting + 1 {
            self.note(Rule::Nesting, at..at + 1);
        }
        Ok(())
    }

    /// The value has none of the types.
    #[cold]
    fn mismatch(&mut self, schema: &'a Schema, at: Range<usize>) -> Result<(), Stop> {
        if schema.slow.union.is_some() {
            return self.unlisted(schema, at);
        }
        self.fail(|walk| explain::mismatch(walk.program, walk.bytes, schema, at))
    }

    /// The value is none of the listed ones.
    #[cold]
    fn unlisted(&mut self, schema: &'a Schema, at: Range<usize>) -> Result<(), Stop> {
        self.fail(|walk| explain::unlisted(walk, schema, at))
    }

    /// A value is past a limit or otherwise not what one keyword says.
    #[cold]
    fn violates(
        &mut self,
        schema: &'a Schema,
        rule: Rule,
        at: Range<usize>,
        expected: impl FnOnce() -> Expected,
        found: impl FnOnce(&'a [u8]) -> Found,
    ) -> Result<(), Stop> {
        self.fail(|walk| {
            let found = found(walk.bytes.get(at.clone()).unwrap_or_default());
            Finding::new(rule, at, expected(), found).stated(walk.program.place(schema, rule))
        })
    }
}
