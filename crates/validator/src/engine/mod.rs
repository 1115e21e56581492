//! The engine: schemas of a contract are compiled once, documents are validated in one pass over their bytes.
//!
//! - `compile` makes a flat [`Program`] of the schemas, keyword by keyword (`keywords`).
//! - [`verdict`] walks over a document once (`walk`), without a tree, and without allocation except for numbers that take
//!   exact arithmetic, patterns, and objects of more than 64 declared properties. Optimizations are in `fast`.
//! - [`diagnose`](diagnose()) is the same walk, which records every finding.
//!
//! JSON's tokens are in `scan`, equality of values in `equality`.

mod alternatives;
mod bounds;
mod compile;
mod compiler;
mod conditions;
mod diagnose;
mod divisor;
mod ecma_pattern;
mod enumeration;
mod equality;
mod fast;
pub(crate) mod keywords;
mod program;
mod scan;
mod stray;
mod strictness;
mod walk;

#[cfg(test)]
mod tests;

pub(crate) use compile::compile;
pub(crate) use conditions::Conditions;
pub(crate) use program::Program;
pub(crate) use scan::{decode, is_number};
pub use strictness::{Level, Strictness};

use crate::{Limits, finding::Finding};
use diagnose::Collector;
use walk::{Silent, Walk};

/// Returns the conditions of a valid document; `None` for an invalid one.
#[inline]
pub(crate) fn verdict(program: &Program, limits: &Limits, bytes: &[u8]) -> Option<Conditions> {
    if bytes.len() > limits.size {
        return None;
    }
    let mut walk = Walk::new(program, limits, bytes, Silent);
    walk.document().ok().map(|()| walk.conditions)
}

/// Returns all findings about a document, in its order.
pub(crate) fn diagnose(program: &Program, strictness: &Strictness, limits: &Limits, bytes: &[u8]) -> Vec<Finding> {
    let mut collector = Collector::new(bytes, strictness, limits);
    if bytes.len() > limits.size {
        collector.oversize();
        return collector.finish();
    }
    let mut walk = Walk::new(program, limits, bytes, collector);
    if walk.document().is_err()
        && let Some(fault) = walk.fault
    {
        walk.observer.fault(fault);
    }
    walk.observer.finish()
}
