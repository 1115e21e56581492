//! The one pass over a document, which parses and validates at once.
//!
//! The same code is compiled twice. The verdict ([`Silent`]) stops at the first error; the diagnosis records each error
//! and continues. Both check a value keyword by keyword (`keywords`) if its fast path (`fast`) does not accept it.

mod array;
mod combine;
mod explain;
mod number;
mod object;
mod skip;
mod string;
#[cfg(test)]
mod tests;
mod value;

use std::ops::Range;

use dataarts_insight_openapi::suggestion::SuggestionBudget;

use super::{
    conditions::Conditions,
    fast::prediction::Order,
    program::{Program, Schema},
    scan,
};
use crate::{
    Limits, MAX_NESTING, Rule,
    finding::{ContractPlace, Expected, Finding, Found, Refusal, Syntax},
};

/// The largest number of combinators around a value, on all levels of the document together.
const MAX_COMBINATORS: usize = MAX_NESTING;

/// Why a walk stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// As wide as a position, so that `Result<position, Stop>` is returned in registers.
#[repr(usize)]
pub(super) enum Stop {
    /// The value violates the schema; another alternative may still accept it.
    Invalid,
    /// The document is refused by every schema; [`Walk::fault`] has the reason.
    Fault,
}

/// The end of a value, or why the walk stopped in it.
pub(super) type Walked = Result<usize, Stop>;
/// Nothing, or why the walk stopped.
pub(super) type Checked = Result<(), Stop>;

/// Why a document is refused by every schema, and where.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// The text is not JSON.
    Syntax(scan::Fault),
    /// A limit is exceeded.
    Limit(usize, Refusal),
}

/// A part of a value, as a JSON Pointer names it.
#[derive(Debug, Clone)]
pub(super) enum PathSegment {
    /// The bytes of a key, without quotes.
    Key(Range<usize>),
    Index(usize),
}

/// A receiver of the findings of a walk; by default it records nothing.
pub(super) trait Observer {
    /// Whether every finding is wanted, or only the verdict.
    const DIAGNOSE: bool;

    /// Records an error at the current place of the walk.
    fn error(&mut self, _: Finding) {}
    /// Returns whether the limit of findings is reached; the current error is then only counted.
    fn count_only(&mut self) -> bool {
        false
    }
    /// Records a condition of the text, and where the contract states it, if it does.
    fn note(&mut self, _: Rule, _: Range<usize>, _: Option<ContractPlace>) {}
    fn enter(&mut self, _: PathSegment) {}
    fn leave(&mut self) {}
    /// Returns how many parts of values the walk is in.
    fn level(&self) -> usize {
        0
    }
    /// Goes back to a level after the walk stopped at a deeper one.
    fn return_to(&mut self, _: usize) {}
    /// Returns how many errors there are.
    fn count_errors(&self) -> usize {
        0
    }
}

/// Records nothing: only the verdict is wanted.
#[derive(Debug)]
pub(super) struct Silent;

impl Observer for Silent {
    const DIAGNOSE: bool = false;
}

/// A walk over one document.
#[derive(Debug)]
pub(super) struct Walk<'a, S> {
    pub(super) bytes: &'a [u8],
    pub(super) program: &'a Program,
    pub(super) limits: &'a Limits,
    pub(super) observer: S,
    /// Conditions of the text that were seen.
    pub(super) conditions: Conditions,
    /// Why the walk stopped.
    pub(super) fault: Option<Fault>,
    /// The order of names in the last object that had one.
    order: Order,
    /// The number of arrays and objects around the current value.
    depth: usize,
    /// The number of combinators around the current value.
    combinators: usize,
    /// The number of bytes that combinators have read again.
    work: usize,
    /// The number of bytes that explanations have read again.
    explained: usize,
    pub(super) suggestions: SuggestionBudget,
    /// Whether the conditions of the text are recorded already, because the diagnosis reads the value again.
    again: bool,
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(super) fn new(program: &'a Program, limits: &'a Limits, bytes: &'a [u8], observer: S) -> Self {
        Self {
            bytes,
            program,
            limits,
            observer,
            conditions: Conditions::NONE,
            fault: None,
            order: Order::Contract,
            depth: 0,
            combinators: 0,
            work: 0,
            explained: 0,
            suggestions: SuggestionBudget::default(),
            again: false,
        }
    }

    /// Walks the whole text.
    pub(super) fn document(&mut self) -> Checked {
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

    /// Stops: the document is refused by every schema.
    #[cold]
    #[inline(never)]
    pub(super) fn refuse<T>(&mut self, at: usize, why: Refusal) -> Result<T, Stop> {
        self.fault = Some(Fault::Limit(at, why));
        Err(Stop::Fault)
    }

    /// Stops: JSON's grammar expects something else here.
    #[cold]
    #[inline(never)]
    pub(super) fn expect<T>(&mut self, at: usize, expected: Syntax) -> Result<T, Stop> {
        self.syntax(scan::Fault::new(at, expected))
    }

    #[cold]
    #[inline(never)]
    pub(super) fn syntax<T>(&mut self, fault: scan::Fault) -> Result<T, Stop> {
        self.fault = Some(Fault::Syntax(fault));
        Err(Stop::Fault)
    }

    /// Records a condition of the text.
    #[cold]
    #[inline(never)]
    pub(super) fn note(&mut self, rule: Rule, at: Range<usize>) {
        self.note_stated(rule, at, None);
    }

    /// Records a condition that the contract states here.
    #[cold]
    #[inline(never)]
    pub(super) fn note_stated(&mut self, rule: Rule, at: Range<usize>, place: Option<ContractPlace>) {
        self.conditions.add(Conditions::of(rule));
        // `readOnly` and `writeOnly` depend on the schema, so a pass by another schema may find more.
        let direction = matches!(rule, Rule::ReadOnly | Rule::WriteOnly);
        if S::DIAGNOSE && (!self.again || direction) {
            self.observer.note(rule, at, place);
        }
    }

    /// Reports an error: a verdict stops, a diagnosis records the error and continues.
    #[inline]
    pub(super) fn fail(&mut self, finding: impl FnOnce(&Self) -> Finding) -> Checked {
        if !S::DIAGNOSE {
            return Err(Stop::Invalid);
        }
        // Does not build a finding that is not kept: it may cost far more than the pass itself.
        if self.observer.count_only() {
            return Ok(());
        }
        let finding = finding(self);
        self.observer.error(finding);
        Ok(())
    }

    /// Enters a part of a value; only a diagnosis records the path.
    #[inline]
    pub(super) fn enter(&mut self, segment: PathSegment) {
        if S::DIAGNOSE {
            self.observer.enter(segment);
        }
    }

    /// Leaves a part of a value.
    #[inline]
    pub(super) fn leave(&mut self) {
        if S::DIAGNOSE {
            self.observer.leave();
        }
    }

    /// Enters an array or object.
    #[inline]
    pub(super) fn descend(&mut self, at: usize) -> Checked {
        self.depth += 1;
        if self.depth > self.limits.nesting {
            self.too_deep(at);
        }
        if self.depth > MAX_NESTING {
            return self.refuse(at, Refusal::Nesting);
        }
        Ok(())
    }

    #[inline]
    pub(super) fn ascend(&mut self) {
        self.depth -= 1;
    }

    #[cold]
    fn too_deep(&mut self, at: usize) {
        // Reports only the place where the limit is crossed, not the values inside it.
        if self.depth == self.limits.nesting + 1 {
            self.note(Rule::Nesting, at..at + 1);
        }
    }

    /// Reports a value that violates one keyword.
    #[cold]
    pub(super) fn violates(
        &mut self,
        schema: &'a Schema,
        rule: Rule,
        at: Range<usize>,
        expected: impl FnOnce() -> Expected,
        found: impl FnOnce(&'a [u8]) -> Found,
    ) -> Checked {
        self.fail(|walk| walk.finding(schema, rule, at, expected(), found))
    }

    /// Makes a finding of a rule that a schema states.
    pub(super) fn finding(
        &self,
        schema: &Schema,
        rule: Rule,
        at: Range<usize>,
        expected: Expected,
        found: impl FnOnce(&'a [u8]) -> Found,
    ) -> Finding {
        let found = found(self.raw(at.clone()));
        Finding::new(rule, at, expected, found).stated(self.program.place(schema, rule))
    }

    /// Returns a part of the text.
    #[inline]
    pub(super) fn raw(&self, at: Range<usize>) -> &'a [u8] {
        self.bytes.get(at).unwrap_or_default()
    }
}
