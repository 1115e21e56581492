//! Reads a pattern of ECMA-262 with the flag `u` (Unicode). The following patterns are errors with this flag. They are
//! accepted with the meaning that they have without the flag:
//!
//! - escaped punctuation, such as `\-`
//! - a single brace or bracket, such as `a{` or `]`
//! - a hyphen next to a class, such as `[\w-.]`

use std::fmt;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

use super::{Assertion, Look, Node, Repetition, class};

/// The largest depth of nested groups.
const MAX_DEPTH: usize = 200;

/// The reason why a text is not a valid pattern, and the position of the error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Fault {
    message: String,
    /// The position: the number of characters before the error.
    at: usize,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, at character {}", self.message, self.at + 1)
    }
}

/// Reads a pattern. Returns the pattern and the number of its groups.
pub(super) fn parse(source: &str) -> Result<(Node, usize), Fault> {
    let chars: Vec<char> = source.chars().collect();
    let mut parser = Parser { names: group_names(&chars), chars, at: 0, groups: 0, depth: 0 };
    let node = parser.alternatives()?;
    match parser.peek() {
        None => Ok((node, parser.groups)),
        // `alternatives` stops only at the end of the pattern or at a closing parenthesis.
        Some(_) => Err(parser.fault("this parenthesis closes no group", parser.at)),
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    /// The names of all groups, in the order of the pattern. The names are read first, because a reference such as
    /// `\k<year>` may come before its group.
    names: Vec<Option<String>>,
    /// The number of groups that have been read.
    groups: usize,
    depth: usize,
}

/// One member of a class: the class `[a\d]` has the members `a` and `\d`.
enum Member {
    Code(u32),
    Set(ClassUnicode),
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let is_next = self.peek() == Some(c);
        self.at += usize::from(is_next);
        is_next
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.at += 1;
        }
        digits
    }

    fn fault(&self, message: impl Into<String>, at: usize) -> Fault {
        Fault { message: message.into(), at }
    }

    fn alternatives(&mut self) -> Result<Node, Fault> {
        let mut nodes = vec![self.sequence()?];
        while self.eat('|') {
            nodes.push(self.sequence()?);
        }
        Ok(only(nodes, Node::Alternatives))
    }

    fn sequence(&mut self) -> Result<Node, Fault> {
        let mut nodes = Vec::new();
        while self.peek().is_some_and(|c| !matches!(c, '|' | ')')) {
            nodes.push(self.term()?);
        }
        Ok(only(nodes, Node::Sequence))
    }

    /// Reads one part of a pattern and the repetition after the part. For example, `a{2}` is the part `a` and the
    /// repetition `{2}`.
    fn term(&mut self) -> Result<Node, Fault> {
        let groups = self.groups;
        let node = self.atom()?;
        let at = self.at;
        let Some((min, max)) = self.count()? else { return Ok(node) };
        if matches!(node, Node::Assertion(_) | Node::LookAround(Look { behind: true, .. }, _)) {
            return Err(self.fault("an assertion cannot be repeated", at));
        }
        if max.is_some_and(|max| max < min) {
            return Err(self.fault("the numbers of this count are out of order", at));
        }
        let greedy = !self.eat('?');
        // The numbers of groups start at 1.
        let groups = groups + 1..self.groups + 1;
        Ok(Node::Repeat(Repetition { min, max, greedy, groups }, Box::new(node)))
    }

    /// Reads `*`, `+`, `?`, `{2}`, `{2,}` or `{2,5}`.
    fn count(&mut self) -> Result<Option<(u32, Option<u32>)>, Fault> {
        let count = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return Ok(self.braces()),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(count))
    }

    /// Reads a count in braces, such as `{2,5}`. Returns `None` if the braces contain no count. The caller then reads
    /// the braces as ordinary characters.
    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        let start = self.at;
        let number = |digits: &str| digits.parse().unwrap_or(u32::MAX);
        self.at += 1;
        let min = self.digits();
        let count = if min.is_empty() {
            None
        } else if self.eat(',') {
            let max = self.digits();
            Some((number(&min), (!max.is_empty()).then(|| number(&max))))
        } else {
            Some((number(&min), Some(number(&min))))
        };
        if count.is_none() || !self.eat('}') {
            self.at = start;
            return None;
        }
        count
    }

    fn atom(&mut self) -> Result<Node, Fault> {
        let start = self.at;
        if self.count()?.is_some() {
            return Err(self.fault("there is nothing to repeat", start));
        }
        Ok(match self.next() {
            None => Node::Empty,
            Some('^') => Node::Assertion(Assertion::Start),
            Some('$') => Node::Assertion(Assertion::End),
            Some('.') => Node::Set(class::dot()),
            Some('(') => return self.group(start),
            Some('[') => Node::Set(self.class(start)?),
            Some('\\') => return self.escape(start),
            Some(c) => Node::Character(c),
        })
    }

    fn group(&mut self, start: usize) -> Result<Node, Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fault(format!("groups are nested deeper than {MAX_DEPTH} levels"), start));
        }
        let look = |behind, negative| Some(Look { behind, negative });
        let mut captures = None;
        let mut around = None;
        if self.eat('?') {
            match (self.next(), self.peek()) {
                (Some(':'), _) => {}
                (Some('='), _) => around = look(false, false),
                (Some('!'), _) => around = look(false, true),
                (Some('<'), Some(sign @ ('=' | '!'))) => {
                    self.at += 1;
                    around = look(true, sign == '!');
                }
                (Some('<'), _) => {
                    self.name(start)?;
                    captures = Some(self.capture(start)?);
                }
                (Some('P'), Some('<')) => {
                    return Err(self.fault("ECMA-262 has no group `(?P<`; write `(?<name>`", start));
                }
                (kind, _) => {
                    let kind = kind.map(String::from).unwrap_or_default();
                    return Err(self.fault(format!("ECMA-262 has no group `(?{kind}`"), start));
                }
            }
        } else {
            captures = Some(self.capture(start)?);
        }
        let node = self.alternatives()?;
        if !self.eat(')') {
            return Err(self.fault("this group does not end", start));
        }
        self.depth -= 1;
        Ok(match (captures, around) {
            (Some(number), _) => Node::Capture(number, Box::new(node)),
            (None, Some(look)) => Node::LookAround(look, Box::new(node)),
            (None, None) => node,
        })
    }

    /// Returns the number of the next capturing group. Reports an error if an earlier group has the same name.
    fn capture(&mut self, start: usize) -> Result<usize, Fault> {
        let name = self.names.get(self.groups).and_then(Option::as_ref);
        let before = self.names.get(..self.groups).unwrap_or_default();
        if let Some(name) = name.filter(|name| before.iter().flatten().any(|other| other == *name)) {
            return Err(self.fault(format!("two groups have the name `{name}`"), start));
        }
        self.groups += 1;
        Ok(self.groups)
    }

    /// Reads the name of a group, including the `>` after the name.
    fn name(&mut self, start: usize) -> Result<String, Fault> {
        let mut name = String::new();
        while let Some(c) = self.next() {
            match c {
                '>' if !name.is_empty() => return Ok(name),
                '$' | '_' => name.push(c),
                c if c.is_alphabetic() || (!name.is_empty() && c.is_numeric()) => name.push(c),
                _ => break,
            }
        }
        Err(self.fault("the name of this group is missing or does not end", start))
    }

    /// Reads an escape outside of a class. The backslash has been read.
    fn escape(&mut self, start: usize) -> Result<Node, Fault> {
        match self.peek() {
            Some('b') => {
                self.at += 1;
                Ok(Node::Assertion(Assertion::WordBoundary))
            }
            Some('B') => {
                self.at += 1;
                Ok(Node::Assertion(Assertion::NoWordBoundary))
            }
            Some('1'..='9') => {
                let digits = self.digits();
                let number = digits.parse().ok().filter(|number| *number <= self.names.len());
                let number = number.ok_or_else(|| self.fault(format!("there is no group {digits}"), start))?;
                Ok(Node::BackReference(number))
            }
            Some('k') => {
                self.at += 1;
                if !self.eat('<') {
                    return Err(self.fault(r"\k takes the name of a group: \k<name>", start));
                }
                let name = self.name(start)?;
                let known = self.names.iter().position(|known| known.as_deref() == Some(&name));
                let index = known.ok_or_else(|| self.fault(format!("there is no group `{name}`"), start))?;
                Ok(Node::BackReference(index + 1))
            }
            _ => match self.member_escape(start)? {
                Member::Set(set) => Ok(Node::Set(set)),
                Member::Code(code) => match class::character(code) {
                    Some(c) => Ok(Node::Character(c)),
                    None => Err(self.fault(format!("U+{code:X} is not a code point"), start)),
                },
            },
        }
    }

    /// Reads a class such as `[a-z]`. The opening bracket has been read.
    fn class(&mut self, start: usize) -> Result<ClassUnicode, Fault> {
        let negated = self.eat('^');
        let mut ranges = Vec::new();
        loop {
            let at = self.at;
            match self.peek() {
                None => return Err(self.fault("this class does not end", start)),
                Some(']') => {
                    self.at += 1;
                    let set = ClassUnicode::new(ranges);
                    return Ok(if negated { class::not(set) } else { set });
                }
                Some(_) => {}
            }
            let first = self.member()?;
            if self.peek() != Some('-') || self.peek_at(1).is_none_or(|c| c == ']') {
                add(&mut ranges, first);
                continue;
            }
            self.at += 1;
            match (first, self.member()?) {
                (Member::Code(first), Member::Code(last)) if first > last => {
                    return Err(self.fault("the ends of this range are out of order", at));
                }
                (Member::Code(first), Member::Code(last)) => class::add_range(&mut ranges, first, last),
                // Next to a class such as `\w`, a hyphen is an ordinary character.
                (first, last) => {
                    for member in [first, Member::Code(u32::from('-')), last] {
                        add(&mut ranges, member);
                    }
                }
            }
        }
    }

    fn member(&mut self) -> Result<Member, Fault> {
        let start = self.at;
        match self.next() {
            Some('\\') if self.eat('b') => Ok(Member::Code(8)),
            Some('\\') => self.member_escape(start),
            Some(c) => Ok(Member::Code(u32::from(c))),
            None => Err(self.fault("this class does not end", start)),
        }
    }

    /// Reads an escape that has the same meaning inside and outside of a class. The backslash has been read.
    fn member_escape(&mut self, start: usize) -> Result<Member, Fault> {
        let Some(c) = self.next() else { return Err(self.fault("a backslash ends the pattern", start)) };
        let code = match c {
            't' => 9,
            'n' => 10,
            'v' => 11,
            'f' => 12,
            'r' => 13,
            '0' if !self.peek().is_some_and(|c| c.is_ascii_digit()) => 0,
            'c' => match self.next() {
                Some(letter) if letter.is_ascii_alphabetic() => u32::from(letter) % 32,
                _ => return Err(self.fault(r"\c takes a letter", start)),
            },
            'x' => self.hex(2, start)?,
            'u' if self.eat('{') => {
                let digits: String = std::iter::from_fn(|| self.next().filter(|c| *c != '}')).collect();
                let code = u32::from_str_radix(&digits, 16).ok().filter(|code| *code <= u32::from(char::MAX));
                code.ok_or_else(|| self.fault(r"\u{…} takes a code point of Unicode", start))?
            }
            'u' => {
                let unit = self.hex(4, start)?;
                self.pair(unit)
            }
            'p' | 'P' => return self.property(c == 'P', start).map(Member::Set),
            c if c.is_ascii_punctuation() || !c.is_ascii() || c == ' ' => u32::from(c),
            c => match class::of_escape(c) {
                Some(set) => return Ok(Member::Set(set)),
                None => return Err(self.fault(format!(r"\{c} is not an escape of ECMA-262"), start)),
            },
        };
        Ok(Member::Code(code))
    }

    fn property(&mut self, negated: bool, start: usize) -> Result<ClassUnicode, Fault> {
        let name: Option<String> =
            self.eat('{').then(|| std::iter::from_fn(|| self.next().filter(|c| *c != '}')).collect());
        let Some(name) = name else {
            return Err(self.fault(r"\p takes a property in braces: \p{L}", start));
        };
        let set = class::of_property(&name);
        let set = set.ok_or_else(|| self.fault(format!("Unicode has no property `{name}`"), start))?;
        Ok(if negated { class::not(set) } else { set })
    }

    fn hex(&mut self, count: usize, start: usize) -> Result<u32, Fault> {
        let digits: String = self.chars.iter().skip(self.at).take(count).collect();
        if digits.len() != count || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(self.fault(format!("this escape takes {count} hexadecimal digits"), start));
        }
        self.at += count;
        u32::from_str_radix(&digits, 16).map_err(|error| self.fault(error.to_string(), start))
    }

    /// Joins a surrogate pair, such as `\ud83d\ude00`, into one code point.
    fn pair(&mut self, high: u32) -> u32 {
        let before = self.at;
        if (0xD800..0xDC00).contains(&high)
            && self.eat('\\')
            && self.eat('u')
            && let Ok(low @ 0xDC00..=0xDFFF) = self.hex(4, before)
        {
            return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        }
        self.at = before;
        high
    }
}

fn add(ranges: &mut Vec<ClassUnicodeRange>, member: Member) {
    match member {
        Member::Code(code) => class::add_range(ranges, code, code),
        Member::Set(set) => ranges.extend_from_slice(set.ranges()),
    }
}

/// Joins several parts into one node. Returns a single part unchanged.
fn only(mut nodes: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Node {
    match (nodes.pop(), nodes.is_empty()) {
        (None, _) => Node::Empty,
        (Some(only), true) => only,
        (Some(last), false) => {
            nodes.push(last);
            join(nodes)
        }
    }
}

/// Returns one entry for each capturing group, in the order of the pattern: the name of the group, or `None` if the
/// group has no name.
fn group_names(chars: &[char]) -> Vec<Option<String>> {
    let mut names = Vec::new();
    let mut in_class = false;
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        at += 1;
        match c {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => match chars.get(at..).unwrap_or_default() {
                ['?', '<', '=' | '!', ..] => {}
                ['?', '<', name @ ..] => names.push(Some(name.iter().take_while(|c| **c != '>').collect())),
                ['?', ..] => {}
                _ => names.push(None),
            },
            _ => {}
        }
    }
    names
}
