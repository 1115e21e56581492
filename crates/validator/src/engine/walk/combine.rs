//! Combinators: `allOf`, `anyOf`, `oneOf`, `not`. Each of their schemas takes another pass over the bytes of the value.

use super::{Checked, MAX_COMBINATORS, Observer, Silent, Stop, Walk, Walked};
use crate::{
    engine::program::{Combinators, Id, Schema},
    finding::Refusal,
};

/// The passes over a value.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Passes {
    pub(super) count: usize,
    /// The value's end, once a pass has reached it.
    pub(super) end: Option<usize>,
}

/// The fixed cost of a pass, added to the bytes that it reads, so that passes over small values are not free.
pub(super) const PASS: usize = 8;

impl<'a, S: Observer> Walk<'a, S> {
    #[inline(never)]
    pub(super) fn combined(&mut self, schema: &'a Schema, combinators: &'a Combinators, at: usize) -> Walked {
        self.combinators += 1;
        if self.combinators > MAX_COMBINATORS {
            return self.refuse(at, Refusal::CombinatorNesting);
        }
        // Counts the cost first, so that an alternative that refuses a value at once is not free.
        self.work = self.work.saturating_add(PASS);
        if !S::DIAGNOSE && self.work > self.budget() {
            return self.over_work(at);
        }
        let end = if S::DIAGNOSE {
            self.explain_combined(schema, combinators, at)
        } else {
            self.validate_combined(schema, combinators, at)
        };
        self.combinators -= 1;
        end
    }

    /// Decides the verdict. Every pass counts as work, including one that refuses the value.
    fn validate_combined(&mut self, schema: &'a Schema, combinators: &'a Combinators, at: usize) -> Walked {
        let mut passes = Passes::default();
        match self.validate_each(schema, combinators, at, &mut passes) {
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

    /// Validates by each keyword; the first pass that reaches the value's end also parses it.
    fn validate_each(
        &mut self,
        schema: &'a Schema,
        combinators: &'a Combinators,
        at: usize,
        passes: &mut Passes,
    ) -> Checked {
        if !combinators.alone {
            passes.count += 1;
            passes.end = Some(self.own(schema, at)?);
        }
        for id in &combinators.all {
            passes.count += 1;
            passes.end = Some(self.value(*id, at)?);
        }
        let mut accepted = combinators.any.is_empty();
        for id in combinators.any_at(self.bytes, at) {
            if self.attempt(*id, at, passes)? {
                accepted = true;
                break;
            }
        }
        if !accepted {
            return Err(Stop::Invalid);
        }
        let mut accepted = usize::from(combinators.one.is_empty());
        for id in combinators.one_at(self.bytes, at) {
            accepted += usize::from(self.attempt(*id, at, passes)?);
        }
        if accepted != 1 {
            return Err(Stop::Invalid);
        }
        match combinators.not {
            Some(id) if self.attempt(id, at, passes)? => Err(Stop::Invalid),
            _ => Ok(()),
        }
    }

    /// Returns whether an alternative accepts the value. If not, drops its `readOnly` and `writeOnly` conditions.
    pub(super) fn attempt(&mut self, id: Id, at: usize, passes: &mut Passes) -> Result<bool, Stop> {
        let (depth, combinators, conditions) = (self.depth, self.combinators, self.conditions);
        passes.count += 1;
        match self.value(id, at) {
            Ok(end) => {
                passes.end = Some(end);
                Ok(true)
            }
            Err(Stop::Invalid) => {
                (self.depth, self.combinators) = (depth, combinators);
                self.conditions.forget_direction(conditions);
                Ok(false)
            }
            Err(Stop::Fault) => Err(Stop::Fault),
        }
    }

    /// Adds the cost of the passes over a value. Combinators inside combinators could otherwise take exponential time.
    pub(super) fn charge(&mut self, passes: Passes, at: usize) -> Checked {
        let again = passes.count.saturating_sub(1);
        let end = match passes.end {
            Some(end) => end,
            None if again == 0 => at,
            None => self.silent().skip(at)?,
        };
        self.pay(again.saturating_mul(end.saturating_sub(at)), at)
    }

    /// Adds the cost of bytes that are read again.
    pub(in crate::engine) fn pay(&mut self, bytes: usize, at: usize) -> Checked {
        self.work = self.work.saturating_add(bytes);
        if self.work > self.budget() { self.over_work(at) } else { Ok(()) }
    }

    #[cold]
    fn over_work<T>(&mut self, at: usize) -> Result<T, Stop> {
        self.refuse(at, Refusal::Work)
    }

    /// Returns the work that may still be done.
    pub(in crate::engine) fn work_left(&self) -> usize {
        self.budget().saturating_sub(self.work)
    }

    pub(super) fn budget(&self) -> usize {
        self.limits.work.saturating_mul(self.bytes.len().saturating_add(1024))
    }

    /// Returns a walk that only decides a verdict, with the depth and the work of this one.
    pub(super) fn silent(&self) -> Walk<'a, Silent> {
        let mut walk = Walk::new(self.program, self.limits, self.bytes, Silent);
        (walk.depth, walk.combinators, walk.work) = (self.depth, self.combinators, self.work);
        walk
    }
}
