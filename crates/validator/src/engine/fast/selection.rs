//! Selects the alternatives of `anyOf` and `oneOf` that can accept an object, by a property whose `enum` tells them apart.
//! Of a thousand alternatives only one is then tried. The verdict stays the same: the others refuse the property.

use std::collections::HashMap;

use crate::engine::{
    equality,
    program::{Combinators, Id, Schema},
};

/// The number of alternatives from which on a selection saves time.
const MANY: usize = 4;
/// The levels of `allOf` in which the property is looked for.
const MAX_DEPTH: usize = 4;

/// The alternatives by the value of one property.
#[derive(Debug)]
pub(in crate::engine) struct Selection {
    property: String,
    alternatives: HashMap<Vec<u8>, Vec<Id>>,
}

impl Selection {
    /// Returns the alternatives that can accept the value that starts here; none if that could be any of them.
    pub(in crate::engine) fn candidates(&self, bytes: &[u8], at: usize) -> Option<&[Id]> {
        if bytes.get(at) != Some(&b'{') {
            return None;
        }
        let text = equality::member(bytes, at, &self.property)?.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        // An escape is rare, and to decode it would allocate.
        if text.contains(&b'\\') {
            return None;
        }
        Some(self.alternatives.get(text).map(Vec::as_slice).unwrap_or_default())
    }
}

/// Adds a selection to each combinator of many alternatives that allows one.
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
                // A value that an `enum` lists twice.
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

/// Returns the strings that a property may be; none if nothing is known about it.
fn strings<'s>(schemas: &'s [Schema], schema: &'s Schema, name: &str, depth: usize) -> Option<&'s [String]> {
    let property = schema.object.as_deref().and_then(|rules| rules.properties.get(*rules.named.get(name)?));
    let listed = property.and_then(|property| schemas.get(property.schema?)?.enumeration.as_deref());
    if let Some(listed) = listed {
        return Some(&listed.strings);
    }
    let all = schema.combinators.iter().flat_map(|combinators| &combinators.all).filter(|_| depth < MAX_DEPTH);
    all.into_iter().find_map(|id| strings(schemas, schemas.get(*id)?, name, depth + 1))
}
