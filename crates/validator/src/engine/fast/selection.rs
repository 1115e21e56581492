//! Selects the alternatives of `anyOf` and `oneOf` that may accept an object. The selection uses a property that has an
//! `enum` in every alternative, such as `kind: {enum: [cat]}`. Of a thousand alternatives, often only one must be
//! tried. The verdict stays the same, because the other alternatives refuse the value of the property.

use std::collections::HashMap;

use crate::engine::{
    equality,
    program::{Combinators, Id, Schema},
};

/// The smallest number of alternatives for which a selection saves time.
const MANY: usize = 4;
/// The largest depth of nested `allOf` in which the search looks for a property with an `enum`.
const MAX_DEPTH: usize = 4;

/// A property that tells the alternatives of a `oneOf` or `anyOf` apart. The map has a key for each value of the
/// property. Example: for the property `kind`, the key `cat` leads to the alternatives where `kind` has `enum: [cat]`.
#[derive(Debug)]
pub(in crate::engine) struct Selection {
    property: String,
    alternatives: HashMap<Vec<u8>, Vec<Id>>,
}

impl Selection {
    /// Returns the alternatives that may accept the object at `at`. Returns `None` if all alternatives must be tried.
    pub(in crate::engine) fn candidates(&self, bytes: &[u8], at: usize) -> Option<&[Id]> {
        if bytes.get(at) != Some(&b'{') {
            return None;
        }
        let text = equality::member(bytes, at, &self.property)?.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        // Does not decode a value with escapes, because decoding allocates memory. Values with escapes are rare.
        if text.contains(&b'\\') {
            return None;
        }
        Some(self.alternatives.get(text).map(Vec::as_slice).unwrap_or_default())
    }
}

/// Adds a selection to each `anyOf` and `oneOf` with at least `MANY` alternatives that share a property with an `enum`.
pub(in crate::engine) fn select_alternatives(schemas: &mut [Schema]) {
    for id in 0..schemas.len() {
        let selection = |ids: fn(&Combinators) -> &Vec<Id>| {
            let combinators = schemas.get(id)?.combinators.as_deref()?;
            selection(schemas, ids(combinators))
        };
        let (any, one) = (selection(|combinators| &combinators.any), selection(|combinators| &combinators.one));
        if let Some(combinators) = schemas.get_mut(id).and_then(|schema| schema.combinators.as_deref_mut()) {
            (combinators.any_selection, combinators.one_selection) = (any, one);
        }
    }
}

fn selection(schemas: &[Schema], ids: &[Id]) -> Option<Selection> {
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
        (alternatives.len() > 1).then(|| Selection { property: property.to_owned(), alternatives })
    })
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
