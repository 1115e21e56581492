//! Combinators: `allOf`, `anyOf`, `oneOf` and `not`. Each schema inside a combinator reads the bytes of the value once
//! more.

use super::{Checked, MAX_COMBINATORS, Observer, Silent, Stop, Walk, Walked};
use crate::{
    engine::{
        declared::Declared,
        program::{Combinators, Id, Schema},
    },
    finding::Refusal,
};

/// The number of passes over a value, and the end of the value. A pass is one validation of the value by one schema.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Passes {
    pub(super) count: usize,
    /// The end of the value. `None` as long as no pass has reached the end.
    pub(super) end: Option<usize>,
}

/// The work of each validation by a schema with combinators, in addition to the bytes that are read again. Without this
/// addition, many validations of small values would count as almost no work.
pub(super) const PASS: usize = 8;

impl<'a, S: Observer> Walk<'a, S> {
    #[inline(never)]
    pub(super) fn combined(&mut self, schema: &'a Schema, combinators: &'a Combinators, at: usize) -> Walked {
        // If this schema is inside of other combinators, takes the declared names of the outermost schema, because they
        // include the names of all schemas inside.
        let declared =
            self.declared.take().or(Some(&combinators.declared)).filter(|_| self.bytes.get(at) == Some(&b'{'));
        self.combinators += 1;
        if self.combinators > MAX_COMBINATORS {
            return self.refuse(at, Refusal::CombinatorNesting);
        }
        // Adds the work before the validation, so the work also counts if an alternative refuses the value immediately.
        self.work = self.work.saturating_add(PASS);
        if !S::DIAGNOSE && self.work > self.budget() {
            return self.over_work(at);
        }
        let end = if S::DIAGNOSE {
            self.explain_combined(schema, combinators, declared, at)
        } else {
            self.validate_combined(schema, combinators, declared, at)
        };
        self.combinators -= 1;
        end
    }

    /// Decides whether the schema accepts the value. Adds the work of each pass (a validation by one schema), even if
    /// the schema of the pass refuses the value.
    fn validate_combined(
        &mut self,
        schema: &'a Schema,
        combinators: &'a Combinators,
        declared: Option<&'a Declared>,
        at: usize,
    ) -> Walked {
        let mut passes = Passes::default();
        match self.validate_each(schema, combinators, declared, at, &mut passes) {
            Err(Stop::Fault) => Err(Stop::Fault),
            Err(Stop::Invalid) => {
                self.charge(passes, at)?;
                Err(Stop::Invalid)
            }
            Ok(()) => {
                let end = passes.end.map_or_else(|| self.skip(at), Ok)?;
                self.charge(Passes { end: Some(end), ..passes }, at)?;
                Ok(end)
            }
        }
    }

    /// Validates the value by each combinator. Stores the end of the value when a schema has read the whole value.
    fn validate_each(
        &mut self,
        schema: &'a Schema,
        combinators: &'a Combinators,
        declared: Option<&'a Declared>,
        at: usize,
        passes: &mut Passes,
    ) -> Checked {
        if !combinators.alone {
            passes.count += 1;
            self.declared = declared;
            passes.end = Some(self.own(schema, at)?);
        }
        for id in &combinators.all {
            passes.count += 1;
            self.declared = declared;
            passes.end = Some(self.value(*id, at)?);
        }
        let mut accepted = combinators.any.is_empty();
        for id in combinators.any_at(self.bytes, at).iter() {
            if self.attempt(*id, declared, at, passes)? {
                accepted = true;
                break;
            }
        }
        if !accepted {
            return Err(Stop::Invalid);
        }
        let mut accepted = usize::from(combinators.one.is_empty());
        for id in combinators.one_at(self.bytes, at).iter() {
            accepted += usize::from(self.attempt(*id, declared, at, passes)?);
        }
        if accepted != 1 {
            return Err(Stop::Invalid);
        }
        match combinators.not {
            Some(id) if self.attempt(id, None, at, passes)? => Err(Stop::Invalid),
            _ => Ok(()),
        }
    }

    /// Returns whether a schema accepts the value. If the schema refuses the value, removes the recorded problems that
    /// this schema causes, such as a `readOnly` property in a request.
    pub(super) fn attempt(
        &mut self,
        id: Id,
        declared: Option<&'a Declared>,
        at: usize,
        passes: &mut Passes,
    ) -> Result<bool, Stop> {
        let (depth, combinators, conditions) = (self.depth, self.combinators, self.conditions);
        passes.count += 1;
        self.declared = declared;
        match self.value(id, at) {
            Ok(end) => {
                passes.end = Some(end);
                Ok(true)
            }
            Err(Stop::Invalid) => {
                (self.depth, self.combinators) = (depth, combinators);
                self.conditions.forget_schema(conditions);
                Ok(false)
            }
            Err(Stop::Fault) => Err(Stop::Fault),
        }
    }

    /// Counts how many bytes the combinators have read again. Stops the validation if the sum exceeds the limit. Without
    /// the limit, nested combinators could take exponential time.
    pub(super) fn charge(&mut self, passes: Passes, at: usize) -> Checked {
        let again = passes.count.saturating_sub(1);
        let end = match passes.end {
            Some(end) => end,
            None if again == 0 => at,
            None => self.silent().skip(at)?,
        };
        self.pay(again.saturating_mul(end.saturating_sub(at)), at)
    }

    /// Adds work: the number of bytes that are read once more. Stops the validation if the limit is exceeded.
    pub(in crate::engine) fn pay(&mut self, bytes: usize, at: usize) -> Checked {
        self.work = self.work.saturating_add(bytes);
        if self.work > self.budget() { self.over_work(at) } else { Ok(()) }
    }

    #[cold]
    fn over_work<T>(&mut self, at: usize) -> Result<T, Stop> {
        self.refuse(at, Refusal::Work)
    }

    /// Returns the work that the limit still permits.
    pub(in crate::engine) fn work_left(&self) -> usize {
        self.budget().saturating_sub(self.work)
    }

    pub(super) fn budget(&self) -> usize {
        self.limits.work.saturating_mul(self.bytes.len().saturating_add(1024))
    }

    /// Returns a [`Walk`] for the same document that records no findings. Copies the current depth and work.
    pub(super) fn silent(&self) -> Walk<'a, Silent> {
        let mut walk = Walk::new(self.program, self.limits, self.bytes, Silent);
        (walk.depth, walk.combinators, walk.work) = (self.depth, self.combinators, self.work);
        walk
    }
}
