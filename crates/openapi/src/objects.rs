//! Finds the objects of OpenAPI in a document, by one walk along the [`grammar`](crate::grammar).

use std::{collections::HashMap, ops::Range, sync::Arc};

use crate::{
    document::{Document, Entry, Node, Value, join_pointer},
    grammar::{ObjectKind, ValueKind},
};

/// The objects of OpenAPI in a document.
#[derive(Debug)]
pub struct Objects<'d> {
    document: &'d Arc<Document>,
    objects: Vec<Object<'d>>,
    by_node: HashMap<*const Node, usize>,
}

/// An object of OpenAPI in a document.
#[derive(Debug)]
pub struct Object<'d> {
    /// Its kind; for a `$ref`, the kind that it must name.
    pub kind: ObjectKind,
    /// Its value, which is a JSON object.
    pub node: &'d Node,
    /// Its JSON Pointer.
    pub pointer: String,
    /// Its key in a parent object; for an item of a list, the key of the list.
    pub key: &'d str,
    /// The key of the parent object that it lies under: `properties`, `schemas`, `parameters`; empty under free keys.
    pub field: &'static str,
    /// The bytes that show it in messages: its key; for an item of a list, its own first key.
    pub span: Range<usize>,
    /// Its index in [`Objects::all`].
    pub index: usize,
    /// The index of its parent object.
    pub parent: Option<usize>,
    /// Its `$ref`, if it is a reference.
    pub reference: Option<&'d Entry>,
}

impl<'d> Object<'d> {
    /// Returns the value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'d Node> {
        self.node.get(key)
    }

    /// Returns a key with its value.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&'d Entry> {
        self.node.entry(key)
    }

    /// Returns the entries of a key's value; none when it is not an object.
    #[must_use]
    pub fn entries(&self, key: &str) -> &'d [Entry] {
        self.get(key).map(Node::entries).unwrap_or_default()
    }

    /// Returns the items of a key's value; none when it is not an array.
    #[must_use]
    pub fn items(&self, key: &str) -> &'d [Node] {
        self.get(key).map(Node::items).unwrap_or_default()
    }

    /// Returns the string of a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'d str> {
        self.get(key)?.as_str()
    }

    /// Tells whether the value of a key is `true`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.node.flag(key)
    }

    /// Tells whether the object has one of these keys.
    #[must_use]
    pub fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.get(key).is_some())
    }

    /// Returns the string of the `$ref`, if the object is a reference.
    #[must_use]
    pub fn reference_text(&self) -> Option<&'d str> {
        self.reference?.node.as_str()
    }

    /// Returns the bytes of a key; of the object when it lacks the key.
    #[must_use]
    pub fn key_span(&self, key: &str) -> Range<usize> {
        self.entry(key).map_or_else(|| self.span.clone(), |entry| entry.key_span.clone())
    }

    /// Returns the bytes of a key's value; of the object when it lacks the key.
    #[must_use]
    pub fn value_span(&self, key: &str) -> Range<usize> {
        self.entry(key).map_or_else(|| self.span.clone(), value_span)
    }
}

/// Returns the bytes that show a value: those of a scalar, the key of a collection.
#[must_use]
pub fn value_span(entry: &Entry) -> Range<usize> {
    match entry.node.value {
        Value::Object(_) | Value::Array(_) => entry.key_span.clone(),
        _ if entry.node.span.is_empty() => entry.key_span.clone(),
        _ => entry.node.span.clone(),
    }
}

/// Returns the bytes that show an item of a list: its first key, else its start.
#[must_use]
pub fn item_span(node: &Node) -> Range<usize> {
    node.entries().first().map_or_else(|| node.span.clone(), |entry| entry.key_span.clone())
}

impl<'d> Objects<'d> {
    /// Finds the objects of a document.
    #[must_use]
    pub fn new(document: &'d Arc<Document>) -> Self {
        let mut objects = Self { document, objects: Vec::new(), by_node: HashMap::new() };
        let root = Position { node: document.root(), pointer: String::new(), key: "", field: "", parent: None };
        objects.descend(ValueKind::Object(ObjectKind::OpenApi), root, item_span(document.root()));
        objects
    }

    /// Returns the document.
    #[must_use]
    pub fn document(&self) -> &'d Arc<Document> {
        self.document
    }

    /// Returns every object, `$ref`s included, in the order of the document.
    #[must_use]
    pub fn all(&self) -> &[Object<'d>] {
        &self.objects
    }

    /// Returns every object that is not a `$ref`, in the order of the document.
    pub fn definitions(&self) -> impl Iterator<Item = &Object<'d>> {
        self.objects.iter().filter(|object| object.reference.is_none())
    }

    /// Returns the objects of a kind that are not a `$ref`.
    pub fn of(&self, kind: ObjectKind) -> impl Iterator<Item = &Object<'d>> {
        self.definitions().filter(move |object| object.kind == kind)
    }

    /// Returns the `$ref`s, except those of path items.
    pub fn references(&self) -> impl Iterator<Item = &Object<'d>> {
        self.objects.iter().filter(|object| object.reference.is_some() && object.kind != ObjectKind::PathItem)
    }

    /// Returns the schemas that are not a `$ref`.
    pub fn schemas(&self) -> impl Iterator<Item = &Object<'d>> {
        self.of(ObjectKind::Schema)
    }

    /// Returns the path items of the document, except those of callbacks.
    pub fn paths(&self) -> impl Iterator<Item = &Object<'d>> {
        self.objects.iter().filter(|object| self.is_path(object))
    }

    /// Returns the operations of the document, except those of callbacks.
    pub fn operations(&self) -> impl Iterator<Item = &Object<'d>> {
        self.of(ObjectKind::Operation).filter(|object| self.parent(object).is_some_and(|path| self.is_path(path)))
    }

    fn is_path(&self, object: &Object<'d>) -> bool {
        object.kind == ObjectKind::PathItem
            && self.parent(object).is_some_and(|parent| parent.kind == ObjectKind::Paths)
    }

    /// Returns the parent of an object.
    #[must_use]
    pub fn parent(&self, object: &Object<'d>) -> Option<&Object<'d>> {
        self.objects.get(object.parent?)
    }

    /// Returns the objects inside an object, at any depth.
    pub fn descendants(&self, object: &Object<'d>) -> impl Iterator<Item = &Object<'d>> + use<'_, 'd> {
        let ancestor = object.index;
        let rest = self.objects.get(ancestor + 1..).unwrap_or_default().iter();
        rest.take_while(move |other| other.parent.is_some_and(|parent| parent >= ancestor))
    }

    /// Returns the objects directly under a key of an object.
    pub fn children<'a>(&'a self, object: &Object<'d>, field: &'a str) -> impl Iterator<Item = &'a Object<'d>> {
        let parent = object.index;
        self.descendants(object).filter(move |child| child.parent == Some(parent) && child.field == field)
    }

    /// Returns the first object under a key of an object.
    #[must_use]
    pub fn child<'a>(&'a self, object: &Object<'d>, field: &'a str) -> Option<&'a Object<'d>> {
        self.children(object, field).next()
    }

    /// Returns the object of a value.
    #[must_use]
    pub fn object(&self, node: &Node) -> Option<&Object<'d>> {
        self.objects.get(*self.by_node.get(&std::ptr::from_ref(node))?)
    }

    /// Returns the object itself, or the object of the same kind that its `$ref`s name.
    #[must_use]
    pub fn target<'a>(&'a self, object: &'a Object<'d>) -> Option<&'a Object<'d>> {
        if object.reference.is_none() {
            return Some(object);
        }
        self.object(self.document.resolve(object.node).ok()?.node).filter(|target| target.kind == object.kind)
    }

    /// Returns the parameters of an operation, and those of its path item that it does not replace.
    #[must_use]
    pub fn parameters<'a>(&'a self, operation: &Object<'d>) -> Vec<&'a Object<'d>> {
        let listed = |owner: &Object<'d>| -> Vec<&'a Object<'d>> {
            self.children(owner, "parameters").filter_map(|object| self.target(object)).collect()
        };
        let identity = |object: &Object<'d>| (object.text("name"), object.text("in"));
        let own = listed(operation);
        let mut inherited = self.parent(operation).map(listed).unwrap_or_default();
        inherited.retain(|object| !own.iter().any(|known| identity(known) == identity(object)));
        [own, inherited].concat()
    }

    /// Returns the section of `components` that an object is a named component of.
    #[must_use]
    pub fn section(&self, object: &Object<'d>) -> Option<&'static str> {
        self.parent(object).filter(|parent| parent.kind == ObjectKind::Components).map(|_| object.field)
    }

    /// Returns the objects of all named components.
    pub fn components(&self) -> impl Iterator<Item = (&'static str, &Object<'d>)> {
        self.objects.iter().filter_map(|object| Some((self.section(object)?, object)))
    }

    fn descend(&mut self, kind: ValueKind, position: Position<'d>, span: Range<usize>) {
        match kind {
            ValueKind::Object(kind) => self.visit(kind, false, position, span),
            ValueKind::ObjectOrRef(kind) => self.visit(kind, true, position, span),
            ValueKind::SchemaOrBool => self.visit(ObjectKind::Schema, true, position, span),
            ValueKind::List(item) => {
                for (index, node) in position.node.items().iter().enumerate() {
                    let pointer = format!("{}/{index}", position.pointer);
                    self.descend(*item, Position { node, pointer, ..position }, item_span(node));
                }
            }
            ValueKind::Map(value) => {
                for entry in position.node.entries() {
                    let pointer = join_pointer(&position.pointer, &entry.key);
                    let below = Position { node: &entry.node, pointer, key: &entry.key, ..position };
                    self.descend(*value, below, entry.key_span.clone());
                }
            }
            ValueKind::Any | ValueKind::Text | ValueKind::Bool | ValueKind::Number | ValueKind::Count => {}
        }
    }

    fn visit(&mut self, kind: ObjectKind, may_be_ref: bool, position: Position<'d>, span: Range<usize>) {
        let Position { node, pointer, key, field, parent } = position;
        if !matches!(node.value, Value::Object(_)) {
            return;
        }
        // The specification permits a `$ref` in a path item; the grammar omits it, as the generator cannot follow it.
        let reference = if may_be_ref || kind == ObjectKind::PathItem { node.entry("$ref") } else { None };
        let index = self.objects.len();
        self.by_node.insert(std::ptr::from_ref(node), index);
        self.objects.push(Object { kind, node, pointer: pointer.clone(), key, field, span, index, parent, reference });
        if reference.is_some() {
            return;
        }
        let definition = kind.definition();
        for entry in node.entries() {
            let Some(value) = definition.value(&entry.key) else { continue };
            let field = definition.key(&entry.key).map_or("", |key| key.name);
            let pointer = join_pointer(&pointer, &entry.key);
            let below = Position { node: &entry.node, pointer, key: &entry.key, field, parent: Some(index) };
            self.descend(value, below, entry.key_span.clone());
        }
    }
}

/// A value that the walk still has to visit.
struct Position<'d> {
    node: &'d Node,
    pointer: String,
    key: &'d str,
    field: &'static str,
    parent: Option<usize>,
}
