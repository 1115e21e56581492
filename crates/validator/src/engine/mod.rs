//! Compiles the schemas of a contract, and validates documents with the compiled schemas.
//!
//! - `compile` turns the schemas into a [`Program`]: a list of compiled schemas. `keywords` compiles each keyword.
//! - [`verdict`] decides whether a document is valid. Reads the bytes of the document directly, without a tree.
//! - [`diagnose`](diagnose()) finds all errors of a document. Both functions use the code in `walk`.
//! - `fast` contains optimizations.
//! - `scan` reads the tokens of JSON.
//! - `equality` compares values.

mod alternatives;
mod bounds;
mod compile;
mod compiler;
mod conditions;
mod declared;
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
pub use ecma_pattern::{Strings, Undecided};
pub(crate) use program::Program;
pub(crate) use scan::{decode, is_number};
pub(crate) use strictness::Undeclared;
pub use strictness::{Level, Strictness};

use crate::{Limits, finding::Finding};
use diagnose::Collector;
use walk::{Silent, Walk};

/// Validates a document without diagnosis. Returns `None` if the document is invalid. Otherwise, returns the problems
/// that the user may permit, such as duplicate keys.
#[inline]
pub(crate) fn verdict(program: &Program, undeclared: Undeclared, limits: &Limits, bytes: &[u8]) -> Option<Conditions> {
    if bytes.len() > limits.size {
        return None;
    }
    let mut walk = Walk::new(program, limits, bytes, Silent);
    walk.undeclared = undeclared;
    walk.document().ok().map(|()| walk.conditions)
}

/// Returns all findings about a document, in the order of the document.
pub(crate) fn diagnose(program: &Program, strictness: &Strictness, limits: &Limits, bytes: &[u8]) -> Vec<Finding> {
    let mut collector = Collector::new(bytes, strictness, limits);
    if bytes.len() > limits.size {
        collector.oversize();
        return collector.finish();
    }
    if scan::is_utf16(bytes) {
        collector.utf16();
        return collector.finish();
    }
    let mut walk = Walk::new(program, limits, bytes, collector);
    walk.undeclared = strictness.undeclared(Level::Warn);
    if walk.document().is_err()
        && let Some(fault) = walk.fault
    {
        walk.observer.fault(fault);
    }
    walk.observer.finish()
}
