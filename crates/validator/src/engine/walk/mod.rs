//! Reads a document once. Parses and validates each value at the same time.
//!
//! [`Walk`] is generic, with two uses. With [`Silent`], the validation stops at the first error. With
//! [`Collector`](super::diagnose::Collector), the validation records each error and continues. In both cases, a fast
//! check (`fast`) accepts most values. All other values are checked keyword by keyword (`keywords`).

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
    declared::Declared,
    fast::prediction::Order,
    program::{Program, Schema},
    scan,
    strictness::Undeclared,
};
use crate::{
    Limits, MAX_NESTING, Rule,
    finding::{ContractPlace, Expected, Finding, Found, Hint, Refusal, Syntax},
};

/// The largest number of combinators around a value. For a value inside an object or array, the combinators around this
/// object or array count too.
const MAX_COMBINATORS: usize = MAX_NESTING;

/// The reason why a validation stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// Makes the type as large as a `usize`. The processor can then return `Result<usize, Stop>` in registers.
#[repr(usize)]
pub(super) enum Stop {
    /// The value violates the schema. If the schema is part of an `anyOf` or `oneOf`, another schema may accept the
    /// value.
    Invalid,
    /// No schema can accept the document: the text is not JSON, or a limit is exceeded. [`Walk::fault`] has the reason.
    Fault,
}

/// The end of a value, or the reason why the validation stopped before the end.
pub(super) type Walked = Result<usize, Stop>;
/// Success, or the reason why the validation stopped.
pub(super) type Checked = Result<(), Stop>;

/// The reason why no schema can accept a document, with its position: a syntax error or an exceeded limit.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// The text is not JSON.
    Syntax(scan::Fault),
    /// A limit is exceeded.
    Limit(usize, Refusal),
}

/// One step of a JSON Pointer: a key or an index.
#[derive(Debug, Clone)]
pub(super) enum PathSegment {
    /// The position of a key, without quotes.
    Key(Range<usize>),
    Index(usize),
}

/// A receiver of the findings of a validation. The default implementations of the methods record nothing.
pub(super) trait Observer {
    /// True if the validation records every finding. If false, the validation only decides whether the document is
    /// valid.
    const DIAGNOSE: bool;

    /// Records an error at the current JSON Pointer.
    fn error(&mut self, _: Finding) {}
    /// Returns true if the limit of findings is reached. The observer has then counted the current error, and the
    /// caller must not make a finding for the error.
    fn count_only(&mut self) -> bool {
        false
    }
    /// Records a problem that the user may permit, such as a duplicate key. The third argument is the position of the
    /// keyword in the contract that causes the problem, such as `readOnly`. `None` if no keyword causes the problem.
    fn note(&mut self, _: Rule, _: Range<usize>, _: Option<ContractPlace>, _: Option<Hint>) {}
    fn enter(&mut self, _: PathSegment) {}
    fn leave(&mut self) {}
    /// Returns the number of steps in the current JSON Pointer.
    fn level(&self) -> usize {
        0
    }
    /// Removes steps from the end of the JSON Pointer until the given number of steps is left. Needed if the validation
    /// has stopped inside a nested value.
    fn return_to(&mut self, _: usize) {}
    /// Returns the number of errors.
    fn count_errors(&self) -> usize {
        0
    }
}

/// An observer that records nothing. Used if the validation only decides whether a document is valid.
#[derive(Debug)]
pub(super) struct Silent;

impl Observer for Silent {
    const DIAGNOSE: bool = false;
}

/// The state of the validation of one document.
#[derive(Debug)]
pub(super) struct Walk<'a, S> {
    pub(super) bytes: &'a [u8],
    pub(super) program: &'a Program,
    pub(super) limits: &'a Limits,
    pub(super) observer: S,
    /// The problems found so far that the user may permit, such as duplicate keys.
    pub(super) conditions: Conditions,
    /// The reason why the validation stopped.
    pub(super) fault: Option<Fault>,
    /// The order in which the names of the next object are expected: as in the contract, or alphabetical. Objects in
    /// another order do not change this field.
    order: Order,
    /// The number of arrays and objects that contain the current value.
    depth: usize,
    /// The number of combinators that contain the current value.
    combinators: usize,
    /// The work so far: mainly the number of bytes that were read more than once, and [`combine::PASS`] for each schema
    /// with combinators.
    work: usize,
    /// The work of the diagnosis to find why a combinator refuses a value. Has the same limit as `work`, but is counted
    /// separately.
    explained: usize,
    pub(super) suggestions: SuggestionBudget,
    /// Tells which undeclared properties are reported.
    pub(super) undeclared: Undeclared,
    /// The property names that are declared for the next value by the combinators around the value. Used only if the
    /// value is an object.
    declared: Option<&'a Declared>,
    /// True while the diagnosis reads a value a second time. Problems such as duplicate keys are then not recorded,
    /// because the diagnosis has recorded them the first time.
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
            undeclared: Undeclared::Ignored,
            declared: None,
            again: false,
        }
    }

    /// Validates the whole text.
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

    /// Stops the validation because a limit is exceeded. No schema can then accept the document.
    #[cold]
    #[inline(never)]
    pub(super) fn refuse<T>(&mut self, at: usize, why: Refusal) -> Result<T, Stop> {
        self.fault = Some(Fault::Limit(at, why));
        Err(Stop::Fault)
    }

    /// Stops the validation, because the grammar of JSON expects a different token at `at`.
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

    /// Records a problem that a valid payload may have, such as a duplicate key.
    #[cold]
    #[inline(never)]
    pub(super) fn note(&mut self, rule: Rule, at: Range<usize>) {
        self.note_stated(rule, at, None);
    }

    /// Records a problem that a keyword of the contract causes, such as a `readOnly` property in a request.
    #[cold]
    #[inline(never)]
    pub(super) fn note_stated(&mut self, rule: Rule, at: Range<usize>, place: Option<ContractPlace>) {
        self.note_with_hint(rule, at, place, None);
    }

    #[cold]
    #[inline(never)]
    pub(super) fn note_with_hint(
        &mut self,
        rule: Rule,
        at: Range<usize>,
        place: Option<ContractPlace>,
        hint: Option<Hint>,
    ) {
        self.conditions.add(Conditions::of(rule));
        // These problems depend on the schema, so they are recorded for each schema that reads the value. All other
        // problems are recorded only the first time.
        let of_schema = matches!(rule, Rule::ReadOnly | Rule::WriteOnly | Rule::UndeclaredProperty);
        if S::DIAGNOSE && (!self.again || of_schema) {
            self.observer.note(rule, at, place, hint);
        }
    }

    /// Reports an error. With diagnosis, records the error and continues. Without diagnosis, stops the validation.
    #[inline]
    pub(super) fn fail(&mut self, finding: impl FnOnce(&Self) -> Finding) -> Checked {
        if !S::DIAGNOSE {
            return Err(Stop::Invalid);
        }
        // If the limit of findings is reached, makes no finding, because this can take much more time than the check.
        if self.observer.count_only() {
            return Ok(());
        }
        let finding = finding(self);
        self.observer.error(finding);
        Ok(())
    }

    /// Adds a step to the JSON Pointer of the current value. Without diagnosis, no JSON Pointer is needed.
    #[inline]
    pub(super) fn enter(&mut self, segment: PathSegment) {
        if S::DIAGNOSE {
            self.observer.enter(segment);
        }
    }

    /// Removes the last step of the JSON Pointer.
    #[inline]
    pub(super) fn leave(&mut self) {
        if S::DIAGNOSE {
            self.observer.leave();
        }
    }

    /// Enters an array or object. Checks the depth against the limits.
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
        // Reports only the first array or object beyond the limit, not the arrays and objects inside.
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

    /// Makes a finding about a rule, with the position of the rule's keyword in the contract.
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

    /// Returns the bytes of a part of the text.
    #[inline]
    pub(super) fn raw(&self, at: Range<usize>) -> &'a [u8] {
        self.bytes.get(at).unwrap_or_default()
    }
}
