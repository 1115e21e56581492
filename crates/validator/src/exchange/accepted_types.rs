//! The types of value that a schema accepts, as far as they decide how text without quotes is read.
//!
//! They only propose readings of a text; the schema itself gives the verdict.

use crate::document::{Document, Node, Value};

/// The number of schemas that are visited for one set of types. Combinators inside combinators would otherwise take
/// exponential time.
const BUDGET: usize = 10_000;
const MAX_DEPTH: usize = 32;

/// The types of value that a schema accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AcceptedTypes {
    pub(super) number: bool,
    pub(super) boolean: bool,
    pub(super) string: bool,
    /// The types of the items, when the schema accepts an array.
    pub(super) items: Option<Box<AcceptedTypes>>,
    /// The properties, when the schema accepts an object.
    pub(super) properties: Option<Properties>,
}

/// The properties of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Properties {
    named: Vec<(String, AcceptedTypes)>,
    /// Whether the object may have other properties.
    open: bool,
}

impl AcceptedTypes {
    const NONE: Self = Self { number: false, boolean: false, string: false, items: None, properties: None };
    /// The types of a scalar that the schema does not restrict.
    pub(super) const ANY_SCALAR: Self =
        Self { number: true, boolean: true, string: true, items: None, properties: None };

    pub(super) fn of(document: &Document, schema: &Node) -> Self {
        let mut budget = BUDGET;
        accepted(document, schema, 0, &mut budget).unwrap_or(Self::ANY_SCALAR)
    }

    fn union(self, other: Self) -> Self {
        Self {
            number: self.number || other.number,
            boolean: self.boolean || other.boolean,
            string: self.string || other.string,
            items: combine(self.items, other.items, |a, b| Box::new(a.union(*b))),
            properties: combine(self.properties, other.properties, |a, b| a.combine(b, Self::union)),
        }
    }

    fn intersection(self, other: Self) -> Self {
        Self {
            number: self.number && other.number,
            boolean: self.boolean && other.boolean,
            string: self.string && other.string,
            items: self.items.zip(other.items).map(|(a, b)| Box::new(a.intersection(*b))),
            properties: self.properties.zip(other.properties).map(|(a, b)| a.combine(b, Self::intersection)),
        }
    }
}

impl Properties {
    /// Returns the types of a named property.
    pub(super) fn get(&self, name: &str) -> Option<&AcceptedTypes> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, types)| types)
    }

    /// Returns whether the object may have a property of this name.
    pub(super) fn accepts(&self, name: &str) -> bool {
        self.open || self.get(name).is_some()
    }

    fn combine(mut self, other: Self, mix: fn(AcceptedTypes, AcceptedTypes) -> AcceptedTypes) -> Self {
        for (name, types) in other.named {
            match self.named.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = mix(std::mem::replace(known, AcceptedTypes::NONE), types),
                None => self.named.push((name, types)),
            }
        }
        Self { named: self.named, open: self.open || other.open }
    }
}

fn combine<T>(a: Option<T>, b: Option<T>, mix: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(mix(a, b)),
        (a, b) => a.or(b),
    }
}

/// Returns the types that a schema accepts; none when it accepts everything.
fn accepted(document: &Document, schema: &Node, depth: usize, budget: &mut usize) -> Option<AcceptedTypes> {
    *budget = budget.checked_sub(1)?;
    if depth > MAX_DEPTH {
        return None;
    }
    let schema = document.resolve(schema).ok()?.node;
    let mut known = without_combinators(document, schema, depth, budget);
    for part in schema.get("allOf").map(Node::items).unwrap_or_default() {
        let part = accepted(document, part, depth + 1, budget);
        known = combine(known, part, AcceptedTypes::intersection);
    }
    for keyword in ["anyOf", "oneOf"] {
        let alternatives = schema.get(keyword).map(Node::items).unwrap_or_default();
        if alternatives.is_empty() {
            continue;
        }
        let mut union = Some(AcceptedTypes::NONE);
        for alternative in alternatives {
            let alternative = accepted(document, alternative, depth + 1, budget);
            union = union.zip(alternative).map(|(a, b)| a.union(b));
        }
        known = combine(known, union, AcceptedTypes::intersection);
    }
    known
}

/// Returns the types that a schema accepts, apart from its combinators.
fn without_combinators(document: &Document, schema: &Node, depth: usize, budget: &mut usize) -> Option<AcceptedTypes> {
    let mut types = AcceptedTypes::NONE;
    match schema.get("type").and_then(Node::as_str) {
        Some("integer" | "number") => types.number = true,
        Some("boolean") => types.boolean = true,
        Some("string") => types.string = true,
        Some("array") => {
            let items = schema.get("items").and_then(|items| accepted(document, items, depth + 1, budget));
            types.items = Some(Box::new(items.unwrap_or(AcceptedTypes::ANY_SCALAR)));
        }
        Some("object") => {
            let mut named = Vec::new();
            for entry in schema.get("properties").map(Node::entries).unwrap_or_default() {
                let types = accepted(document, &entry.node, depth + 1, budget);
                named.push((entry.key.clone(), types.unwrap_or(AcceptedTypes::ANY_SCALAR)));
            }
            let open = schema.get("additionalProperties").is_none_or(|node| node.as_bool() != Some(false));
            types.properties = Some(Properties { named, open });
        }
        _ => {
            for value in schema.get("enum")?.items() {
                match value.value {
                    Value::Number(_) => types.number = true,
                    Value::Bool(_) => types.boolean = true,
                    _ => types.string = true,
                }
            }
        }
    }
    Some(types)
}
