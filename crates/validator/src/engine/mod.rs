//! The engine: schemas of an OpenAPI 3.0 contract compiled once, documents judged in one pass over their bytes.
//!
//! - [`compile`](compile::compile): schemas become a flat program in the contract's order (`program`).
//! - [`verdict`]: one pass that parses and judges (`walk`), without a tree, and without allocation but for numbers that
//!   take exact arithmetic, patterns, and objects of more than 64 declared properties.
//! - [`diagnose`](diagnose()): the same pass with a memory (`diagnose`).
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

pub use compile::Direction;
pub(crate) use compile::compile;
pub use keywords::format::Format;
pub(crate) use program::Program;
pub use rule::Rule;
pub(crate) use strictness::Notes;
pub use strictness::{Level, Limits, MAX_NESTING, Strictness};

use crate::finding::Finding;
use diagnose::Collect;
use walk::{Silent, Walk};

/// Judges a document: what it is noted for when it is valid; nothing when it is not.
#[inline]
pub(crate) fn verdict(program: &Program, limits: &Limits, bytes: &[u8]) -> Option<Notes> {
    if bytes.len() > limits.size {
        return None;
    }
    let mut walk = Walk::new(program, limits, bytes, Silent);
    walk.document().ok().map(|()| walk.notes)
}

/// Finds everything that is wrong or odd with a document, in its order.
pub(crate) fn diagnose(program: &Program, strictness: &Strictness, limits: &Limits, bytes: &[u8]) -> Vec<Finding> {
    let mut collect = Collect::new(bytes, strictness, limits);
    if bytes.len() > limits.size {
        collect.oversize();
        return collect.finish();
    }
    let mut walk = Walk::new(program, limits, bytes, collect);
    if walk.document().is_err()
        && let Some(fault) = walk.fault
    {
        walk.sink.fault(fault);
    }
    walk.sink.finish()
}

/// Whether a text is a number as JSON writes it.
pub(crate) fn is_number(text: &str) -> bool {
    scan::number(text.as_bytes(), 0).is_ok_and(|(end, _)| end == text.len())
}
