//! Compares values in their text, without a tree, for the keywords that need whole values: `enum` with arrays or
//! objects, `uniqueItems` with such items.
//!
//! The text has been validated as JSON of bounded depth. Numbers are equal by value, objects in any order of their
//! members; of members with the same name, the last counts.

use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash, Hasher},
};

use super::scan;
use crate::{
    decimal::Decimal,
    document::{Entry, Node, Value},
    finding::quoted,
};

/// A value that is neither an array nor an object.
#[derive(PartialEq, Eq, Hash)]
enum Scalar<'b> {
    Null,
    Boolean(bool),
    Number(Decimal),
    String(Cow<'b, str>),
}

/// Writes a value as JSON, its numbers as the contract writes them.
pub(crate) fn text(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(",")),
        Value::Object(entries) => {
            let member = |entry: &Entry| format!("{}:{}", quoted(&entry.key), text(&entry.node));
            format!("{{{}}}", entries.iter().map(member).collect::<Vec<_>>().join(","))
        }
    }
}

/// Returns whether both texts hold the same value.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    same((a, scan::space(a, 0)), (b, scan::space(b, 0))).is_some()
}

/// Hashes a value in one pass; equal values have equal hashes.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    feed(bytes, scan::space(bytes, 0), &mut hasher);
    hasher.finish()
}

/// Returns the value of a member of the object that starts here.
pub(crate) fn member<'b>(bytes: &'b [u8], at: usize, name: &str) -> Option<&'b [u8]> {
    let mut found = None;
    members(bytes, at, |key, value| {
        let end = end(bytes, value)?;
        if name_at(bytes, key)? == name {
            found = bytes.get(value..end);
        }
        Some(end)
    })?;
    found
}

/// Returns the names of the object that starts here, each once.
pub(crate) fn names(bytes: &[u8], at: usize) -> Option<Vec<Cow<'_, str>>> {
    let (members, _) = sorted(bytes, at, |value| Some(((), end(bytes, value)?)))?;
    members.into_iter().map(|(key, ())| name_at(bytes, key)).collect()
}

/// Returns the ends of two values, if they are equal.
fn same((a, at): (&[u8], usize), (b, other): (&[u8], usize)) -> Option<(usize, usize)> {
    match (a.get(at)?, b.get(other)?) {
        (b'[', b'[') => {
            let (mut at, mut other) = (scan::space(a, at + 1), scan::space(b, other + 1));
            while (a.get(at)?, b.get(other)?) != (&b']', &b']') {
                let ends = same((a, at), (b, other))?;
                (at, other) = (separator(a, ends.0)?, separator(b, ends.1)?);
            }
            Some((at + 1, other + 1))
        }
        (b'{', b'{') => {
            let (ours, at) = sorted(a, at, |value| Some((value, end(a, value)?)))?;
            let (theirs, other) = sorted(b, other, |value| Some((value, end(b, value)?)))?;
            let equal = ours.len() == theirs.len()
                && ours.iter().zip(&theirs).all(|((key, value), (their_key, their_value))| {
                    name_at(a, *key) == name_at(b, *their_key) && same((a, *value), (b, *their_value)).is_some()
                });
            equal.then_some((at, other))
        }
        _ => {
            let ((ours, at), (theirs, other)) = (scalar(a, at)?, scalar(b, other)?);
            (ours == theirs).then_some((at, other))
        }
    }
}

/// Hashes the value that starts here; returns its end.
fn feed(bytes: &[u8], at: usize, hasher: &mut impl Hasher) -> Option<usize> {
    match bytes.get(at)? {
        b'[' => {
            let mut at = scan::space(bytes, at + 1);
            b'['.hash(hasher);
            while bytes.get(at)? != &b']' {
                at = separator(bytes, feed(bytes, at, hasher)?)?;
            }
            b']'.hash(hasher);
            Some(at + 1)
        }
        b'{' => {
            let (members, end) = sorted(bytes, at, |value| {
                let mut hasher = DefaultHasher::new();
                let end = feed(bytes, value, &mut hasher)?;
                Some((hasher.finish(), end))
            })?;
            b'{'.hash(hasher);
            for (key, value) in members {
                (name_at(bytes, key), value).hash(hasher);
            }
            Some(end)
        }
        _ => {
            let (scalar, end) = scalar(bytes, at)?;
            scalar.hash(hasher);
            Some(end)
        }
    }
}

/// Returns the members of the object that starts here, sorted by name, each with the position of its name and what `take`
/// makes of its value; and the end of the object. Of equal names, the last counts.
fn sorted<T>(
    bytes: &[u8],
    at: usize,
    mut take: impl FnMut(usize) -> Option<(T, usize)>,
) -> Option<(Vec<(usize, T)>, usize)> {
    let mut list = Vec::new();
    let end = members(bytes, at, |key, value| {
        let (taken, end) = take(value)?;
        list.push((key, taken));
        Some(end)
    })?;
    list.sort_unstable_by(|(a, _), (b, _)| name_at(bytes, *a).cmp(&name_at(bytes, *b)).then(b.cmp(a)));
    list.dedup_by(|(a, _), (b, _)| name_at(bytes, *a) == name_at(bytes, *b));
    Some((list, end))
}

/// Calls `each` with the positions of the name and the value of each member of the object that starts here; it returns
/// the end of the value. Returns the end of the object, if it is one.
fn members(bytes: &[u8], at: usize, mut each: impl FnMut(usize, usize) -> Option<usize>) -> Option<usize> {
    if bytes.get(at)? != &b'{' {
        return None;
    }
    let mut at = scan::space(bytes, at + 1);
    while bytes.get(at)? != &b'}' {
        let colon = scan::space(bytes, string_end(bytes, at)?);
        let end = each(at, scan::space(bytes, colon + 1))?;
        at = separator(bytes, end)?;
    }
    Some(at + 1)
}

/// Returns the end of the value that starts here.
fn end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut open = 0_usize;
    loop {
        match bytes.get(at)? {
            b'[' | b'{' => (open, at) = (open + 1, at + 1),
            b']' | b'}' => (open, at) = (open.checked_sub(1)?, at + 1),
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'"' => at = string_end(bytes, at)?,
            _ => at = scalar_end(bytes, at)?,
        }
        if open == 0 {
            return Some(at);
        }
    }
}

fn scalar(bytes: &[u8], at: usize) -> Option<(Scalar<'_>, usize)> {
    let end = scalar_end(bytes, at)?;
    let raw = bytes.get(at..end)?;
    let scalar = match raw {
        [b'"', inside @ .., _] => Scalar::String(scan::decode(inside)),
        b"null" => Scalar::Null,
        b"true" => Scalar::Boolean(true),
        b"false" => Scalar::Boolean(false),
        number => Scalar::Number(Decimal::parse(number)),
    };
    Some((scalar, end))
}

fn scalar_end(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at)? {
        b'"' => string_end(bytes, at),
        b'n' | b't' => Some(at + 4),
        b'f' => Some(at + 5),
        _ => scan::number(bytes, at).ok().map(|(end, _)| end),
    }
}

fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    scan::text(bytes, at + 1).ok().map(|text| text.end + 1)
}

/// Returns the text of the string that starts here.
fn name_at(bytes: &[u8], at: usize) -> Option<Cow<'_, str>> {
    bytes.get(at + 1..string_end(bytes, at)? - 1).map(scan::decode)
}

/// Returns the start of the next value, or the closing bracket.
fn separator(bytes: &[u8], at: usize) -> Option<usize> {
    let at = scan::space(bytes, at);
    Some(if bytes.get(at)? == &b',' { scan::space(bytes, at + 1) } else { at })
}
