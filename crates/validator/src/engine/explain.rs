//! The words of a finding. Nothing here runs while a document is valid.

pub(super) mod syntax;

use std::{borrow::Cow, collections::HashMap, ops::Range};

use dataarts_insight_openapi::suggestion::{SuggestionBudget, nearest};

use super::{
    decimal::Decimal,
    keywords::bounds::Bound,
    program::{Discriminator, Id, Object, Program, Schema, Types},
    rule::Rule,
    scan, value,
    walk::Violation,
};

/// How much of a value a message shows, in code points.
const SNIPPET: usize = 60;

/// A value as it is written, shortened.
pub(super) fn snippet(raw: &[u8]) -> String {
    let head = |length: usize| raw.get(..raw.len().min(length)).unwrap_or_default();
    // Most values are: to look at each character would take longer than all else that a finding says.
    let is_plain = head(SNIPPET).iter().all(|byte| matches!(byte, b' '..=b'~'));
    let text = String::from_utf8_lossy(head(if is_plain { SNIPPET } else { SNIPPET * 4 }));
    let mut short = if is_plain {
        text.into_owned()
    } else {
        text.chars().take(SNIPPET).map(|c| if c.is_control() { ' ' } else { c }).collect()
    };
    if short.len() < raw.len() {
        short.push('…');
    }
    short
}

/// A text in JSON's quotes.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

pub(super) fn number_of(count: usize, noun: &str) -> String {
    number_plural(count, noun, &format!("{noun}s"))
}

pub(super) fn number_plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub(super) fn at_least(count: usize, noun: &str) -> String {
    format!("at least {}", number_of(count, noun))
}

pub(super) fn at_most(count: usize, noun: &str) -> String {
    format!("at most {}", number_of(count, noun))
}

pub(super) fn at_least_plural(count: usize, one: &str, many: &str) -> String {
    format!("at least {}", number_plural(count, one, many))
}

pub(super) fn at_most_plural(count: usize, one: &str, many: &str) -> String {
    format!("at most {}", number_plural(count, one, many))
}

pub(super) fn bound(bound: &Bound, inclusive: &str, exclusive: &str) -> String {
    format!("{} {}", if bound.exclusive { exclusive } else { inclusive }, bound.text)
}

/// A value of the wrong type, with what its writer probably meant.
pub(super) fn mismatch(bytes: &[u8], schema: &Schema, at: Range<usize>) -> Violation {
    let raw = bytes.get(at.clone()).unwrap_or_default();
    let integers = schema.types.has(Types::INTEGER);
    let hint = match raw.first() {
        Some(b'"') => {
            let text = scan::decode(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default());
            let inner = text.trim();
            let number = scan::number(inner.as_bytes(), 0).ok().filter(|(end, _)| *end == inner.len());
            match inner {
                "true" | "false" if schema.types.has(Types::BOOLEAN) => Some(format!("write {inner} without quotes")),
                "null" if schema.types.has(Types::NULL) => Some("write null without quotes".into()),
                _ => number
                    .filter(|(_, whole)| integers && (*whole || schema.types.has(Types::DECIMAL)))
                    .map(|_| format!("write {inner} without quotes")),
            }
        }
        Some(b'0'..=b'9' | b'-') if integers => {
            let value = Decimal::parse(raw);
            Some(match value.to_i64() {
                Some(whole) => format!("write {whole}: an integer has neither fraction nor exponent"),
                None => "an integer has neither fraction nor exponent".into(),
            })
        }
        Some(b'0'..=b'9' | b'-' | b't' | b'f') if schema.types.has(Types::STRING) => {
            Some(format!("write \"{}\", in quotes", snippet(raw)))
        }
        Some(b'n') => Some("leave it out, or let the contract say nullable".into()),
        _ => None,
    };
    Violation {
        rule: Rule::Type,
        place: schema.place("type"),
        expected: schema.types.describe(),
        found: described(raw),
        at,
        hint,
    }
}

/// A value with its kind: `the string "5"`.
fn described(raw: &[u8]) -> String {
    match raw.first() {
        Some(b'{') => "an object".into(),
        Some(b'[') => "an array".into(),
        Some(b'"') => format!("the string {}", snippet(raw)),
        Some(b'n') => "null".into(),
        Some(b't' | b'f') => format!("the boolean {}", snippet(raw)),
        _ => format!("the number {}", snippet(raw)),
    }
}

/// The first of a list that may be long.
pub(super) fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut text = names.get(..SHOWN).unwrap_or(names).join(", ");
    if names.len() > SHOWN {
        text += &format!(" and {} more", names.len() - SHOWN);
    }
    text
}

/// A value that an `enum` does not list, with the nearest that it does.
pub(super) fn unlisted(bytes: &[u8], schema: &Schema, at: Range<usize>, suggestions: &SuggestionBudget) -> Violation {
    let raw = bytes.get(at.clone()).unwrap_or_default();
    let (mut expected, mut hint) = (String::new(), None);
    if let Some(listed) = schema.enumeration.as_deref() {
        expected = match listed.listed.as_slice() {
            [] => "no value: the enum is empty".into(),
            [only] => only.clone(),
            several => format!("one of {}", some_of(several)),
        };
        hint = match raw.split_first() {
            Some((b'"', rest)) => {
                let text = scan::decode(rest.get(..rest.len().saturating_sub(1)).unwrap_or_default());
                let number = scan::number(text.as_bytes(), 0).is_ok_and(|(end, _)| end == text.len())
                    && listed.has_number(&Decimal::parse(text.as_bytes()));
                match suggestions.nearest(&text, listed.strings().iter().map(String::as_str)) {
                    _ if number => Some(format!("write {text} without quotes")),
                    near => near.map(|near| format!("did you mean {}?", quoted(near))),
                }
            }
            Some((b'0'..=b'9' | b'-', _)) => {
                let text = String::from_utf8_lossy(raw);
                listed.has_string(raw).then(|| format!("write \"{text}\", in quotes"))
            }
            Some((b'n', _)) => Some("leave it out, or let the contract list null".into()),
            _ => None,
        };
    }
    let rule = schema.slow.union.unwrap_or(Rule::Enum);
    Violation { rule, place: schema.place(rule.keyword()), expected, found: described(raw), at, hint }
}

/// A name that the schema does not permit, with the nearest that it does.
pub(super) fn unknown_property(
    bytes: &[u8],
    schema: &Schema,
    rules: &Object,
    at: Range<usize>,
    suggestions: &SuggestionBudget,
) -> Violation {
    let name = scan::decode(bytes.get(at.start + 1..at.end - 1).unwrap_or_default());
    let declared = rules.properties.iter().filter(|p| p.schema.is_some()).map(|p| &*p.name);
    let hint = suggestions.nearest(&name, declared).map(|near| format!("did you mean {}?", quoted(near)));
    Violation {
        rule: Rule::AdditionalProperties,
        place: schema.place("additionalProperties"),
        expected: "only the declared properties".into(),
        found: format!("the property {}", snippet(bytes.get(at.clone()).unwrap_or_default())),
        at,
        hint,
    }
}

/// The names of an object that the schema does not know, if it is small: one of them may be a misspelt required one.
pub(super) fn strangers(bytes: &[u8], rules: &Object, at: Range<usize>) -> Vec<String> {
    const LARGEST: usize = 1 << 14;
    let names = bytes.get(at).filter(|raw| raw.len() <= LARGEST).and_then(|raw| value::names(raw, 0));
    let unknown = names.into_iter().flatten().filter(|name| !rules.named.contains_key(name.as_ref()));
    // Each is compared with every missing name: among many, a guess would be too dear, and hardly right.
    unknown.take(64).map(Cow::into_owned).collect()
}

/// A required name that is not there, with what seems to stand in its place.
pub(super) fn missing_property(
    schema: &Schema,
    name: &str,
    strangers: &[String],
    at: usize,
    suggestions: &SuggestionBudget,
) -> Violation {
    let near = suggestions.nearest(name, strangers.iter().map(String::as_str));
    Violation {
        rule: Rule::Required,
        at: at..at + 1,
        place: schema.place("required"),
        expected: format!("the property {}", quoted(name)),
        found: "no such property".into(),
        hint: near.map(|near| format!("{} is there; was it meant?", quoted(near))),
    }
}

/// What a schema excludes: the values of its component, of its type, or what else it says.
pub(super) fn excluded(program: &Program, id: Id) -> String {
    let Some(schema) = program.schema(id) else { return String::new() };
    let only_type = schema.looks.is_none() && matches!(schema.slow.places.as_slice(), [("type", _)]);
    match &schema.slow.name {
        Some(name) => format!("anything but {name}"),
        None if only_type => format!("anything but {}", schema.types.describe()),
        None => "anything but what `not` describes".to_owned(),
    }
}

/// What alternatives are called: by their components or their types, and by their places where those are the same.
pub(super) fn alternatives(program: &Program, ids: &[Id]) -> Vec<String> {
    let called = |id: &Id| {
        let schema = program.schema(*id)?;
        let types = (schema.types != Types::ALL).then(|| schema.types.describe());
        schema.slow.name.clone().or(types)
    };
    let names: Vec<Option<String>> = ids.iter().map(called).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    names.iter().flatten().for_each(|name| *times.entry(name).or_default() += 1);
    let name = |(index, name): (usize, &Option<String>)| match name {
        Some(name) if times.get(name.as_str()) == Some(&1) => name.clone(),
        Some(name) => format!("number {} ({name})", index + 1),
        None => format!("number {}", index + 1),
    };
    names.iter().enumerate().map(name).collect()
}

/// The type of the value that starts here.
pub(super) fn types_at(bytes: &[u8], at: usize) -> Types {
    match bytes.get(at) {
        Some(b'{') => Types::OBJECT,
        Some(b'[') => Types::ARRAY,
        Some(b'"') => Types::STRING,
        Some(b't' | b'f') => Types::BOOLEAN,
        Some(b'n') => Types::NULL,
        _ => match scan::number(bytes, at) {
            Ok((_, true)) => Types::INTEGER,
            _ => Types::DECIMAL,
        },
    }
}

/// The types that a schema names.
pub(super) fn accepted_types(program: &Program, id: Id) -> Option<Types> {
    program.schema(id).map(|schema| schema.types)
}

/// The text of a string property of the object that starts here.
pub(super) fn property_text<'b>(bytes: &'b [u8], at: usize, name: &str) -> Option<Cow<'b, str>> {
    let raw = value::member(bytes, at, name)?;
    raw.strip_prefix(b"\"")?.strip_suffix(b"\"").map(scan::decode)
}

/// What to do about a discriminator that names no alternative; `None` if it names one.
pub(super) fn undecided(discriminator: &Discriminator, value: Option<&str>) -> Option<String> {
    let Discriminator { property, mapping } = discriminator;
    let mut names: Vec<&str> = mapping.keys().map(String::as_str).collect();
    names.sort_unstable();
    let property = quoted(property);
    match value {
        Some(value) if mapping.contains_key(value) => None,
        Some(value) => Some(match nearest(value, names.iter().copied()) {
            Some(near) => {
                format!("{property} is {}, which names none of them; did you mean {}?", quoted(value), quoted(near))
            }
            None => {
                let names: Vec<String> = names.into_iter().map(quoted).collect();
                format!("{property} is {}, which names none of them; it takes {}", quoted(value), some_of(&names))
            }
        }),
        None => Some(format!("the string {property} says which of them is meant, and is not there")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snippet_is_short_and_on_one_line() {
        assert_eq!(snippet(b"[1,\n2]"), "[1, 2]");
        assert_eq!(snippet("é".repeat(100).as_bytes()).chars().count(), 61);
    }
}
