//! Selects the alternatives of `anyOf` and `oneOf` that may accept an object. Of a thousand alternatives, often only one
//! must be tried. The verdict stays the same, because the other alternatives refuse the object.

use std::{borrow::Cow, collections::HashMap};

use crate::engine::{
    equality,
    program::{Combinators, Id, Schema},
};

/// The smallest number of schemas in an `anyOf` or `oneOf` for which a selection by an `enum` saves time.
const MANY: usize = 4;
/// The smallest number of schemas in an `anyOf` or `oneOf` for which a selection by required properties saves time.
const MANY_REQUIRED: usize = 16;
/// The largest depth of nested `allOf` in which the search looks for properties.
const MAX_DEPTH: usize = 4;

/// A way to find the alternatives of a `oneOf` or `anyOf` that may accept an object.
#[derive(Debug)]
pub(in crate::engine) enum Selection {
    /// Every alternative has an `enum` for the same property. The map has a key for each value of the property. Example:
    /// for the property `kind`, the key `cat` leads to the alternatives where `kind` has `enum: [cat]`.
    Enum { property: String, alternatives: HashMap<Vec<u8>, Vec<Id>> },
    /// `by_name` lists each alternative under one property: of the properties that the alternative requires, the one
    /// that the fewest alternatives require. `always` lists the alternatives that require no property. The numbers are
    /// indexes of `ids`.
    Required { ids: Vec<Id>, by_name: HashMap<String, Vec<usize>>, always: Vec<usize> },
}

impl Selection {
    /// Returns the alternatives that may accept the object at `at`, in the order of the contract. Returns `None` if all
    /// alternatives must be tried.
    pub(in crate::engine) fn candidates(&self, bytes: &[u8], at: usize) -> Option<Cow<'_, [Id]>> {
        if bytes.get(at) != Some(&b'{') {
            return None;
        }
        match self {
            Self::Enum { property, alternatives } => {
                let text = equality::member(bytes, at, property)?.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
                // Does not decode a value with escapes, because decoding allocates memory. Values with escapes are rare.
                if text.contains(&b'\\') {
                    return None;
                }
                Some(Cow::Borrowed(alternatives.get(text).map(Vec::as_slice).unwrap_or_default()))
            }
            Self::Required { ids, by_name, always } => {
                let mut found = always.clone();
                equality::each_name(bytes, at, |name| found.extend(by_name.get(name.as_ref()).into_iter().flatten()))?;
                found.sort_unstable();
                found.dedup();
                Some(found.into_iter().filter_map(|number| ids.get(number).copied()).collect())
            }
        }
    }
}

/// Adds a [`Selection`] to each `anyOf` and `oneOf` for which `by_enum` or `by_required` can make one.
pub(in crate::engine) fn select_alternatives(schemas: &mut [Schema]) {
    for id in 0..schemas.len() {
        let selection = |ids: fn(&Combinators) -> &Vec<Id>| {
            let combinators = schemas.get(id)?.combinators.as_deref()?;
            let ids = ids(combinators);
            by_enum(schemas, ids).or_else(|| by_required(schemas, ids))
        };
        let (any, one) = (selection(|combinators| &combinators.any), selection(|combinators| &combinators.one));
        if let Some(combinators) = schemas.get_mut(id).and_then(|schema| schema.combinators.as_deref_mut()) {
            (combinators.any_selection, combinators.one_selection) = (any, one);
        }
    }
}

fn by_enum(schemas: &[Schema], ids: &[Id]) -> Option<Selection> {
    let first = schemas.get(*ids.first().filter(|_| ids.len() >= MANY)?)?;
    let names = names(schemas, first, 0);
    names.into_iter().find_map(|property| {
        let mut alternatives: HashMap<Vec<u8>, Vec<Id>> = HashMap::new();
        for id in ids {
            for text in strings(schemas, schemas.get(*id)?, property, 0)? {
                let listed = alternatives.entry(text.clone().into_bytes()).or_default();
                // An `enum` may list the same value twice.
                if listed.last() != Some(id) {
                    listed.push(*id);
                }
            }
        }
        (alternatives.len() > 1).then(|| Selection::Enum { property: property.to_owned(), alternatives })
    })
}

fn by_required(schemas: &[Schema], ids: &[Id]) -> Option<Selection> {
    if ids.len() < MANY_REQUIRED {
        return None;
    }
    let required: Vec<Vec<&str>> = ids.iter().map(|id| required(schemas, *id, 0)).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    required.iter().flatten().for_each(|name| *counts.entry(name).or_default() += 1);
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    let mut always = Vec::new();
    for (number, names) in required.iter().enumerate() {
        // The property that the fewest alternatives require tells the most alternatives apart.
        match names.iter().min_by_key(|name| counts.get(**name)) {
            Some(name) => by_name.entry((*name).to_owned()).or_default().push(number),
            None => always.push(number),
        }
    }
    let largest = by_name.values().map(Vec::len).max().unwrap_or_default();
    (always.len() + largest <= ids.len() / 2).then(|| Selection::Required { ids: ids.to_vec(), by_name, always })
}

/// Returns the names of the properties that a schema and its `allOf` require.
fn required(schemas: &[Schema], id: Id, depth: usize) -> Vec<&str> {
    let Some(schema) = schemas.get(id) else { return Vec::new() };
    let rules = schema.object.as_deref();
    let numbers = rules.into_iter().flat_map(|rules| rules.required.iter().filter_map(|at| rules.properties.get(*at)));
    let mut names: Vec<&str> = numbers.map(|property| &*property.name).collect();
    if depth < MAX_DEPTH {
        let all = schema.combinators.iter().flat_map(|combinators| &combinators.all);
        all.for_each(|id| names.extend(required(schemas, *id, depth + 1)));
    }
    names
}

/// Returns the names of the properties with an `enum`.
fn names<'s>(schemas: &'s [Schema], schema: &'s Schema, depth: usize) -> Vec<&'s str> {
    let properties = schema.object.iter().flat_map(|rules| &rules.properties);
    let is_listed = |id: Id| schemas.get(id).is_some_and(|schema| schema.enumeration.is_some());
    let mut found: Vec<&str> =
        properties.filter(|property| property.schema.is_some_and(is_listed)).map(|property| &*property.name).collect();
    if depth < MAX_DEPTH {
        for id in schema.combinators.iter().flat_map(|combinators| &combinators.all) {
            found.extend(schemas.get(*id).into_iter().flat_map(|schema| names(schemas, schema, depth + 1)));
        }
    }
    found
}

/// Returns the strings that the `enum` of a property lists. Returns `None` if the property has no `enum`.
fn strings<'s>(schemas: &'s [Schema], schema: &'s Schema, name: &str, depth: usize) -> Option<&'s [String]> {
    let property = schema.object.as_deref().and_then(|rules| rules.properties.get(*rules.named.get(name)?));
    let listed = property.and_then(|property| schemas.get(property.schema?)?.enumeration.as_deref());
    if let Some(listed) = listed {
        return Some(&listed.strings);
    }
    let all = schema.combinators.iter().flat_map(|combinators| &combinators.all).filter(|_| depth < MAX_DEPTH);
    all.into_iter().find_map(|id| strings(schemas, schemas.get(*id)?, name, depth + 1))
}
