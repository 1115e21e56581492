//! `pattern`: ECMA-262 regular expressions over code points, each match within a budget.
//!
//! [`parse`] reads a pattern into a [`Node`]. A pattern without look-around and back-references runs as an automaton
//! (`linear`), whose time does not depend on how the text repeats: `^(a+)+$` gets a verdict. Every other pattern, and one
//! whose automaton would be too large, such as `\p{L}{0,500}`, runs in `backtrack`, which counts its steps.

mod backtrack;
mod class;
mod linear;
mod node;
mod parse;

use std::sync::Arc;

use backtrack::Program;
use node::{Assertion, Look, Node, Repetition};
pub(super) use parse::Fault;

/// Bytes of text that any pattern may be matched with.
const TEXT: usize = 16 << 20;
/// Steps that a match may take if it backtracks, beside a few for each byte of the text: linear patterns always get a
/// verdict.
const STEPS: usize = 2_000_000;
const STEPS_PER_BYTE: usize = 16;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    matcher: Matcher,
    /// As the contract writes it.
    pub(crate) source: Arc<str>,
}

#[derive(Debug)]
enum Matcher {
    /// An automaton, and how long a text it may read.
    Linear(Box<regex_automata::meta::Regex>, usize),
    Backtrack(Program),
}

/// A match took more than its budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OverBudget;

impl Pattern {
    /// Compiles a pattern.
    pub(crate) fn new(source: &str) -> Result<Self, Fault> {
        let (node, groups) = parse::parse(source)?;
        let matcher = match linear::compile(&node) {
            Some(regex) => {
                let longest = linear::longest_text(&regex);
                Matcher::Linear(Box::new(regex), longest)
            }
            None => Matcher::Backtrack(Program::new(&node, groups)),
        };
        Ok(Self { matcher, source: source.into() })
    }

    /// Compiles a pattern that backtracks, although an automaton might do.
    #[cfg(test)]
    pub(super) fn backtracking(source: &str) -> Result<Self, Fault> {
        let (node, groups) = parse::parse(source)?;
        Ok(Self { matcher: Matcher::Backtrack(Program::new(&node, groups)), source: source.into() })
    }

    /// Whether the pattern matches somewhere in the text. `work` is the number of steps that the caller has left; the
    /// steps of a match that backtracks are taken from it.
    pub(crate) fn matches(&self, text: &str, work: &mut usize) -> Result<bool, OverBudget> {
        match &self.matcher {
            Matcher::Linear(_, longest) if text.len() > *longest => Err(OverBudget),
            Matcher::Linear(regex, _) => Ok(regex.is_match(text)),
            Matcher::Backtrack(_) if text.len() > TEXT => Err(OverBudget),
            Matcher::Backtrack(program) => {
                let free = text.len().saturating_mul(STEPS_PER_BYTE);
                let budget = STEPS.min(*work).saturating_add(free);
                let (found, steps) = program.search(text, budget);
                *work = work.saturating_sub(steps.saturating_sub(free));
                found
            }
        }
    }
}
