//! The words of a finding. Nothing here runs while a document is valid.

pub(super) mod syntax;

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use dataarts_insight_openapi::suggestion::nearest;

use super::{
    decimal::Decimal,
    program::{Discriminator, Id, Object, Program, Schema},
    rule::Rule,
    scan, value,
    walk::{Sink, Walk},
};
use crate::finding::{Excluded, Expected, Finding, Found, Hint, Types, quoted, snippet};

/// A value of the wrong type, with what its writer probably meant.
pub(super) fn mismatch(program: &Program, bytes: &[u8], schema: &Schema, at: Range<usize>) -> Finding {
    let raw = bytes.get(at.clone()).unwrap_or_default();
    let integers = schema.types.has(Types::INTEGER);
    let hint = match raw.first() {
        Some(b'"') => {
            let text = scan::decode(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default());
            let inner = text.trim();
            let number = scan::number(inner.as_bytes(), 0).ok().filter(|(end, _)| *end == inner.len());
            let unquoted = match inner {
                "true" | "false" if schema.types.has(Types::BOOLEAN) => true,
                "null" => schema.types.has(Types::NULL),
                _ => number.is_some_and(|(_, whole)| integers && (whole || schema.types.has(Types::DECIMAL))),
            };
            unquoted.then(|| Hint::WithoutQuotes(inner.to_owned()))
        }
        Some(b'0'..=b'9' | b'-') if integers => Some(Hint::Integer(Decimal::parse(raw).to_i64())),
        Some(b'0'..=b'9' | b'-' | b't' | b'f') if schema.types.has(Types::STRING) => Some(Hint::InQuotes(snippet(raw))),
        Some(b'n') => Some(Hint::Nullable),
        _ => None,
    };
    Finding::new(Rule::Type, at, Expected::Types(schema.types), Found::value(raw))
        .stated(program.place(schema, Rule::Type))
        .hint(hint)
}

/// A value that an `enum` does not list, with the nearest that it does.
pub(super) fn unlisted<'a, S: Sink>(walk: &Walk<'a, S>, schema: &'a Schema, at: Range<usize>) -> Finding {
    let raw = walk.bytes.get(at.clone()).unwrap_or_default();
    let listed = schema.enumeration.as_deref();
    let hint = listed.and_then(|listed| match raw.split_first()? {
        (b'"', rest) => {
            let text = scan::decode(rest.get(..rest.len().saturating_sub(1)).unwrap_or_default());
            let number = scan::number(text.as_bytes(), 0).is_ok_and(|(end, _)| end == text.len())
                && listed.has_number(&Decimal::parse(text.as_bytes()));
            match walk.suggestions.nearest(&text, listed.strings().iter().map(String::as_str)) {
                _ if number => Some(Hint::WithoutQuotes(text.into_owned())),
                near => near.map(|near| Hint::DidYouMeanQuoted(near.to_owned())),
            }
        }
        (b'0'..=b'9' | b'-', _) => {
            listed.has_string(raw).then(|| Hint::InQuotes(String::from_utf8_lossy(raw).into_owned()))
        }
        (b'n', _) => Some(Hint::ListNull),
        _ => None,
    });
    let expected = Expected::OneOf(listed.map(|listed| Arc::clone(&listed.listed)).unwrap_or_default());
    let rule = schema.slow.union.unwrap_or(Rule::Enum);
    Finding::new(rule, at, expected, Found::value(raw)).stated(walk.program.place(schema, rule)).hint(hint)
}

/// A name that the schema does not permit, with the nearest that it does.
pub(super) fn unknown_property<'a, S: Sink>(
    walk: &Walk<'a, S>,
    schema: &'a Schema,
    rules: &'a Object,
    at: Range<usize>,
) -> Finding {
    let name = scan::decode(walk.bytes.get(at.start + 1..at.end - 1).unwrap_or_default());
    let declared = rules.properties.iter().filter(|p| p.schema.is_some()).map(|p| &*p.name);
    let hint = walk.suggestions.nearest(&name, declared).map(|near| Hint::DidYouMeanQuoted(near.to_owned()));
    let found = Found::Property(snippet(walk.bytes.get(at.clone()).unwrap_or_default()));
    Finding::new(Rule::AdditionalProperties, at, Expected::DeclaredProperties, found)
        .stated(walk.program.place(schema, Rule::AdditionalProperties))
        .hint(hint)
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
pub(super) fn missing_property<'a, S: Sink>(
    walk: &Walk<'a, S>,
    schema: &'a Schema,
    name: &Arc<str>,
    strangers: &[String],
    at: usize,
) -> Finding {
    let near = walk.suggestions.nearest(name, strangers.iter().map(String::as_str));
    Finding::new(Rule::Required, at..at + 1, Expected::Property(Arc::clone(name)), Found::NoProperty)
        .stated(walk.program.place(schema, Rule::Required))
        .hint(near.map(|near| Hint::IsThereQuoted(near.to_owned())))
}

/// What a schema excludes: the values of its component, of its type, or what else it says.
pub(super) fn excluded(program: &Program, id: Id) -> Excluded {
    let Some(schema) = program.schema(id) else { return Excluded::Other };
    let only_type = schema.looks.is_none() && matches!(schema.slow.places.as_slice(), [("type", _)]);
    match &schema.slow.name {
        Some(name) => Excluded::Component(name.clone()),
        None if only_type => Excluded::Types(schema.types),
        None => Excluded::Other,
    }
}

/// What alternatives are called: by their components or their types, and by their places where those are the same.
pub(super) fn alternatives(program: &Program, ids: &[Id]) -> Vec<String> {
    let called = |id: &Id| {
        let schema = program.schema(*id)?;
        let types = (schema.types != Types::ALL).then(|| schema.types.to_string());
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
pub(super) fn undecided(discriminator: &Discriminator, value: Option<&str>) -> Option<Hint> {
    let Discriminator { property, mapping } = discriminator;
    let property = property.clone();
    let Some(value) = value else { return Some(Hint::MissingDiscriminator(property)) };
    if mapping.contains_key(value) {
        return None;
    }
    let mut names: Vec<&str> = mapping.keys().map(String::as_str).collect();
    names.sort_unstable();
    let nearest = nearest(value, names.iter().copied()).map(str::to_owned);
    let names = names.into_iter().map(quoted).collect();
    Some(Hint::UnknownDiscriminator { property, value: value.to_owned(), nearest, names })
}
