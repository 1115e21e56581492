//! `pattern`: regular expressions of ECMA-262 over code points.
//!
//! - [`parse`] reads a pattern into a [`Node`].
//! - `linear` matches most patterns with an automaton. An automaton reads each byte of the text once, so the match is
//!   fast even for `^(a+)+$`.
//! - `backtrack` matches the other patterns: patterns with look-around or back-references, and patterns whose automaton
//!   would be too large, such as `\p{L}{0,500}`. The search stops with an error after a limited number of steps.
//! - `strings` compares the strings that two patterns match.

mod backtrack;
mod class;
mod linear;
mod node;
mod parse;
mod strings;

use std::sync::Arc;

use backtrack::Program;
use node::{Assertion, Look, Node, Repetition};
pub(super) use parse::Fault;
pub use strings::{Strings, Undecided};

/// The length of the longest text that a pattern is matched against, in bytes.
const TEXT: usize = 16 << 20;
/// The largest number of steps of one match by backtracking, in addition to [`STEPS_PER_BYTE`] steps for each byte of
/// the text. Without the steps for each byte, even a simple match of a long text would exceed the limit.
const STEPS: usize = 2_000_000;
const STEPS_PER_BYTE: usize = 16;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    matcher: Matcher,
    /// The pattern in the spelling of the contract.
    pub(crate) source: Arc<str>,
}

#[derive(Debug)]
enum Matcher {
    /// An automaton, and the length of the longest text that the automaton may read.
    Linear(Box<regex_automata::meta::Regex>, usize),
    Backtrack(Program),
}

/// The error of a match that exceeded its budget.
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

    /// Compiles a pattern for backtracking, even if an automaton could match the pattern.
    #[cfg(test)]
    pub(super) fn backtracking(source: &str) -> Result<Self, Fault> {
        let (node, groups) = parse::parse(source)?;
        Ok(Self { matcher: Matcher::Backtrack(Program::new(&node, groups)), source: source.into() })
    }

    /// Returns whether the pattern matches somewhere in the text. `work` is the number of steps that remain for all
    /// matches of the caller. A match by backtracking has [`STEPS_PER_BYTE`] free steps for each byte of the text, and
    /// subtracts all further steps from `work`.
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
