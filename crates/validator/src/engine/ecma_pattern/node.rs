//! The parts of a pattern.

use std::ops::Range;

use regex_syntax::hir::ClassUnicode;

/// A pattern or a part of a pattern.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Empty,
    Character(char),
    /// One character of a set, such as `[a-z]`.
    Set(ClassUnicode),
    Assertion(Assertion),
    /// A capturing group with its number, from 1.
    Capture(usize, Box<Node>),
    /// A back-reference such as `\1`. Matches the text that the group captured, or the empty text if the group has not
    /// matched.
    BackReference(usize),
    LookAround(Look, Box<Node>),
    Repeat(Repetition, Box<Node>),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
}

/// A condition for the position in the text, such as `^` or `\b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assertion {
    Start,
    End,
    WordBoundary,
    NoWordBoundary,
}

/// The kind of a look-around: `(?=…)`, `(?!…)`, `(?<=…)` or `(?<!…)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) behind: bool,
    pub(super) negative: bool,
}

/// The number of times that a part repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repetition {
    pub(super) min: u32,
    /// `None` if there is no upper limit.
    pub(super) max: Option<u32>,
    pub(super) greedy: bool,
    /// The numbers of the groups inside the repeated part. At the start of each repetition, the text that these groups
    /// captured before is forgotten.
    pub(super) groups: Range<usize>,
}

impl Node {
    /// Returns whether the part may match the empty text.
    pub(super) fn may_be_empty(&self) -> bool {
        match self {
            Self::Empty | Self::Assertion(_) | Self::BackReference(_) | Self::LookAround(..) => true,
            Self::Character(_) | Self::Set(_) => false,
            Self::Capture(_, node) => node.may_be_empty(),
            Self::Repeat(repetition, node) => repetition.min == 0 || node.may_be_empty(),
            Self::Sequence(nodes) => nodes.iter().all(Self::may_be_empty),
            Self::Alternatives(nodes) => nodes.iter().any(Self::may_be_empty),
        }
    }
}
