//! Collects the property names that a schema, and the schemas inside its `allOf`, `anyOf` and `oneOf`, declare.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use super::{
    fast::near_miss::Shape,
    program::{Additional, Id, Schema},
};

/// The largest number of property names that are collected for one contract. The limit exists because names take
/// memory. If a schema exceeds the limit, every name counts as declared.
const MAX_NAMES: usize = 1_000_000;

/// The names of all properties that a schema and the schemas inside its `allOf`, `anyOf` and `oneOf` declare.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// The names in alphabetical order.
    names: Vec<Arc<str>>,
    shapes: Vec<Shape>,
    /// `true` if every name counts as declared. This is the case if the number of names exceeds the limit, or if
    /// `additionalProperties` of one of the schemas is a schema.
    open: bool,
}

impl Declared {
    /// Returns whether a name counts as declared. If the schemas declare no names, every name counts as declared.
    pub(super) fn has(&self, name: &str) -> bool {
        self.has_bytes(name.as_bytes())
    }

    /// Like `has`, for a name that is not decoded. Does not recognize a declared name that is written with escapes.
    pub(super) fn has_bytes(&self, name: &[u8]) -> bool {
        let is_listed = || self.names.binary_search_by(|listed| listed.as_bytes().cmp(name)).is_ok();
        self.open || self.names.is_empty() || is_listed()
    }

    pub(super) fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }
}

/// Computes the declared names of each schema with combinators.
pub(super) fn declare(schemas: &mut [Schema]) {
    let mut left = MAX_NAMES;
    for id in 0..schemas.len() {
        if schemas.get(id).is_some_and(|schema| schema.combinators.is_some()) {
            let declared = together(schemas, id, &mut left);
            if let Some(combinators) = schemas.get_mut(id).and_then(|schema| schema.combinators.as_mut()) {
                combinators.declared = declared;
            }
        }
    }
}

fn together(schemas: &[Schema], id: Id, left: &mut usize) -> Declared {
    let mut names = BTreeSet::new();
    let (mut stack, mut seen) = (vec![id], HashSet::from([id]));
    while let Some(schema) = stack.pop().and_then(|id| schemas.get(id)) {
        let rules = schema.object.as_deref();
        let count = 1 + rules.map_or(0, |rules| rules.properties.len());
        if *left < count || rules.is_some_and(|rules| matches!(rules.additional, Additional::Schema(_))) {
            return Declared { open: true, ..Declared::default() };
        }
        *left -= count;
        names.extend(rules.iter().flat_map(|rules| rules.named.keys().cloned()));
        let combinators = schema.combinators.as_deref();
        let inner = combinators.into_iter().flat_map(|c| c.all.iter().chain(&c.any).chain(&c.one));
        stack.extend(inner.filter(|id| seen.insert(**id)));
    }
    let shapes = names.iter().map(|name| Shape::new(name)).collect();
    Declared { names: names.into_iter().collect(), shapes, open: false }
}
