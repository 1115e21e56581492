//! Finds a secret in a text of a server, also if the text contains only a part or an escaped form of the secret.
//!
//! A server may cut a long token at its start or its end. Therefore the search compares windows. Windows are all parts
//! of the secret with a fixed length of at most 16 bytes. For example, the windows of `abcdef` are `abcd`, `bcde` and
//! `cdef`.
//!
//! The text is searched as it is. If it contains escapes such as `%41`, it is also searched with its escapes decoded
//! once, and decoded twice (JSON in JSON, or JSON in HTML). The search reads one byte after the other, so that a large
//! body needs no additional memory.

use std::{
    collections::{HashSet, VecDeque},
    hash::{BuildHasher as _, RandomState},
    ops::Range,
};

/// The maximum length of a window, in bytes. A part of the secret that is shorter than a window is not found.
const WINDOW: usize = 16;
/// A secret of at most this length is found only if the text contains the whole secret.
const SHORT: usize = 4;
/// The length of the longest escape, `&#x0001F;`, in bytes.
const ESCAPE: usize = 10;

/// The windows of a secret.
pub(super) struct Pattern {
    width: usize,
    /// The hash of each window. The hashes depend on the random `key`, so the secret cannot be calculated from the
    /// hashes alone.
    windows: HashSet<u64>,
    key: RandomState,
}

impl Pattern {
    pub(super) fn new(secret: &[u8]) -> Self {
        let width = WINDOW.min((secret.len() * 3 / 4).max(SHORT)).min(secret.len());
        let key = RandomState::new();
        // The secret may contain text that looks like an escape, such as `%41`. Therefore the pattern also contains the
        // windows of the decoded secret.
        let windows = readings(secret).into_iter().flat_map(|units| Windows::new(width, units));
        let windows = windows.map(|(hash, _)| key.hash_one(hash)).collect();
        Self { width, windows, key }
    }

    /// Returns the ranges of `text` that contain a part of the secret. The ranges may overlap.
    pub(super) fn find(&self, text: &[u8]) -> Vec<Range<usize>> {
        if text.len() < self.width {
            return Vec::new();
        }
        readings(text).into_iter().flat_map(|units| self.scan(units)).collect()
    }

    /// Returns the ranges of all windows of a text that have the same hash as a window of the secret. Very rarely, a
    /// different window has the same hash. Then a text that is not secret is hidden.
    fn scan(&self, units: impl Iterator<Item = Unit>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let windows = Windows::new(self.width, units);
        for (_, range) in windows.filter(|(hash, _)| self.windows.contains(&self.key.hash_one(hash))) {
            match found.last_mut().filter(|last| range.start <= last.end) {
                Some(last) => last.end = last.end.max(range.end),
                None => found.push(range),
            }
        }
        found
    }
}

/// Returns the versions of a text that are searched. The first version is the text itself. If the text contains
/// escapes, there are two more versions: the text with its escapes decoded once, and decoded twice.
fn readings(text: &[u8]) -> Vec<Box<dyn Iterator<Item = Unit> + '_>> {
    let mut readings: Vec<Box<dyn Iterator<Item = Unit>>> = vec![Box::new(units(text))];
    if text.iter().any(|byte| is_escape(*byte)) {
        readings.push(Box::new(Unescaped::new(units(text))));
        readings.push(Box::new(Unescaped::new(Unescaped::new(units(text)))));
    }
    readings
}

/// A decoded byte, and the range of the text from which it was decoded.
#[derive(Clone, Copy)]
struct Unit {
    byte: u8,
    start: usize,
    end: usize,
}

fn units(text: &[u8]) -> impl Iterator<Item = Unit> {
    text.iter().enumerate().map(|(at, byte)| Unit { byte: *byte, start: at, end: at + 1 })
}

/// An iterator over all parts of a text that have `width` bytes. For example, the parts of `abcd` with the width 3 are
/// `abc` and `bcd`. The iterator returns the hash and the range of each part. It calculates the hash of a part from the
/// hash of the previous part.
struct Windows<I> {
    units: I,
    width: usize,
    window: VecDeque<Unit>,
    hash: u64,
    /// The factor with which the hash multiplies the first byte of a part: `BASE` to the power of `width - 1`.
    highest: u64,
}

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

impl<I: Iterator<Item = Unit>> Windows<I> {
    fn new(width: usize, units: I) -> Self {
        let highest = (1..width).fold(1_u64, |factor, _| factor.wrapping_mul(BASE));
        Self { units, width, window: VecDeque::with_capacity(width), hash: 0, highest }
    }
}

impl<I: Iterator<Item = Unit>> Iterator for Windows<I> {
    type Item = (u64, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let unit = self.units.next()?;
            if self.window.len() == self.width {
                let oldest = self.window.pop_front()?;
                self.hash = self.hash.wrapping_sub(weight(oldest.byte).wrapping_mul(self.highest));
            }
            self.window.push_back(unit);
            self.hash = self.hash.wrapping_mul(BASE).wrapping_add(weight(unit.byte));
            if self.window.len() == self.width {
                return Some((self.hash, self.window.front()?.start..unit.end));
            }
        }
    }
}

/// Returns the number that a byte adds to the hash. The number is never 0. Otherwise, zero bytes at the start of a part
/// would not change the hash.
fn weight(byte: u8) -> u64 {
    u64::from(byte) + 1
}

/// An iterator over the bytes of a text that decodes escapes such as `%41`, `&amp;` and `\u0041`.
struct Unescaped<I> {
    units: I,
    /// Bytes that were read in advance, because an escape has several bytes.
    ahead: VecDeque<Unit>,
    /// The bytes of a decoded character that were not returned yet. For example, `\u00e4` is decoded to two bytes.
    rest: VecDeque<Unit>,
}

impl<I: Iterator<Item = Unit>> Unescaped<I> {
    fn new(units: I) -> Self {
        Self { units, ahead: VecDeque::new(), rest: VecDeque::new() }
    }
}

impl<I: Iterator<Item = Unit>> Iterator for Unescaped<I> {
    type Item = Unit;

    fn next(&mut self) -> Option<Unit> {
        if let Some(unit) = self.rest.pop_front() {
            return Some(unit);
        }
        let first = self.ahead.pop_front().or_else(|| self.units.next())?;
        if !is_escape(first.byte) {
            return Some(first);
        }
        while self.ahead.len() + 1 < ESCAPE {
            let Some(unit) = self.units.next() else { break };
            self.ahead.push_back(unit);
        }
        let spelling: Vec<u8> = std::iter::once(first.byte).chain(self.ahead.iter().map(|unit| unit.byte)).collect();
        let Some((meaning, length)) = unescape(&spelling) else { return Some(first) };
        let last = self.ahead.drain(..length - 1).next_back().unwrap_or(first);
        self.rest.extend(meaning.iter().map(|byte| Unit { byte: *byte, start: first.start, end: last.end }));
        self.rest.pop_front()
    }
}

fn is_escape(byte: u8) -> bool {
    matches!(byte, b'%' | b'\\' | b'&')
}

/// Decodes the escape at the start of `text`. Returns the decoded bytes and the length of the escape, or `None` if
/// `text` does not start with a known escape.
fn unescape(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let number = |digits: &[u8], radix| {
        let digits = std::str::from_utf8(digits).ok().filter(|digits| !digits.starts_with('+'))?;
        u32::from_str_radix(digits, radix).ok()
    };
    let character = |code: u32| Some(char::from_u32(code)?.to_string().into_bytes());
    match text {
        [b'%', digits @ ..] => Some((vec![u8::try_from(number(digits.get(..2)?, 16)?).ok()?], 3)),
        [b'\\', b'u', digits @ ..] => Some((character(number(digits.get(..4)?, 16)?)?, 6)),
        [b'\\', byte @ (b'"' | b'\\' | b'/' | b'\''), ..] => Some((vec![*byte], 2)),
        [b'&', entity @ ..] => {
            let length = entity.iter().position(|byte| *byte == b';')?;
            let meaning = match entity.get(..length)? {
                b"amp" => vec![b'&'],
                b"lt" => vec![b'<'],
                b"gt" => vec![b'>'],
                b"quot" => vec![b'"'],
                b"apos" => vec![b'\''],
                [b'#', b'x' | b'X', digits @ ..] => character(number(digits, 16)?)?,
                [b'#', digits @ ..] => character(number(digits, 10)?)?,
                _ => return None,
            };
            Some((meaning, length + 2))
        }
        _ => None,
    }
}
