//! Finds all OpenAPI objects of a document, such as operations and schemas. The [`grammar`](crate::grammar) defines
//! which keys contain OpenAPI objects.

use std::{collections::HashMap, ops::Range, sync::Arc};

use crate::{
    document::{Document, Entry, Node, Value, join_pointer},
    grammar::{ObjectKind, ValueKind},
    with_inherited,
};

/// All OpenAPI objects of a document.
#[derive(Debug)]
pub struct Objects<'d> {
    document: &'d Arc<Document>,
    objects: Vec<Object<'d>>,
    by_node: HashMap<*const Node, usize>,
}

/// An OpenAPI object of a document.
#[derive(Debug)]
pub struct Object<'d> {
    /// The kind of the object; for a `$ref`, the kind that the `$ref` must lead to.
    pub kind: ObjectKind,
    /// The value of the object, always a JSON object.
    pub node: &'d Node,
    /// The JSON Pointer of the object.
    pub pointer: String,
    /// The key of the object, such as a property name or a status. For an item of a list, the key of the list.
    pub key: &'d str,
    /// The keyword of the parent that contains the object, such as `properties`, `schemas` or `parameters`. Empty if
    /// the parent has no such keyword, because its keys are paths, statuses or other free names.
    pub field: &'static str,
    /// The byte range that messages mark. This is the key of the object, or the first key inside an item of a list.
    pub span: Range<usize>,
    /// The index of the object in [`Objects::all`].
    pub index: usize,
    /// The index of the OpenAPI object that contains this object; `None` for the root of the document.
    pub parent: Option<usize>,
    /// The `$ref` of the object, if the object is a reference.
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

    /// Returns the entries of a key's value; an empty slice if the value is not an object.
    #[must_use]
    pub fn entries(&self, key: &str) -> &'d [Entry] {
        self.get(key).map(Node::entries).unwrap_or_default()
    }

    /// Returns the items of a key's value; an empty slice if the value is not an array.
    #[must_use]
    pub fn items(&self, key: &str) -> &'d [Node] {
        self.get(key).map(Node::items).unwrap_or_default()
    }

    /// Returns the value of a key; `None` if the value is not a string.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'d str> {
        self.get(key)?.as_str()
    }

    /// Returns whether the value of a key is `true`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.node.flag(key)
    }

    /// Returns whether the object has at least one of the keys.
    #[must_use]
    pub fn has_any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.get(key).is_some())
    }

    /// Returns the text of the `$ref`, if the object is a reference.
    #[must_use]
    pub fn reference_text(&self) -> Option<&'d str> {
        self.reference?.node.as_str()
    }

    /// Returns the byte range of a key. If the object does not have the key, returns [`Object::span`].
    #[must_use]
    pub fn key_span(&self, key: &str) -> Range<usize> {
        self.entry(key).map_or_else(|| self.span.clone(), |entry| entry.key_span.clone())
    }

    /// Returns the [`value_span`] of a key. If the object does not have the key, returns [`Object::span`].
    #[must_use]
    pub fn value_span(&self, key: &str) -> Range<usize> {
        self.entry(key).map_or_else(|| self.span.clone(), value_span)
    }
}

/// Returns the byte range that messages mark for the value of an entry. If the value is an object, an array or empty,
/// returns the byte range of the key.
#[must_use]
pub fn value_span(entry: &Entry) -> Range<usize> {
    match entry.node.value {
        Value::Object(_) | Value::Array(_) => entry.key_span.clone(),
        _ if entry.node.span.is_empty() => entry.key_span.clone(),
        _ => entry.node.span.clone(),
    }
}

/// Returns the byte range that messages mark for an item of a list. For an object with keys, this is the first key.
#[must_use]
pub fn item_span(node: &Node) -> Range<usize> {
    node.entries().first().map_or_else(|| node.span.clone(), |entry| entry.key_span.clone())
}

impl<'d> Objects<'d> {
    /// Finds all OpenAPI objects of a document.
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

    /// Returns all objects in the order of the document, including `$ref`s.
    #[must_use]
    pub fn all(&self) -> &[Object<'d>] {
        &self.objects
    }

    /// Returns all objects that are not a `$ref`, in the order of the document.
    pub fn definitions(&self) -> impl Iterator<Item = &Object<'d>> {
        self.objects.iter().filter(|object| object.reference.is_none())
    }

    /// Returns the objects of one kind that are not a `$ref`.
    pub fn of(&self, kind: ObjectKind) -> impl Iterator<Item = &Object<'d>> {
        self.definitions().filter(move |object| object.kind == kind)
    }

    /// Returns the `$ref`s. A `$ref` of a path item is not included.
    pub fn references(&self) -> impl Iterator<Item = &Object<'d>> {
        self.objects.iter().filter(|object| object.reference.is_some() && object.kind != ObjectKind::PathItem)
    }

    /// Returns the schemas that are not a `$ref`.
    pub fn schemas(&self) -> impl Iterator<Item = &Object<'d>> {
        self.of(ObjectKind::Schema)
    }

    /// Returns the path items of the document. Path items of callbacks are not included.
    pub fn paths(&self) -> impl Iterator<Item = &Object<'d>> {
        self.objects.iter().filter(|object| self.is_path(object))
    }

    /// Returns the operations of the document. Operations of callbacks are not included.
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

    /// Returns all objects inside an object, at any depth.
    pub fn descendants(&self, object: &Object<'d>) -> impl Iterator<Item = &Object<'d>> + use<'_, 'd> {
        let ancestor = object.index;
        let rest = self.objects.get(ancestor + 1..).unwrap_or_default().iter();
        rest.take_while(move |other| other.parent.is_some_and(|parent| parent >= ancestor))
    }

    /// Returns the child objects of an object under one key, such as `parameters`.
    pub fn children<'a>(&'a self, object: &Object<'d>, field: &'a str) -> impl Iterator<Item = &'a Object<'d>> {
        let parent = object.index;
        self.descendants(object).filter(move |child| child.parent == Some(parent) && child.field == field)
    }

    /// Returns the first child object of an object under one key.
    #[must_use]
    pub fn child<'a>(&'a self, object: &Object<'d>, field: &'a str) -> Option<&'a Object<'d>> {
        self.children(object, field).next()
    }

    /// Returns the OpenAPI object at a node; `None` if the node is not an OpenAPI object.
    #[must_use]
    pub fn object(&self, node: &Node) -> Option<&Object<'d>> {
        self.objects.get(*self.by_node.get(&std::ptr::from_ref(node))?)
    }

    /// Follows the `$ref` of an object. Returns the object itself if it has no `$ref`. Returns `None` if the `$ref`
    /// leads to no object, or to an object of another kind.
    #[must_use]
    pub fn target<'a>(&'a self, object: &'a Object<'d>) -> Option<&'a Object<'d>> {
        if object.reference.is_none() {
            return Some(object);
        }
        self.object(self.document.resolve(object.node).ok()?.node).filter(|target| target.kind == object.kind)
    }

    /// Returns the parameters of an operation and of its path item. If the operation and the path item have a parameter
    /// with the same name and location, returns the parameter of the operation.
    #[must_use]
    pub fn parameters<'a>(&'a self, operation: &Object<'d>) -> Vec<&'a Object<'d>> {
        let listed = |owner: &Object<'d>| -> Vec<&'a Object<'d>> {
            self.children(owner, "parameters").filter_map(|object| self.target(object)).collect()
        };
        let inherited = self.parent(operation).map(listed).unwrap_or_default();
        with_inherited(listed(operation), inherited, |object| (object.text("in"), object.text("name")))
    }

    /// Returns the key of `components` that contains the object. For example, returns `responses` for
    /// `#/components/responses/Error`. Returns `None` if the object is not directly in `components`.
    #[must_use]
    pub fn section(&self, object: &Object<'d>) -> Option<&'static str> {
        self.parent(object).filter(|parent| parent.kind == ObjectKind::Components).map(|_| object.field)
    }

    /// Returns all objects in `components`, each with the key of `components` that contains it, such as `schemas`.
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
        // OpenAPI permits a `$ref` in a path item. The grammar does not contain this `$ref`, because the code generator
        // cannot follow it.
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

/// A value in which the search for OpenAPI objects continues.
struct Position<'d> {
    node: &'d Node,
    pointer: String,
    key: &'d str,
    field: &'static str,
    parent: Option<usize>,
}
