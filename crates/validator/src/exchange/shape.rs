//! What kinds of value a schema can take, as far as it decides how text without quotes is read. The verdict is the
//! schema's own: a shape only proposes readings.

use crate::document::{Document, Node, Value};

/// Schemas that one shape may look at: combinators inside combinators would otherwise take exponential time.
const BUDGET: usize = 10_000;
const MAX_DEPTH: usize = 32;

/// The kinds of value that a schema can take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) number: bool,
    pub(super) boolean: bool,
    pub(super) string: bool,
    /// It can take an array, of such items.
    pub(super) items: Option<Box<Shape>>,
    /// It can take an object.
    pub(super) fields: Option<Fields>,
}

/// The properties of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fields {
    named: Vec<(String, Shape)>,
    /// Whether it may have others.
    pub(super) open: bool,
}

impl Shape {
    const NOTHING: Self = Self { number: false, boolean: false, string: false, items: None, fields: None };
    /// What is said of a scalar of which nothing is known.
    pub(super) const SCALAR: Self = Self { number: true, boolean: true, string: true, items: None, fields: None };

    pub(super) fn of(document: &Document, schema: &Node) -> Self {
        let mut budget = BUDGET;
        shape(document, schema, 0, &mut budget).unwrap_or(Self::SCALAR)
    }

    fn either(self, other: Self) -> Self {
        Self {
            number: self.number || other.number,
            boolean: self.boolean || other.boolean,
            string: self.string || other.string,
            items: join(self.items, other.items, |a, b| Box::new(a.either(*b))),
            fields: join(self.fields, other.fields, |a, b| a.join(b, Self::either)),
        }
    }

    fn both(self, other: Self) -> Self {
        let items = self.items.zip(other.items).map(|(a, b)| Box::new(a.both(*b)));
        let fields = self.fields.zip(other.fields).map(|(a, b)| a.join(b, Self::both));
        Self {
            number: self.number && other.number,
            boolean: self.boolean && other.boolean,
            string: self.string && other.string,
            items,
            fields,
        }
    }
}

impl Fields {
    /// The shape of a property.
    pub(super) fn get(&self, name: &str) -> Option<&Shape> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, shape)| shape)
    }

    fn join(mut self, other: Self, mix: fn(Shape, Shape) -> Shape) -> Self {
        for (name, shape) in other.named {
            match self.named.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = mix(std::mem::replace(known, Shape::NOTHING), shape),
                None => self.named.push((name, shape)),
            }
        }
        Self { named: self.named, open: self.open || other.open }
    }
}

fn join<T>(a: Option<T>, b: Option<T>, mix: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(mix(a, b)),
        (a, b) => a.or(b),
    }
}

/// The shape of a schema; none when it takes anything.
fn shape(document: &Document, schema: &Node, depth: usize, budget: &mut usize) -> Option<Shape> {
    *budget = budget.checked_sub(1)?;
    if depth > MAX_DEPTH {
        return None;
    }
    let schema = document.resolve(schema).map_or(schema, |resolved| resolved.node);
    let mut known = own(document, schema, depth, budget);
    for part in schema.get("allOf").map(Node::items).unwrap_or_default() {
        let part = shape(document, part, depth + 1, budget);
        known = join(known, part, Shape::both);
    }
    for keyword in ["anyOf", "oneOf"] {
        let Some(alternatives) = schema.get(keyword).map(Node::items).filter(|items| !items.is_empty()) else {
            continue;
        };
        let mut union = Some(Shape::NOTHING);
        for alternative in alternatives {
            let alternative = shape(document, alternative, depth + 1, budget);
            union = union.zip(alternative).map(|(a, b)| a.either(b));
        }
        known = join(known, union, Shape::both);
    }
    known
}

/// What the schema itself says, but for its combinators.
fn own(document: &Document, schema: &Node, depth: usize, budget: &mut usize) -> Option<Shape> {
    let mut found = Shape::NOTHING;
    match schema.get("type").and_then(Node::as_str) {
        Some("integer" | "number") => found.number = true,
        Some("boolean") => found.boolean = true,
        Some("string") => found.string = true,
        Some("array") => {
            let items = schema.get("items").and_then(|items| shape(document, items, depth + 1, budget));
            found.items = Some(Box::new(items.unwrap_or(Shape::SCALAR)));
        }
        Some("object") => found.fields = Some(fields(document, schema, depth, budget)),
        _ => {
            for value in schema.get("enum")?.items() {
                match value.value {
                    Value::Number(_) => found.number = true,
                    Value::Bool(_) => found.boolean = true,
                    _ => found.string = true,
                }
            }
        }
    }
    Some(found)
}

fn fields(document: &Document, schema: &Node, depth: usize, budget: &mut usize) -> Fields {
    let mut named = Vec::new();
    for entry in schema.get("properties").map(Node::entries).unwrap_or_default() {
        let shape = shape(document, &entry.node, depth + 1, budget).unwrap_or(Shape::SCALAR);
        named.push((entry.key.clone(), shape));
    }
    let open = schema.get("additionalProperties").is_none_or(|node| node.as_bool() != Some(false));
    Fields { named, open }
}
