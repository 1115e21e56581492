//! The diagnosis of combinators. Finds the schemas that refuse a value, and reports their findings.

use std::{borrow::Cow, ops::Range};

use super::{
    Checked, Fault, Observer, Stop, Walk, Walked,
    combine::{PASS, Passes},
};
use crate::{
    Rule,
    engine::{
        alternatives,
        conditions::Conditions,
        declared::Declared,
        equality,
        program::{ANYTHING, Combinators, Id, Schema},
        scan,
    },
    finding::{ContractPlace, Expected, Finding, Found, Refusal},
};

impl<'a, S: Observer> Walk<'a, S> {
    /// Reads the value once, then explains the result of each combinator.
    pub(super) fn explain_combined(
        &mut self,
        schema: &'a Schema,
        combinators: &'a Combinators,
        declared: Option<&'a Declared>,
        at: usize,
    ) -> Walked {
        self.declared = declared;
        let end = self.own(schema, at)?;
        let whole = at..end;
        match self.explain_each(schema, combinators, declared, whole.clone()) {
            // An exceeded limit causes a finding and does not stop the diagnosis. The diagnosis can continue after the
            // value, because the end of the value is known.
            Err(Stop::Fault) => {
                let why = match self.fault.take() {
                    Some(Fault::Limit(_, why)) => why,
                    _ => Refusal::Work,
                };
                self.given_up(schema, why.rule(), whole, Expected::ValueWithinLimits, Found::Refusal(why));
            }
            other => other?,
        }
        Ok(end)
    }

    fn explain_each(
        &mut self,
        schema: &'a Schema,
        combinators: &'a Combinators,
        declared: Option<&'a Declared>,
        at: Range<usize>,
    ) -> Checked {
        let mut passes = Passes { count: usize::from(!combinators.alone), end: None };
        for id in &combinators.all {
            let verdict = self.probe(*id, declared, at.start, &mut passes)?;
            self.explain(schema, *id, declared, at.clone(), verdict, Rule::WorkBudget);
        }
        if !combinators.any.is_empty() {
            let mut accepted = None;
            for id in combinators.any_at(self.bytes, at.start).iter() {
                let verdict = self.probe(*id, declared, at.start, &mut passes)?;
                if verdict.is_some() {
                    accepted = Some((*id, verdict));
                    break;
                }
            }
            match accepted {
                Some((id, verdict)) => self.explain(schema, id, declared, at.clone(), verdict, Rule::AnyOf),
                None => self.no_alternative(schema, combinators, declared, &combinators.any, Rule::AnyOf, at.clone()),
            }
        }
        if !combinators.one.is_empty() {
            let mut accepted = Vec::new();
            let candidates = combinators.one_at(self.bytes, at.start);
            for (index, id) in combinators.one.iter().enumerate() {
                if !candidates.contains(id) {
                    continue;
                }
                let verdict = self.probe(*id, declared, at.start, &mut passes)?;
                if verdict.is_some() {
                    accepted.push((index, *id, verdict));
                }
            }
            match accepted.as_slice() {
                [] => self.no_alternative(schema, combinators, declared, &combinators.one, Rule::OneOf, at.clone()),
                [(_, id, verdict)] => self.explain(schema, *id, declared, at.clone(), *verdict, Rule::OneOf),
                several => {
                    let names = alternatives::names(self.program, &combinators.one);
                    let accepting = several.iter().filter_map(|(index, ..)| names.get(*index)).cloned().collect();
                    let expected = || Expected::ExactlyOneOf(names);
                    self.violates(schema, Rule::OneOf, at.clone(), expected, |_| Found::AcceptedBy(accepting))?;
                }
            }
        }
        if let Some(id) = combinators.not
            && self.probe(id, None, at.start, &mut passes)?.is_some()
        {
            let excluded = alternatives::excluded(self.program, id);
            self.violates(schema, Rule::Not, at.clone(), || Expected::Not(excluded), Found::text)?;
        }
        self.charge(Passes { end: Some(at.end), ..passes }, at.start)
    }

    /// Validates a value by a schema and records no findings. Returns `None` if the schema refuses the value.
    /// Otherwise, returns the problems that the user may permit, such as duplicate keys.
    fn probe(
        &mut self,
        id: Id,
        declared: Option<&'a Declared>,
        at: usize,
        passes: &mut Passes,
    ) -> Result<Option<Conditions>, Stop> {
        let mut walk = self.silent();
        walk.undeclared = self.undeclared;
        let accepted = walk.attempt(id, declared, at, passes);
        self.work = walk.work;
        if accepted.is_err() {
            self.fault = walk.fault;
        }
        accepted.map(|accepted| accepted.then_some(walk.conditions))
    }

    /// Records the findings of one schema about a value. `verdict` is the result of `probe`: `None` if the schema
    /// refuses the value.
    fn explain(
        &mut self,
        schema: &'a Schema,
        id: Id,
        declared: Option<&'a Declared>,
        at: Range<usize>,
        verdict: Option<Conditions>,
        rule: Rule,
    ) {
        let accepted = verdict.is_some();
        let is_undeclared = verdict.is_some_and(|conditions| conditions.has(Conditions::of(Rule::UndeclaredProperty)));
        if (accepted && !self.program.directional && !is_undeclared) || id == ANYTHING {
            return;
        }
        let (errors, level) = (self.observer.count_errors(), self.observer.level());
        let (again, depth, combinators, work) = (self.again, self.depth, self.combinators, self.work);
        // All explanations together have the same limit of work as the validation.
        self.explained = self.explained.saturating_add(at.len() + PASS);
        if self.explained <= self.budget() {
            self.again = true;
            self.declared = declared;
            // Ignores the result, because `verdict` already has it. This validation only records the findings.
            let _ = self.value(id, at.start);
            self.fault = None;
            self.explained = self.explained.saturating_add(self.work.saturating_sub(work));
            (self.again, self.depth, self.combinators, self.work) = (again, depth, combinators, work);
        }
        self.observer.return_to(level);
        if !accepted && self.observer.count_errors() == errors {
            self.given_up(schema, rule, at, Expected::Accepted, Found::Unexplained);
        }
    }

    /// Reports that the validation or the explanation of a value was stopped. The finding names the whole schema as its
    /// place in the contract.
    fn given_up(&mut self, schema: &'a Schema, rule: Rule, at: Range<usize>, expected: Expected, found: Found) {
        let place = ContractPlace::new(&self.program.document, schema.slow.span.clone());
        self.observer.error(Finding::new(rule, at, expected, found).stated(place));
    }

    /// Reports that no schema of an `anyOf` or `oneOf` accepts the value. If one of the schemas was probably meant, for
    /// example because the discriminator names this schema, reports the findings of this schema too.
    fn no_alternative(
        &mut self,
        schema: &'a Schema,
        combinators: &'a Combinators,
        declared: Option<&'a Declared>,
        ids: &'a [Id],
        rule: Rule,
        at: Range<usize>,
    ) {
        let program = self.program;
        let discriminator = combinators.discriminator.as_ref();
        let value = discriminator.and_then(|d| property_text(self.bytes, at.start, &d.property));
        let meant = discriminator
            .zip(value.as_deref())
            .and_then(|(discriminator, value)| discriminator.mapping.get(value).copied())
            .filter(|id| ids.contains(id))
            .or_else(|| {
                let candidates = match rule {
                    Rule::AnyOf => combinators.any_at(self.bytes, at.start),
                    _ => combinators.one_at(self.bytes, at.start),
                };
                if let [only] = *candidates { Some(only) } else { None }
            })
            .or_else(|| alternatives::only_of_type(program, ids, scan::types_at(self.bytes, at.start)));
        let expected = Expected::OneOfAlternatives(alternatives::names(program, ids));
        let hint = discriminator.and_then(|discriminator| alternatives::hint(discriminator, value.as_deref()));
        let finding = self.finding(schema, rule, at.clone(), expected, Found::text);
        self.observer.error(finding.hint(hint));
        if let Some(id) = meant {
            self.explain(schema, id, declared, at, None, rule);
        }
    }
}

/// Returns the text of a string property of the object at `at`.
fn property_text<'b>(bytes: &'b [u8], at: usize, name: &str) -> Option<Cow<'b, str>> {
    let raw = equality::member(bytes, at, name)?;
    raw.strip_prefix(b"\"")?.strip_suffix(b"\"").map(scan::decode)
}
