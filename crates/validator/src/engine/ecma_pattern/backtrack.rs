//! Matches patterns as ECMA-262 describes. If an attempt to match fails, the search goes back and makes the next
//! attempt. The search counts its steps and stops at a limit, so it always ends. A second limit applies to the size of
//! its stack.

use regex_syntax::hir::ClassUnicode;

use super::{Assertion, Look, Node, OverBudget, Repetition};

/// The largest number of entries on the stack. An entry is a step to try later, or a register value to restore.
const MAX_STACK: usize = 1 << 20;

/// The value of a register that stores no position, because its group has not matched.
const UNSET: usize = usize::MAX;

/// A compiled pattern: a list of steps that the search follows.
#[derive(Debug)]
pub(super) struct Program {
    steps: Vec<Step>,
    sets: Vec<Set>,
    /// The number of registers. A register stores the position of a group or the counter of a repetition.
    registers: usize,
}

/// A set of characters.
#[derive(Debug)]
struct Set {
    /// One bit for each ASCII character. The bit is 1 if the set contains the character.
    ascii: u128,
    ranges: Box<[(char, char)]>,
}

#[derive(Debug)]
enum Step {
    /// Reads the next character, or the previous one if `back` is true. Fails if the set does not contain the
    /// character.
    Set {
        set: usize,
        back: bool,
    },
    /// Reads as many characters of a set as possible, but at most `max`. If the rest of the pattern does not match,
    /// tries again with one character less. Tries at least `min` characters.
    Longest {
        set: usize,
        min: u32,
        max: Option<u32>,
    },
    Assert(Assertion),
    /// Tries the step `first`. If the rest of the pattern does not match, tries the step `second`.
    Split {
        first: usize,
        second: usize,
    },
    Jump(usize),
    /// Sets a register to the current position in the text.
    Mark(usize),
    /// Sets a register to 0.
    Zero(usize),
    /// Clears the registers from `first` up to, but not including, `end`. They store the positions of the groups inside
    /// a repetition.
    Forget {
        first: usize,
        end: usize,
    },
    /// Repeats the next steps `min` to `max` times, then continues with the step `exit`. If `greedy` is true, tries as
    /// many repetitions as possible first.
    Repeat {
        counter: usize,
        min: u32,
        max: Option<u32>,
        greedy: bool,
        exit: usize,
    },
    Increment(usize),
    /// Fails if the last repetition has read no character and more than `min` repetitions are done. Without this step,
    /// a pattern such as `(a*)*` would repeat without end.
    Progress {
        counter: usize,
        min: u32,
        mark: usize,
    },
    BackReference {
        group: usize,
        back: bool,
    },
    /// Tests a look-around, such as `(?=a)`. The next steps are the content of the look-around. If the test succeeds,
    /// continues with the step `exit` at the same position of the text.
    Look {
        negative: bool,
        exit: usize,
    },
    Accept,
}

impl Program {
    pub(super) fn new(node: &Node, groups: usize) -> Self {
        let mut program = Self { steps: Vec::new(), sets: Vec::new(), registers: 2 * (groups + 1) };
        program.add(node, false);
        program.steps.push(Step::Accept);
        program
    }

    /// Returns whether the pattern matches somewhere in the text, and the number of steps that the search took.
    pub(super) fn search(&self, text: &str, budget: usize) -> (Result<bool, OverBudget>, usize) {
        let mut search =
            Search { program: self, text, left: budget, registers: vec![UNSET; self.registers], stack: Vec::new() };
        let is_anchored = matches!(self.steps.first(), Some(Step::Assert(Assertion::Start)));
        let mut starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let found = loop {
            let Some(start) = starts.next() else { break Ok(false) };
            match search.run(0, start) {
                Ok(false) if is_anchored => break Ok(false),
                Ok(false) => {}
                other => break other,
            }
        };
        (found, budget - search.left)
    }

    /// Adds the steps that match a node of the pattern. If `back` is true, the steps read the text from right to left.
    /// A look-behind, such as `(?<=a)`, needs this.
    fn add(&mut self, node: &Node, back: bool) {
        match node {
            Node::Empty => {}
            Node::Character(c) => self.add_set(Set::new([(*c, *c)]), back),
            Node::Set(set) => self.add_set(Set::from(set), back),
            Node::Assertion(assertion) => self.steps.push(Step::Assert(*assertion)),
            Node::Capture(group, node) => {
                let (first, last) = if back { (group * 2 + 1, group * 2) } else { (group * 2, group * 2 + 1) };
                self.steps.push(Step::Mark(first));
                self.add(node, back);
                self.steps.push(Step::Mark(last));
            }
            Node::BackReference(group) => self.steps.push(Step::BackReference { group: *group, back }),
            Node::LookAround(Look { behind, negative }, node) => {
                let look = self.reserve();
                self.add(node, *behind);
                self.steps.push(Step::Accept);
                self.set(look, Step::Look { negative: *negative, exit: self.steps.len() });
            }
            Node::Repeat(repetition, node) => self.add_repetition(repetition, node, back),
            Node::Sequence(nodes) if back => nodes.iter().rev().for_each(|node| self.add(node, back)),
            Node::Sequence(nodes) => nodes.iter().for_each(|node| self.add(node, back)),
            Node::Alternatives(nodes) => self.add_alternatives(nodes, back),
        }
    }

    fn add_set(&mut self, set: Set, back: bool) {
        self.steps.push(Step::Set { set: self.sets.len(), back });
        self.sets.push(set);
    }

    fn add_alternatives(&mut self, nodes: &[Node], back: bool) {
        let mut jumps = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            if index + 1 == nodes.len() {
                self.add(node, back);
                break;
            }
            let split = self.reserve();
            self.add(node, back);
            jumps.push(self.reserve());
            self.set(split, Step::Split { first: split + 1, second: self.steps.len() });
        }
        for jump in jumps {
            self.set(jump, Step::Jump(self.steps.len()));
        }
    }

    fn add_repetition(&mut self, repetition: &Repetition, node: &Node, back: bool) {
        let Repetition { min, max, greedy, groups } = repetition;
        let set = match node {
            Node::Character(c) => Some(Set::new([(*c, *c)])),
            Node::Set(set) => Some(Set::from(set)),
            _ => None,
        };
        if let (Some(set), true, false) = (set, *greedy, back) {
            self.steps.push(Step::Longest { set: self.sets.len(), min: *min, max: *max });
            self.sets.push(set);
            return;
        }
        let (counter, mark) = (self.registers, self.registers + 1);
        self.registers += 2;
        self.steps.push(Step::Zero(counter));
        let repeat = self.reserve();
        self.steps.push(Step::Increment(counter));
        if !groups.is_empty() {
            self.steps.push(Step::Forget { first: groups.start * 2, end: groups.end * 2 });
        }
        let may_be_empty = node.may_be_empty();
        if may_be_empty {
            self.steps.push(Step::Mark(mark));
        }
        self.add(node, back);
        if may_be_empty {
            self.steps.push(Step::Progress { counter, min: *min, mark });
        }
        self.steps.push(Step::Jump(repeat));
        let exit = self.steps.len();
        self.set(repeat, Step::Repeat { counter, min: *min, max: *max, greedy: *greedy, exit });
    }

    /// Adds a placeholder step and returns its index. The caller replaces the placeholder later.
    fn reserve(&mut self) -> usize {
        self.steps.push(Step::Accept);
        self.steps.len() - 1
    }

    fn set(&mut self, number: usize, step: Step) {
        if let Some(slot) = self.steps.get_mut(number) {
            *slot = step;
        }
    }
}

impl Set {
    fn new(ranges: impl IntoIterator<Item = (char, char)>) -> Self {
        let ranges: Box<[(char, char)]> = ranges.into_iter().collect();
        let is_member = |code: &u8| contains(&ranges, char::from(*code));
        let ascii = (0..128_u8).filter(is_member).fold(0, |bits, code| bits | 1_u128 << code);
        Self { ascii, ranges }
    }

    fn from(set: &ClassUnicode) -> Self {
        Self::new(set.iter().map(|range| (range.start(), range.end())))
    }

    fn has(&self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> u32::from(c) & 1 == 1 } else { contains(&self.ranges, c) }
    }
}

/// Returns whether sorted ranges contain a character.
fn contains(ranges: &[(char, char)], c: char) -> bool {
    let after = ranges.partition_point(|(first, _)| *first <= c);
    after.checked_sub(1).and_then(|index| ranges.get(index)).is_some_and(|(_, last)| c <= *last)
}

/// An action that the search stores on a stack. If the current attempt does not match, the search takes the newest
/// action from the stack and executes it.
#[derive(Debug, Clone, Copy)]
enum Undo {
    /// Continue with a step at a position.
    Retry { step: usize, at: usize },
    /// Move back from `at` by one character and continue with a step. `least` is the smallest position that may be
    /// tried.
    Shorten { step: usize, at: usize, least: usize },
    /// Restore the value of a register.
    Restore { register: usize, value: usize },
}

struct Search<'p> {
    program: &'p Program,
    text: &'p str,
    /// The number of steps that the search may still take.
    left: usize,
    registers: Vec<usize>,
    stack: Vec<Undo>,
}

impl<'p> Search<'p> {
    /// Runs the steps of the pattern, from `step` at the position `at` of the text. Returns whether the pattern matches
    /// there. If the result is `true`, the caller must remove the entries that this call added to the stack.
    fn run(&mut self, mut step: usize, mut at: usize) -> Result<bool, OverBudget> {
        let base = self.stack.len();
        loop {
            self.spend(1)?;
            let next = match self.program.steps.get(step) {
                None | Some(Step::Accept) => return Ok(true),
                Some(known) => self.take(known, step, at)?,
            };
            let Some(next) = next.or_else(|| self.undo(base)) else { return Ok(false) };
            (step, at) = next;
        }
    }

    /// Executes one step. Returns the next step and the next position, or `None` if the step fails.
    fn take(&mut self, known: &Step, step: usize, at: usize) -> Result<Option<(usize, usize)>, OverBudget> {
        let go_on = Ok(Some((step + 1, at)));
        match *known {
            Step::Accept => go_on,
            Step::Set { set, back } => {
                let next = self.neighbour(at, back).filter(|(c, _)| self.has(set, *c));
                Ok(next.map(|(_, at)| (step + 1, at)))
            }
            Step::Longest { set, min, max } => self.longest(set, min, max, step + 1, at),
            Step::Assert(assertion) => Ok(self.holds(assertion, at).then_some((step + 1, at))),
            Step::Split { first, second } => {
                self.push(Undo::Retry { step: second, at })?;
                Ok(Some((first, at)))
            }
            Step::Jump(target) => Ok(Some((target, at))),
            Step::Mark(register) => self.store(register, at).and(go_on),
            Step::Zero(register) => self.store(register, 0).and(go_on),
            Step::Increment(register) => self.store(register, self.register(register) + 1).and(go_on),
            Step::Forget { first, end } => {
                for register in first..end {
                    if self.register(register) != UNSET {
                        self.store(register, UNSET)?;
                    }
                }
                go_on
            }
            Step::Repeat { counter, min, max, greedy, exit } => {
                let count = self.register(counter);
                let reached = |limit: u32| usize::try_from(limit).is_ok_and(|limit| count >= limit);
                if !reached(min) {
                    return go_on;
                }
                if max.is_some_and(reached) {
                    return Ok(Some((exit, at)));
                }
                let (now, later) = if greedy { (step + 1, exit) } else { (exit, step + 1) };
                self.push(Undo::Retry { step: later, at })?;
                Ok(Some((now, at)))
            }
            Step::Progress { counter, min, mark } => {
                let beyond = usize::try_from(min).is_ok_and(|min| self.register(counter) > min);
                Ok((!beyond || self.register(mark) != at).then_some((step + 1, at)))
            }
            Step::BackReference { group, back } => {
                let (start, end) = (self.register(group * 2), self.register(group * 2 + 1));
                let captured = if start == UNSET || end == UNSET { "" } else { self.slice(start, end) };
                self.spend(captured.len())?;
                let next = if back {
                    let before = self.slice(0, at);
                    before.ends_with(captured).then(|| at - captured.len())
                } else {
                    let rest = self.slice(at, self.text.len());
                    rest.starts_with(captured).then(|| at + captured.len())
                };
                Ok(next.map(|at| (step + 1, at)))
            }
            Step::Look { negative, exit } => {
                let base = self.stack.len();
                let found = self.run(step + 1, at)?;
                if found && !negative {
                    self.keep_restores(base);
                } else {
                    while self.undo(base).is_some() {}
                }
                Ok((found != negative).then_some((exit, at)))
            }
        }
    }

    /// Reads as many characters of a set as possible, up to `max`. Fails if fewer than `min` characters follow.
    fn longest(
        &mut self,
        set: usize,
        min: u32,
        max: Option<u32>,
        next: usize,
        start: usize,
    ) -> Result<Option<(usize, usize)>, OverBudget> {
        let (mut at, mut count) = (start, 0);
        let mut least = (min == 0).then_some(start);
        while max.is_none_or(|max| count < max)
            && let Some((_, after)) = self.neighbour(at, false).filter(|(c, _)| self.has(set, *c))
        {
            self.spend(1)?;
            at = after;
            count = count.saturating_add(1);
            if count == min {
                least = Some(at);
            }
        }
        let Some(least) = least else { return Ok(None) };
        if least < at {
            self.push(Undo::Shorten { step: next, at, least })?;
        }
        Ok(Some((next, at)))
    }

    fn holds(&self, assertion: Assertion, at: usize) -> bool {
        let is_word =
            |neighbour: Option<(char, usize)>| neighbour.is_some_and(|(c, _)| c.is_ascii_alphanumeric() || c == '_');
        let at_boundary = || is_word(self.neighbour(at, true)) != is_word(self.neighbour(at, false));
        match assertion {
            Assertion::Start => at == 0,
            Assertion::End => at == self.text.len(),
            Assertion::WordBoundary => at_boundary(),
            Assertion::NoWordBoundary => !at_boundary(),
        }
    }

    /// Returns the next character and the position after the character. If `back` is true, returns the previous
    /// character and the position before the character.
    fn neighbour(&self, at: usize, back: bool) -> Option<(char, usize)> {
        if back {
            let c = self.text.get(..at)?.chars().next_back()?;
            return Some((c, at - c.len_utf8()));
        }
        let c = self.text.get(at..)?.chars().next()?;
        Some((c, at + c.len_utf8()))
    }

    fn has(&self, set: usize, c: char) -> bool {
        self.program.sets.get(set).is_some_and(|set| set.has(c))
    }

    fn slice(&self, start: usize, end: usize) -> &'p str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn spend(&mut self, steps: usize) -> Result<(), OverBudget> {
        self.left = self.left.checked_sub(steps).ok_or_else(|| {
            self.left = 0;
            OverBudget
        })?;
        Ok(())
    }

    fn register(&self, register: usize) -> usize {
        self.registers.get(register).copied().unwrap_or(UNSET)
    }

    fn store(&mut self, register: usize, value: usize) -> Result<(), OverBudget> {
        self.push(Undo::Restore { register, value: self.register(register) })?;
        if let Some(slot) = self.registers.get_mut(register) {
            *slot = value;
        }
        Ok(())
    }

    fn push(&mut self, undo: Undo) -> Result<(), OverBudget> {
        if self.stack.len() >= MAX_STACK {
            return Err(OverBudget);
        }
        self.stack.push(undo);
        Ok(())
    }

    /// Goes back to the newest attempt on the stack that has not been tried. Returns the step and the position where
    /// that attempt continues. Returns `None` if all attempts have been tried. Restores the registers that have changed
    /// since that attempt was stored. Keeps the first `base` entries of the stack.
    fn undo(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.stack.len() > base {
            match self.stack.pop()? {
                Undo::Retry { step, at } => return Some((step, at)),
                Undo::Shorten { step, at, least } => {
                    let (_, at) = self.neighbour(at, true)?;
                    if at > least {
                        self.stack.push(Undo::Shorten { step, at, least });
                    }
                    return Some((step, at));
                }
                Undo::Restore { register, value } => {
                    if let Some(slot) = self.registers.get_mut(register) {
                        *slot = value;
                    }
                }
            }
        }
        None
    }

    /// Removes all entries from the stack that are not `Undo::Restore`, except for the first `base` entries. Used after
    /// a look-around such as `(?=a|ab)` has matched with `a`, because ECMA-262 does not try `ab` afterwards.
    fn keep_restores(&mut self, base: usize) {
        let mut kept = base;
        for index in base..self.stack.len() {
            if matches!(self.stack.get(index), Some(Undo::Restore { .. })) {
                self.stack.swap(kept, index);
                kept += 1;
            }
        }
        self.stack.truncate(kept);
    }
}
