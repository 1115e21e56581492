//! The types that a schema accepts, such as number and string. A parameter is text without quotes, so `7` can be a
//! number or a string. The validator makes one JSON value of the text for each accepted type: `7` and `"7"`. The
//! parameter is valid if the schema accepts one of these JSON values.

use std::collections::BTreeMap;

use crate::document::{Document, Node, Value};

/// The largest number of schemas that are visited to compute one set of types. Without this limit, nested combinators
/// could take exponential time.
const BUDGET: usize = 10_000;
const MAX_DEPTH: usize = 32;

/// The types of value that a schema accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AcceptedTypes {
    pub(super) number: bool,
    pub(super) boolean: bool,
    pub(super) string: bool,
    /// The types that the items of an array may have. `None` if the schema does not accept an array.
    pub(super) items: Option<Box<AcceptedTypes>>,
    /// The properties that an object may have. `None` if the schema does not accept an object.
    pub(super) properties: Option<Properties>,
}

/// The properties that an object may have, with the types of their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Properties {
    named: BTreeMap<String, AcceptedTypes>,
    /// True if the object may have properties that `named` does not contain.
    open: bool,
}

impl AcceptedTypes {
    /// Returns whether the schema accepts a string, a number or a boolean.
    pub(super) fn accepts_scalar(&self) -> bool {
        self.number || self.boolean || self.string
    }

    const NONE: Self = Self { number: false, boolean: false, string: false, items: None, properties: None };
    /// Number, boolean and string: the types for a schema that does not restrict scalars.
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
    /// Returns the types of the property with this name.
    pub(super) fn get(&self, name: &str) -> Option<&AcceptedTypes> {
        self.named.get(name)
    }

    /// Returns whether the object may have a property with this name.
    pub(super) fn accepts(&self, name: &str) -> bool {
        self.open || self.get(name).is_some()
    }

    fn combine(mut self, other: Self, mix: fn(AcceptedTypes, AcceptedTypes) -> AcceptedTypes) -> Self {
        for (name, types) in other.named {
            let types = match self.named.remove(&name) {
                Some(known) => mix(known, types),
                None => types,
            };
            self.named.insert(name, types);
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

/// Returns the types that a schema accepts. Returns `None` if the schema accepts every type.
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

/// Returns the types that a schema accepts. Ignores the combinators of the schema.
fn without_combinators(document: &Document, schema: &Node, depth: usize, budget: &mut usize) -> Option<AcceptedTypes> {
    let kind = schema.get("type").and_then(Node::as_str);
    let has = |keyword: &str| schema.get(keyword).is_some();
    let mut types = match kind {
        Some("integer" | "number") => AcceptedTypes { number: true, ..AcceptedTypes::NONE },
        Some("boolean") => AcceptedTypes { boolean: true, ..AcceptedTypes::NONE },
        Some("string") => AcceptedTypes { string: true, ..AcceptedTypes::NONE },
        Some("array" | "object") => AcceptedTypes::NONE,
        // Without `type`, a schema with `properties` or `items` accepts all strings, numbers and booleans, because
        // `properties` restricts only objects, and `items` restricts only arrays.
        _ if has("properties") || has("items") => AcceptedTypes::ANY_SCALAR,
        _ => {
            let mut types = AcceptedTypes::NONE;
            for value in schema.get("enum")?.items() {
                match value.value {
                    Value::Number(_) => types.number = true,
                    Value::Bool(_) => types.boolean = true,
                    _ => types.string = true,
                }
            }
            types
        }
    };
    if kind == Some("array") || (kind.is_none() && has("items")) {
        let items = schema.get("items").and_then(|items| accepted(document, items, depth + 1, budget));
        types.items = Some(Box::new(items.unwrap_or(AcceptedTypes::ANY_SCALAR)));
    }
    if kind == Some("object") || (kind.is_none() && has("properties")) {
        let mut named = BTreeMap::new();
        for entry in schema.get("properties").map(Node::entries).unwrap_or_default() {
            let types = accepted(document, &entry.node, depth + 1, budget);
            named.insert(entry.key.clone(), types.unwrap_or(AcceptedTypes::ANY_SCALAR));
        }
        let open = schema.get("additionalProperties").is_none_or(|node| node.as_bool() != Some(false));
        types.properties = Some(Properties { named, open });
    }
    Some(types)
}
