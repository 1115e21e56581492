//! The parts of a pattern.

use std::ops::Range;

use regex_syntax::hir::ClassUnicode;

/// A pattern, or a part of one.
#[derive(Debug, Clone)]
pub(super) enum Node {
    Empty,
    Character(char),
    /// One character of a set.
    Set(ClassUnicode),
    Assertion(Assertion),
    /// A group that captures, by its number from 1.
    Capture(usize, Box<Node>),
    /// The text that a group captured; the empty text if it took no part.
    BackReference(usize),
    LookAround(Look, Box<Node>),
    Repeat(Repetition, Box<Node>),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
}

/// A condition of a place in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Assertion {
    Start,
    End,
    WordBoundary,
    NoWordBoundary,
}

/// The kind of a look-around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) behind: bool,
    pub(super) negative: bool,
}

/// How often a part repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Repetition {
    pub(super) min: u32,
    /// None without an upper limit.
    pub(super) max: Option<u32>,
    pub(super) greedy: bool,
    /// The groups inside the part: each repetition forgets what they captured.
    pub(super) groups: Range<usize>,
}

impl Node {
    /// Whether the part may match the empty text.
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
