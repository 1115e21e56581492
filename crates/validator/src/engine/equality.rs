//! Compares JSON values for the keywords `enum` and `uniqueItems`. The functions read the JSON text directly and do not
//! build a tree.
//!
//! - The text must be valid JSON of limited depth.
//! - Numbers are compared by value: `1` equals `1.0`.
//! - The order of the members of an object has no effect.
//! - If several members of an object have the same name, only the last of these members counts.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::scan;
use crate::{decimal::Decimal, finding::quoted};

/// Returns the canonical spelling of a value. Equal values, such as `{"b":1.0,"a":2}` and `{"a":2,"b":1}`, have the
/// same canonical spelling.
pub(crate) fn canonical(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    write(bytes, scan::space(bytes, 0), &mut out);
    out
}

/// Returns a hash of a value. Equal values have equal hashes.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    canonical(bytes).hash(&mut hasher);
    hasher.finish()
}

/// Returns the value of the member `name` of the object at `at`.
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

/// Returns the names of the members of the object at `at`.
pub(crate) fn names(bytes: &[u8], at: usize) -> Option<BTreeSet<Cow<'_, str>>> {
    let mut names = BTreeSet::new();
    each_name(bytes, at, |name| {
        names.insert(name);
    })?;
    Some(names)
}

/// Calls a function with the name of each member of the object at `at`.
pub(crate) fn each_name<'b>(bytes: &'b [u8], at: usize, mut see: impl FnMut(Cow<'b, str>)) -> Option<()> {
    members(bytes, at, |key, value| {
        see(name_at(bytes, key)?);
        end(bytes, value)
    })?;
    Some(())
}

/// Writes the canonical spelling of the value at `at`. Returns the end of the value.
fn write(bytes: &[u8], at: usize, out: &mut Vec<u8>) -> Option<usize> {
    match bytes.get(at)? {
        b'[' => {
            let mut at = scan::space(bytes, at + 1);
            out.push(b'[');
            while bytes.get(at)? != &b']' {
                at = separator(bytes, write(bytes, at, out)?)?;
                out.push(b',');
            }
            out.push(b']');
            Some(at + 1)
        }
        b'{' => {
            let mut by_name = BTreeMap::new();
            let end = members(bytes, at, |key, value| {
                let mut text = Vec::new();
                let end = write(bytes, value, &mut text)?;
                by_name.insert(name_at(bytes, key)?, text);
                Some(end)
            })?;
            out.push(b'{');
            for (name, text) in by_name {
                out.extend(quoted(&name).bytes().chain([b':']).chain(text).chain([b',']));
            }
            out.push(b'}');
            Some(end)
        }
        _ => {
            let end = scalar_end(bytes, at)?;
            match bytes.get(at..end)? {
                [b'"', inside @ .., _] => out.extend(quoted(&scan::decode(inside)).bytes()),
                literal @ [b'n' | b't' | b'f', ..] => out.extend(literal),
                number => out.extend(Decimal::parse(number).canonical().bytes()),
            }
            Some(end)
        }
    }
}

/// Calls `each(name, value)` for each member of the object at `at`, with the positions of the name and of the value.
/// `each` must return the end of the value. `members` returns the end of the object, or `None` if the value at `at` is
/// not an object.
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

/// Returns the end of the value at `at`.
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

/// Returns the text of the string at `at`.
fn name_at(bytes: &[u8], at: usize) -> Option<Cow<'_, str>> {
    bytes.get(at + 1..string_end(bytes, at)? - 1).map(scan::decode)
}

/// Skips white space and a comma. Returns the start of the next value, or the position of the closing bracket.
fn separator(bytes: &[u8], at: usize) -> Option<usize> {
    let at = scan::space(bytes, at);
    Some(if bytes.get(at)? == &b',' { scan::space(bytes, at + 1) } else { at })
}
