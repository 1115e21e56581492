//! Combinators: `allOf`, `anyOf`, `oneOf`, `not`. Each alternative takes another look at the bytes of the value.

use std::ops::Range;

use super::{Fault, Silent, Sink, Stop, Walk, Walked};
use crate::{
    engine::{
        explain,
        program::{ANYTHING, Id, Looks, Schema},
        rule::Rule,
    },
    finding::{ContractPlace, Expected, Finding, Found, Refusal},
};

/// The looks at a value.
#[derive(Debug, Clone, Copy, Default)]
struct Looked {
    times: usize,
    /// The value's end, once a look has reached it.
    end: Option<usize>,
}

/// What a look costs beside the bytes that it passes over: small values are looked at for nothing otherwise.
const LOOK: usize = 8;

impl<'a, S: Sink> Walk<'a, S> {
    #[inline(never)]
    pub(super) fn combined(&mut self, schema: &'a Schema, looks: &'a Looks, at: usize) -> Walked {
        self.frames += 1;
        if self.frames > super::MAX_FRAMES {
            return self.refuse(at, Refusal::CombinatorNesting);
        }
        // Paid in front: an alternative that refuses a value at once has still been tried.
        self.work = self.work.saturating_add(LOOK);
        if !S::DIAGNOSE && self.work > self.budget() {
            return self.over_work(at);
        }
        let end = if S::DIAGNOSE { self.explain_looks(schema, looks, at) } else { self.judge_looks(schema, looks, at) };
        self.frames -= 1;
        end
    }

    /// The verdict. What refuses a value has looked at it as well, so every look is paid for.
    fn judge_looks(&mut self, schema: &'a Schema, looks: &'a Looks, at: usize) -> Walked {
        let mut looked = Looked::default();
        match self.judge_each(schema, looks, at, &mut looked) {
            Err(Stop::Fault) => Err(Stop::Fault),
            Err(Stop::Invalid) => {
                self.charge(looked, at)?;
                Err(Stop::Invalid)
            }
            Ok(()) => {
                let end = match looked.end {
                    Some(end) => end,
                    None => self.skip(at)?,
                };
                self.charge(Looked { end: Some(end), ..looked }, at)?;
                Ok(end)
            }
        }
    }

    /// Judges by each keyword; the first alternative that reaches the value's end also parses it.
    fn judge_each(&mut self, schema: &'a Schema, looks: &'a Looks, at: usize, looked: &mut Looked) -> Result<(), Stop> {
        if !looks.bare {
            looked.times += 1;
            looked.end = Some(self.own(schema, at)?);
        }
        for id in &looks.all {
            looked.times += 1;
            looked.end = Some(self.value(*id, at)?);
        }
        let mut met = looks.any.is_empty();
        for id in &looks.any {
            if self.attempt(*id, at, looked)? {
                met = true;
                break;
            }
        }
        if !met {
            return Err(Stop::Invalid);
        }
        let mut met = usize::from(looks.one.is_empty());
        for id in &looks.one {
            met += usize::from(self.attempt(*id, at, looked)?);
        }
        if met != 1 {
            return Err(Stop::Invalid);
        }
        match looks.not {
            Some(id) if self.attempt(id, at, looked)? => Err(Stop::Invalid),
            _ => Ok(()),
        }
    }

    /// Whether an alternative accepts the value; what it notes about directions counts only then.
    fn attempt(&mut self, id: Id, at: usize, looked: &mut Looked) -> Result<bool, Stop> {
        let (depth, frames, notes) = (self.depth, self.frames, self.notes);
        looked.times += 1;
        match self.value(id, at) {
            Ok(end) => {
                looked.end = Some(end);
                Ok(true)
            }
            Err(Stop::Invalid) => {
                (self.depth, self.frames) = (depth, frames);
                self.notes.forget_direction(notes);
                Ok(false)
            }
            Err(Stop::Fault) => Err(Stop::Fault),
        }
    }

    /// Pays for the looks at a value. Combinators inside combinators could otherwise take exponential time.
    fn charge(&mut self, looked: Looked, at: usize) -> Result<(), Stop> {
        let again = looked.times.saturating_sub(1);
        let end = match looked.end {
            Some(end) => end,
            None if again == 0 => at,
            None => self.another().skip(at)?,
        };
        self.pay(again.saturating_mul(end.saturating_sub(at)), at)
    }

    /// Pays for so many bytes that are looked at again.
    pub(super) fn pay(&mut self, bytes: usize, at: usize) -> Result<(), Stop> {
        self.work = self.work.saturating_add(bytes);
        if self.work > self.budget() { self.over_work(at) } else { Ok(()) }
    }

    #[cold]
    fn over_work<T>(&mut self, at: usize) -> Result<T, Stop> {
        self.refuse(at, Refusal::Work)
    }

    fn budget(&self) -> usize {
        self.limits.work.saturating_mul(self.bytes.len().saturating_add(1024))
    }

    /// A silent walk from where this one is.
    pub(super) fn another(&self) -> Walk<'a, Silent> {
        let mut walk = Walk::new(self.program, self.limits, self.bytes, Silent);
        (walk.depth, walk.frames, walk.work) = (self.depth, self.frames, self.work);
        walk
    }

    /// A silent verdict on an alternative.
    fn probe(&mut self, id: Id, at: usize, looked: &mut Looked) -> Result<bool, Stop> {
        let mut walk = self.another();
        let met = walk.attempt(id, at, looked);
        self.work = walk.work;
        if met.is_err() {
            self.fault = walk.fault;
        }
        met
    }

    /// The diagnosis: the text once, then each combinator.
    fn explain_looks(&mut self, schema: &'a Schema, looks: &'a Looks, at: usize) -> Walked {
        let end = self.own(schema, at)?;
        let whole = at..end;
        match self.explain_each(schema, looks, whole.clone()) {
            // What a silent look could not finish is a finding here: the text itself has been read.
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

    fn explain_each(&mut self, schema: &'a Schema, looks: &'a Looks, at: Range<usize>) -> Result<(), Stop> {
        let mut looked = Looked { times: usize::from(!looks.bare), end: None };
        for id in &looks.all {
            let met = self.probe(*id, at.start, &mut looked)?;
            self.again(schema, *id, at.clone(), met, Rule::WorkBudget);
        }
        if !looks.any.is_empty() {
            let mut met = false;
            for id in &looks.any {
                if self.probe(*id, at.start, &mut looked)? {
                    self.again(schema, *id, at.clone(), true, Rule::AnyOf);
                    met = true;
                    break;
                }
            }
            if !met {
                self.no_alternative(schema, looks, &looks.any, Rule::AnyOf, at.clone());
            }
        }
        if !looks.one.is_empty() {
            let mut met = Vec::new();
            for (index, id) in looks.one.iter().enumerate() {
                if self.probe(*id, at.start, &mut looked)? {
                    met.push((index, *id));
                }
            }
            match met.as_slice() {
                [] => self.no_alternative(schema, looks, &looks.one, Rule::OneOf, at.clone()),
                [(_, id)] => self.again(schema, *id, at.clone(), true, Rule::OneOf),
                several => {
                    let names = explain::alternatives(self.program, &looks.one);
                    let met = several.iter().filter_map(|(at, _)| names.get(*at)).cloned().collect();
                    let expected = || Expected::ExactlyOneOf(names);
                    self.violates(schema, Rule::OneOf, at.clone(), expected, |_| Found::AcceptedBy(met))?;
                }
            }
        }
        if let Some(id) = looks.not
            && self.probe(id, at.start, &mut looked)?
        {
            let excluded = explain::excluded(self.program, id);
            self.violates(schema, Rule::Not, at.clone(), || Expected::Not(excluded), Found::text)?;
        }
        self.charge(Looked { end: Some(at.end), ..looked }, at.start)
    }

    /// Reports what one schema says of a value that another look has judged already.
    fn again(&mut self, schema: &'a Schema, id: Id, at: Range<usize>, met: bool, rule: Rule) {
        if (met && !self.program.directional) || id == ANYTHING {
            return;
        }
        let (before, level) = (self.sink.errors(), self.sink.level());
        let (quiet, depth, frames, work) = (self.quiet, self.depth, self.frames, self.work);
        // Explaining may cost as much as judging, no more.
        self.explained = self.explained.saturating_add(at.len() + LOOK);
        if self.explained <= self.budget() {
            self.quiet = true;
            // A stop is no news: this look only adds to what is known already.
            let _ = self.value(id, at.start);
            self.fault = None;
            self.explained = self.explained.saturating_add(self.work.saturating_sub(work));
            (self.quiet, self.depth, self.frames, self.work) = (quiet, depth, frames, work);
        }
        self.sink.return_to(level);
        if !met && self.sink.errors() == before {
            self.given_up(schema, rule, at, Expected::Accepted, Found::Unexplained);
        }
    }

    /// Reports that a schema was not judged or not explained to the end; the contract's place is the schema itself.
    fn given_up(&mut self, schema: &'a Schema, rule: Rule, at: Range<usize>, expected: Expected, found: Found) {
        let place = ContractPlace::new(&self.program.document, schema.slow.span.clone());
        self.sink.error(Finding::new(rule, at, expected, found).stated(place));
    }

    /// None of the alternatives accepts the value: says so, and what keeps it from the one that it seems to mean.
    fn no_alternative(&mut self, schema: &'a Schema, looks: &'a Looks, ids: &'a [Id], rule: Rule, at: Range<usize>) {
        let program = self.program;
        let discriminator = looks.discriminator.as_ref();
        let value = discriminator.and_then(|d| explain::property_text(self.bytes, at.start, &d.property));
        let meant = discriminator
            .zip(value.as_deref())
            .and_then(|(discriminator, value)| discriminator.mapping.get(value).copied())
            .filter(|id| ids.contains(id))
            .or_else(|| {
                let types = explain::types_at(self.bytes, at.start);
                let mut fitting = ids
                    .iter()
                    .filter(|id| explain::accepted_types(program, **id).is_some_and(|accepted| accepted.has(types)));
                let first = fitting.next().copied();
                if fitting.next().is_none() { first } else { None }
            });
        let names = explain::alternatives(program, ids);
        let expected = if rule == Rule::OneOf { Expected::OneOfNone(names) } else { Expected::AnyOf(names) };
        let found = Found::text(self.bytes.get(at.clone()).unwrap_or_default());
        let finding = Finding::new(rule, at.clone(), expected, found)
            .stated(program.place(schema, rule))
            .hint(discriminator.and_then(|discriminator| explain::undecided(discriminator, value.as_deref())));
        self.sink.error(finding);
        if let Some(id) = meant {
            self.again(schema, id, at, false, rule);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        Limits,
        document::Document,
        engine::compile::{Direction, compile},
    };

    /// What a verdict costs beside the one pass.
    fn work(schema: &str, payload: &str) -> usize {
        let document = Arc::new(Document::parse("contract.yaml", schema).expect("YAML"));
        let program = compile(&document, document.root(), Direction::Either).expect("a schema");
        let limits = Limits::default();
        let mut walk = Walk::new(&program, &limits, payload.as_bytes(), Silent);
        let _ = walk.document();
        walk.work
    }

    #[test]
    fn every_look_but_the_first_is_paid_for_whether_it_accepts_or_refuses() {
        let payload = "[1, 2, 3, 4, 5]";
        for (schema, looks) in [
            ("{items: {}}", 0),
            ("{not: {maxItems: 4}}", 0),
            ("{type: array, allOf: [{items: {}}, {items: {}}]}", 2),
            ("{anyOf: [{maxItems: 4}, {maxItems: 3}, {items: {}}, {items: {}}]}", 2),
            ("{anyOf: [{maxItems: 4}, {maxItems: 3}, {maxItems: 2}]}", 2),
            ("{oneOf: [{items: {}}, {maxItems: 3}, {items: {}}]}", 2),
            ("{allOf: [{items: {}}, {items: {}}, {items: {}}, {maxItems: 4}]}", 3),
            ("{allOf: [{items: {}}, {items: {}}], not: {items: {}}}", 2),
        ] {
            let alone = if schema == "{items: {}}" { 0 } else { LOOK };
            assert_eq!(work(schema, payload), looks * payload.len() + alone, "{schema}");
        }
        assert_eq!(work("{uniqueItems: true}", payload), payload.len(), "items are hashed");
        assert_eq!(work("{minProperties: 2}", r#"{"a": 1, "b": 2}"#), r#"{"a": 1, "b": 2}"#.len(), "names are counted");
        assert_eq!(work("{properties: {a: {}, b: {}}, minProperties: 2}", r#"{"a": 1, "b": 2}"#), 0, "bits are");
    }
}
