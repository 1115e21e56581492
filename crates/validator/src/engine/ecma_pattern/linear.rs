//! Matches patterns with automata. An automaton reads each byte of a text once.

use regex_automata::meta::{Config, Regex};
use regex_syntax::hir::{Class, Hir, Look as Place, Repetition as Repeat};

use super::{Assertion, Node, TEXT};

/// The largest size of an automaton, in bytes.
pub(super) const SIZE: usize = 1 << 20;
/// The largest allowed value of "size of the automaton × length of the text", with the size and the length in bytes. In
/// the worst case, a match visits each state of the automaton for each byte of the text.
const LARGEST: usize = 1 << 37;

/// Compiles a pattern to an automaton. Returns `None` if the pattern needs backtracking or the automaton would be too
/// large.
pub(super) fn compile(node: &Node) -> Option<Regex> {
    let hir = hir(node)?;
    let config = Config::new().nfa_size_limit(Some(SIZE));
    Regex::builder().configure(config).build_from_hir(&hir).ok()
}

/// Returns the length of the longest text, in bytes, that an automaton may read.
pub(super) fn longest_text(regex: &Regex) -> usize {
    TEXT.min(LARGEST / regex.memory_usage().max(1))
}

pub(super) fn hir(node: &Node) -> Option<Hir> {
    let all = |nodes: &[Node]| nodes.iter().map(hir).collect::<Option<Vec<Hir>>>();
    Some(match node {
        Node::Empty => Hir::empty(),
        Node::Character(c) => Hir::literal(c.encode_utf8(&mut [0; 4]).as_bytes()),
        Node::Set(set) => Hir::class(Class::Unicode(set.clone())),
        Node::Assertion(assertion) => Hir::look(match assertion {
            Assertion::Start => Place::Start,
            Assertion::End => Place::End,
            Assertion::WordBoundary => Place::WordAscii,
            Assertion::NoWordBoundary => Place::WordAsciiNegate,
        }),
        Node::Capture(_, node) => hir(node)?,
        Node::Repeat(repetition, node) => Hir::repetition(Repeat {
            min: repetition.min,
            max: repetition.max,
            greedy: repetition.greedy,
            sub: Box::new(hir(node)?),
        }),
        Node::Sequence(nodes) => Hir::concat(all(nodes)?),
        Node::Alternatives(nodes) => Hir::alternation(all(nodes)?),
        Node::BackReference(_) | Node::LookAround(..) => return None,
    })
}
