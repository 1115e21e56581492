//! Compares sets of strings: finds a string that one set contains and another set does not.
//!
//! The search reads the same characters with the automata of all patterns, and visits each combination of their states
//! once, the shortest strings first. Of the characters that no pattern distinguishes, it tries only one.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use regex_automata::{
    Anchored,
    hybrid::{
        LazyStateID,
        dfa::{Cache, DFA},
    },
    nfa::thompson::{NFA, WhichCaptures},
    util::start,
};
use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::{Assertion, Node, class, linear, parse};

/// The largest number of steps of a search. A step reads one character.
const STEPS: usize = 60_000;

/// The strings with an allowed length that match all patterns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strings<'p> {
    /// The least and the greatest number of characters.
    pub lengths: (u64, u64),
    /// The regular expressions, as in the keyword `pattern`.
    pub patterns: Vec<&'p str>,
}

/// The error of a search without a result: the search would take too many steps, or a pattern is invalid, or a pattern
/// has look-around or back-references.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undecided;

impl Strings<'_> {
    /// The set without any string.
    pub const NONE: Strings<'static> = Strings { lengths: (1, 0), patterns: Vec::new() };

    /// Returns one of the shortest strings that this set contains and `other` does not contain. `None` is a proof that
    /// `other` contains all strings of this set.
    ///
    /// # Errors
    /// [`Undecided`] if the search has no result.
    pub fn outside(&self, other: &Strings<'_>) -> Result<Option<String>, Undecided> {
        let found = Search::new(self, other)?.run()?;
        // The search ignores the greatest length of this set. If the shortest string is too long, all strings are.
        Ok(found.filter(|text| u64::try_from(text.chars().count()).is_ok_and(|count| count <= self.lengths.1)))
    }
}

/// The state of an automaton; `None` after a match, because a pattern may match in any part of a string.
type State = Option<LazyStateID>;

struct Search {
    automata: Vec<Automaton>,
    /// The number of automata, from the first, that must match. One of the others must not match.
    inside: usize,
    least: u64,
    /// The lengths of the other set. The greatest length is `u64::MAX` if no searched string is longer.
    other: (u64, u64),
    /// One character of each set of characters that all patterns treat equally.
    characters: Vec<char>,
}

/// A string, as the position that the string leads to.
struct Position {
    states: Vec<State>,
    /// The number of characters. Numbers that make no difference are counted as one.
    length: u64,
    /// The index of the position before the last character, and the last character.
    last: Option<(usize, char)>,
}

impl Search {
    fn new(set: &Strings<'_>, other: &Strings<'_>) -> Result<Self, Undecided> {
        let others = other.patterns.iter().filter(|pattern| !set.patterns.contains(pattern));
        let patterns: Vec<&&str> = set.patterns.iter().chain(others).collect();
        let nodes = patterns.iter().map(|pattern| parse::parse(pattern).map(|(node, _)| node));
        let nodes: Vec<Node> = nodes.collect::<Result<_, _>>().map_err(|_| Undecided)?;
        let automata = nodes.iter().map(|node| Automaton::new(node).ok_or(Undecided)).collect::<Result<_, _>>()?;
        let greatest = if other.lengths.1 < set.lengths.1 { other.lengths.1 } else { u64::MAX };
        Ok(Self {
            automata,
            inside: set.patterns.len(),
            least: set.lengths.0,
            other: (other.lengths.0, greatest),
            characters: characters(&nodes),
        })
    }

    fn run(&mut self) -> Result<Option<String>, Undecided> {
        let after_greatest = if self.other.1 == u64::MAX { 0 } else { self.other.1.saturating_add(1) };
        let largest_length = self.least.max(self.other.0).max(after_greatest);
        let states: Vec<State> = self.automata.iter().map(|automaton| Some(automaton.start)).collect();
        let mut positions = vec![Position { states, length: 0, last: None }];
        let mut known: HashSet<(Vec<State>, u64)> = HashSet::new();
        let (mut at, mut steps) = (0, 0);
        while let Some(position) = positions.get(at) {
            let (states, length) = (position.states.clone(), position.length);
            if self.is_found(&states, length)? {
                return Ok(Some(text(&positions, at)));
            }
            for character in self.characters.clone() {
                steps += 1;
                if steps > STEPS {
                    return Err(Undecided);
                }
                let next = self.after(&states, character)?;
                let length = length.saturating_add(1).min(largest_length);
                if !self.is_hopeless(&next, length) && known.insert((next.clone(), length)) {
                    positions.push(Position { states: next, length, last: Some((at, character)) });
                }
            }
            at += 1;
        }
        Ok(None)
    }

    fn after(&mut self, states: &[State], character: char) -> Result<Vec<State>, Undecided> {
        self.automata.iter_mut().zip(states).map(|(automaton, state)| automaton.after(*state, character)).collect()
    }

    /// Returns whether the string up to here is in the set and not in the other set.
    fn is_found(&mut self, states: &[State], length: u64) -> Result<bool, Undecided> {
        let matches = self.automata.iter_mut().zip(states).map(|(automaton, state)| automaton.matches_at_end(*state));
        let matches: Vec<bool> = matches.collect::<Result<_, _>>()?;
        let (inside, others) = matches.split_at_checked(self.inside).unwrap_or((&matches, &[]));
        let is_other_length = (self.other.0..=self.other.1).contains(&length);
        Ok(length >= self.least && inside.iter().all(|is| *is) && !(is_other_length && others.iter().all(|is| *is)))
    }

    /// Returns whether no longer string can be found.
    fn is_hopeless(&self, states: &[State], length: u64) -> bool {
        let (inside, others) = states.split_at_checked(self.inside).unwrap_or((states, &[]));
        inside.iter().any(|state| state.is_some_and(|id| id.is_dead()))
            || (others.iter().all(Option::is_none) && length >= self.other.0 && self.other.1 == u64::MAX)
    }
}

/// Returns the string that leads to a position.
fn text(positions: &[Position], index: usize) -> String {
    let before = |last: &(usize, char)| positions.get(last.0).and_then(|position| position.last);
    let last = positions.get(index).and_then(|position| position.last);
    let mut characters: Vec<char> = std::iter::successors(last, before).map(|(_, character)| character).collect();
    characters.reverse();
    characters.into_iter().collect()
}

/// The automaton of a pattern. It makes its states when they are needed.
struct Automaton {
    dfa: DFA,
    cache: Cache,
    start: LazyStateID,
}

impl Automaton {
    /// Returns `None` if the pattern needs backtracking or the automaton would be too large.
    fn new(node: &Node) -> Option<Self> {
        let config = NFA::config().which_captures(WhichCaptures::None).nfa_size_limit(Some(linear::SIZE));
        let nfa = NFA::compiler().configure(config).build_from_hir(&linear::hir(node)?).ok()?;
        // With a count of 0, a full cache is an error. A cleared cache would give old states another meaning.
        let config = DFA::config().cache_capacity(8 << 20).minimum_cache_clear_count(Some(0));
        let dfa = DFA::builder().configure(config).build_from_nfa(nfa).ok()?;
        let mut cache = dfa.create_cache();
        let start = dfa.start_state(&mut cache, &start::Config::new().anchored(Anchored::No)).ok()?;
        Some(Self { dfa, cache, start })
    }

    fn after(&mut self, state: State, character: char) -> Result<State, Undecided> {
        let Some(mut id) = state.filter(|id| !id.is_dead()) else { return Ok(state) };
        for byte in character.encode_utf8(&mut [0; 4]).bytes() {
            id = self.dfa.next_state(&mut self.cache, id, byte).map_err(|_| Undecided)?;
            if id.is_match() {
                return Ok(None);
            }
            if id.is_dead() {
                break;
            }
        }
        Ok(Some(id))
    }

    fn matches_at_end(&mut self, state: State) -> Result<bool, Undecided> {
        match state {
            None => Ok(true),
            Some(id) if id.is_dead() => Ok(false),
            Some(id) => self.dfa.next_eoi_state(&mut self.cache, id).map(|id| id.is_match()).map_err(|_| Undecided),
        }
    }
}

/// Returns one character for each set of characters that all patterns treat equally. Letters and digits come first.
fn characters(nodes: &[Node]) -> Vec<char> {
    let mut sets: Vec<ClassUnicode> = Vec::new();
    nodes.iter().for_each(|node| collect(node, &mut sets));
    let ranges = || sets.iter().flat_map(ClassUnicode::ranges);
    let mut starts: BTreeSet<u32> = ranges().map(|range| u32::from(range.start())).collect();
    starts.extend(ranges().map(|range| u32::from(range.end()) + 1));
    starts.insert(0);
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([u32::from(char::MAX)]);
    let mut found: BTreeMap<Vec<bool>, char> = BTreeMap::new();
    for (first, last) in starts.iter().copied().zip(ends) {
        let Some(character) = readable(first, last) else { continue };
        let contains = |set: &ClassUnicode| {
            set.ranges().iter().any(|range| range.start() <= character && character <= range.end())
        };
        let known = found.entry(sets.iter().map(contains).collect()).or_insert(character);
        if rank(character) < rank(*known) {
            *known = character;
        }
    }
    let mut characters: Vec<char> = found.into_values().collect();
    characters.sort_by_key(|character| (rank(*character), *character));
    characters
}

/// Returns the character between two code points that is easiest to read.
fn readable(first: u32, last: u32) -> Option<char> {
    let range = first..=last;
    let typical = ['a', '0', 'A', '-', '_', '.', ' '].into_iter().chain('!'..='~');
    let first =
        char::from_u32(first).or_else(|| char::from_u32(0xE000).filter(|next| range.contains(&u32::from(*next))));
    typical.into_iter().find(|character| range.contains(&u32::from(*character))).or(first)
}

fn rank(character: char) -> u8 {
    match character {
        'a'..='z' => 0,
        '0'..='9' => 1,
        'A'..='Z' => 2,
        ' '..='~' => 3,
        _ if !character.is_control() => 4,
        _ => 5,
    }
}

/// Adds the sets of characters that a pattern distinguishes.
fn collect(node: &Node, sets: &mut Vec<ClassUnicode>) {
    match node {
        Node::Character(character) => sets.push(ClassUnicode::new([ClassUnicodeRange::new(*character, *character)])),
        Node::Set(set) => sets.push(set.clone()),
        Node::Assertion(Assertion::WordBoundary | Assertion::NoWordBoundary) => sets.extend(class::of_escape('w')),
        Node::Assertion(Assertion::Start | Assertion::End) | Node::Empty | Node::BackReference(_) => {}
        Node::Capture(_, node) | Node::Repeat(_, node) | Node::LookAround(_, node) => collect(node, sets),
        Node::Sequence(nodes) | Node::Alternatives(nodes) => nodes.iter().for_each(|node| collect(node, sets)),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Pattern, *};

    fn set<'p>(patterns: &[&'p str]) -> Strings<'p> {
        Strings { lengths: (0, u64::MAX), patterns: patterns.to_vec() }
    }

    #[test]
    fn finds_a_shortest_string_or_proves_that_there_is_none() {
        for (one, other, expected) in [
            ("^[0-9]+$", r"^\d+$", None),
            (r"^\w*$", "^(?:[a-z]|[A-Z]|_|[0-9])*$", None),
            ("^(ab|cd)$", "^ab$|^cd$", None),
            ("^a{2,3}$", "^aaa?$", None),
            ("^[a-z]+$", "^[a-z0-9]+$", None),
            ("^[a-z0-9]+$", "^[a-z]+$", Some("0")),
            ("^a", "^b", Some("a")),
            ("", "^.*$", Some("\u{2028}")),
            ("x", r"[\s\S]", None),
            ("^$", "^a*$", None),
            (r"^\p{L}$", "^[a-zA-Z]$", Some("ª")),
            (r"\bcat\b", "cat", None),
            ("cat", r"\bcat\b", Some("acat")),
            ("^😀$", "^[😀-😃]$", None),
            ("^[^a]$", "^[b-z]$", Some("0")),
        ] {
            assert_eq!(set(&[one]).outside(&set(&[other])), Ok(expected.map(str::to_owned)), "{one} {other}");
        }
    }

    #[test]
    fn lengths_and_patterns_restrict_together() {
        let strings = |lengths, patterns: &[&'static str]| Strings { lengths, patterns: patterns.to_vec() };
        let any = u64::MAX;
        for (one, other, expected) in [
            (strings((0, any), &["^[0-9]{4}$"]), strings((4, 4), &[]), None),
            (strings((0, any), &["^[0-9]{3,4}$"]), strings((4, 4), &[]), Some("000")),
            (strings((0, 3), &["^[a-z]*$"]), strings((0, any), &["^[a-z]{0,3}$"]), None),
            (strings((0, 4), &["^[a-z]*$"]), strings((0, any), &["^[a-z]{0,3}$"]), Some("aaaa")),
            (strings((2, any), &["^[ab]*$", "b"]), strings((1, 0), &[]), Some("ab")),
            (strings((0, 9), &[]), strings((0, 5), &[]), Some("aaaaaa")),
        ] {
            assert_eq!(one.outside(&other), Ok(expected.map(str::to_owned)), "{one:?} {other:?}");
        }
    }

    #[test]
    fn look_around_references_and_large_searches_are_undecided() {
        for pattern in ["(?=a)", r"(a)\1", "(", "^.{400}[a-z]{400}b.{400}$"] {
            assert_eq!(set(&["^a{0,400}[ab]{900}$"]).outside(&set(&[pattern])), Err(Undecided), "{pattern}");
        }
    }

    /// Compares the result with the matches of both patterns, for all short strings of some characters.
    #[test]
    fn agrees_with_matches() {
        let patterns =
            ["^a*$", "a", "^(a|b)+$", "^[^b]*$", r"\ba", "^a?b?c?$", "c$", "", r"^\w{2}$", "b.a", r"^[ab]{0,2}-?$"];
        let mut texts = vec![String::new()];
        for length in 0..4 {
            let longer = texts
                .iter()
                .filter(|text| text.len() == length)
                .flat_map(|text| ["a", "b", "c", "-"].map(|character| format!("{text}{character}")));
            texts.extend(longer.collect::<Vec<String>>());
        }
        let matches = |pattern: &str, text: &str| Pattern::new(pattern).unwrap().matches(text, &mut 1000).unwrap();
        let matching = |pattern: &str| -> Vec<bool> {
            let pattern = Pattern::new(pattern).unwrap();
            texts.iter().map(|text| pattern.matches(text, &mut 1000).unwrap()).collect()
        };
        let matching: Vec<Vec<bool>> = patterns.into_iter().map(matching).collect();
        for (one, inside) in patterns.iter().zip(&matching) {
            for (other, known) in patterns.iter().zip(&matching) {
                match set(&[one]).outside(&set(&[other])).unwrap() {
                    Some(text) => assert!(matches(one, &text) && !matches(other, &text), "{one} {other} {text}"),
                    None => assert!(inside.iter().zip(known).all(|(inside, known)| *known || !inside), "{one} {other}"),
                }
            }
        }
    }
}
