//! One walk over a document along the grammar: what every rule looks at.

use std::{collections::HashMap, ops::Range};

use dataarts_insight_openapi::document::{Document, Entry, Node, join_pointer};

use super::grammar::{Kind, Shape};

/// A document with the objects of OpenAPI that were found in it.
#[derive(Debug)]
pub struct Contract<'d> {
    document: &'d Document,
    sites: Vec<Site<'d>>,
    by_node: HashMap<*const Node, usize>,
}

/// An object of the specification, where the document has one.
#[derive(Debug)]
pub struct Site<'d> {
    /// Its kind; of a `$ref`, the kind that must be at its end.
    pub kind: Kind,
    /// Its value; an object.
    pub node: &'d Node,
    /// Its JSON Pointer.
    pub pointer: String,
    /// The key or index under which it stands.
    pub key: &'d str,
    /// The keys and indices above it, up to the site that holds it: `properties`, `schemas`, `parameters` …
    pub field: &'static str,
    /// The place that names it: its key, or its own first key when it is an item of a list.
    pub at: Range<usize>,
    /// Its number.
    pub index: usize,
    /// The number of the site that holds it.
    pub parent: Option<usize>,
    /// The `$ref` that stands in its place.
    pub reference: Option<&'d Entry>,
}

impl<'d> Site<'d> {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&'d Node> {
        self.node.get(key)
    }

    /// A key with its value.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&'d Entry> {
        self.node.entry(key)
    }

    /// The text of a key's value.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'d str> {
        self.get(key)?.as_str()
    }

    /// Whether a key is there and `true`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool) == Some(true)
    }

    /// The place of a key, or of the site when the key is not there.
    #[must_use]
    pub fn at_key(&self, key: &str) -> Range<usize> {
        self.entry(key).map_or_else(|| self.at.clone(), |entry| entry.key_span.clone())
    }

    /// The place of a key's value, or of the site when the key is not there.
    #[must_use]
    pub fn at_value(&self, key: &str) -> Range<usize> {
        self.entry(key).map_or_else(|| self.at.clone(), place)
    }
}

/// The place of an entry's value: a scalar's own, a collection's key.
#[must_use]
pub fn place(entry: &Entry) -> Range<usize> {
    match entry.node.value {
        dataarts_insight_openapi::document::Value::Object(_) | dataarts_insight_openapi::document::Value::Array(_) => {
            entry.key_span.clone()
        }
        _ if entry.node.span.is_empty() => entry.key_span.clone(),
        _ => entry.node.span.clone(),
    }
}

impl<'d> Contract<'d> {
    /// Walks a document.
    #[must_use]
    pub fn new(document: &'d Document) -> Self {
        let mut contract = Self { document, sites: Vec::new(), by_node: HashMap::new() };
        let place = Place { node: document.root(), pointer: String::new(), key: "", field: "", parent: None };
        contract.descend(Shape::Object(Kind::OpenApi), place, first_key(document.root()));
        contract
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// Every site, `$ref`s included, in the order of the document.
    #[must_use]
    pub fn all(&self) -> &[Site<'d>] {
        &self.sites
    }

    /// The sites of a kind that are written out, not referred to.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Site<'d>> {
        self.sites.iter().filter(move |site| site.kind == kind && site.reference.is_none())
    }

    /// The schemas that are written out.
    pub fn schemas(&self) -> impl Iterator<Item = &Site<'d>> {
        self.of(Kind::Schema)
    }

    /// The operations that are requests of the client, not callbacks.
    pub fn operations(&self) -> impl Iterator<Item = &Site<'d>> {
        self.of(Kind::Operation)
            .filter(|site| site.pointer.starts_with("/paths/") && !site.pointer.contains("/callbacks/"))
    }

    /// The site that holds another.
    #[must_use]
    pub fn parent(&self, site: &Site<'d>) -> Option<&Site<'d>> {
        self.sites.get(site.parent?)
    }

    /// The sites directly under a key of a site.
    pub fn children<'a>(&'a self, site: &'a Site<'d>, field: &'a str) -> impl Iterator<Item = &'a Site<'d>> {
        let parent = site.index;
        self.sites
            .get(parent + 1..)
            .unwrap_or_default()
            .iter()
            .take_while(move |child| child.parent.is_some_and(|at| at >= parent))
            .filter(move |child| child.parent == Some(parent) && child.field == field)
    }

    /// The site of a value.
    #[must_use]
    pub fn site(&self, node: &Node) -> Option<&Site<'d>> {
        self.sites.get(*self.by_node.get(&std::ptr::from_ref(node))?)
    }

    /// The site itself, or where its `$ref`s end; nothing where they end nowhere.
    #[must_use]
    pub fn target<'a>(&'a self, mut site: &'a Site<'d>) -> Option<&'a Site<'d>> {
        for _ in 0..64 {
            let Some(reference) = site.reference else { return Some(site) };
            let next = self.site(self.document.reference(reference.node.as_str()?)?)?;
            if next.kind != site.kind {
                return None;
            }
            site = next;
        }
        None
    }

    /// The operation's parameters and those of its path that it does not override.
    #[must_use]
    pub fn parameters<'a>(&'a self, operation: &'a Site<'d>) -> Vec<&'a Site<'d>> {
        let own: Vec<_> = self.children(operation, "parameters").filter_map(|site| self.target(site)).collect();
        let inherited = self.parent(operation).into_iter().flat_map(|path| self.children(path, "parameters"));
        let inherited: Vec<_> = inherited
            .filter_map(|site| self.target(site))
            .filter(|site| !own.iter().any(|o| o.text("name") == site.text("name") && o.text("in") == site.text("in")))
            .collect();
        own.into_iter().chain(inherited).collect()
    }

    /// Whether a site is a named component; and of which section.
    #[must_use]
    pub fn section(&self, site: &Site<'d>) -> Option<&'static str> {
        self.parent(site).filter(|parent| parent.kind == Kind::Components).map(|_| site.field)
    }

    fn descend(&mut self, shape: Shape, place: Place<'d>, at: Range<usize>) {
        match shape {
            Shape::Object(kind) => self.visit(kind, false, place, at),
            Shape::RefOr(kind) => self.visit(kind, true, place, at),
            Shape::SchemaOrBool => self.visit(Kind::Schema, true, place, at),
            Shape::List(item) => {
                for (index, node) in place.node.items().iter().enumerate() {
                    let pointer = format!("{}/{index}", place.pointer);
                    self.descend(*item, Place { node, pointer, ..place }, first_key(node));
                }
            }
            Shape::Map(value) => {
                for entry in place.node.entries() {
                    let pointer = join_pointer(&place.pointer, &entry.key);
                    let below = Place { node: &entry.node, pointer, key: &entry.key, ..place };
                    self.descend(*value, below, entry.key_span.clone());
                }
            }
            Shape::Any | Shape::Text | Shape::Bool | Shape::Number | Shape::Count => {}
        }
    }

    fn visit(&mut self, kind: Kind, refable: bool, place: Place<'d>, at: Range<usize>) {
        let Place { node, pointer, key, field, parent } = place;
        if node.kind() != "an object" {
            return;
        }
        // A path item may be a `$ref` by the specification; ours may not, a rule says so.
        let reference = if refable || kind == Kind::PathItem { node.entry("$ref") } else { None };
        let index = self.sites.len();
        self.by_node.insert(std::ptr::from_ref(node), index);
        self.sites.push(Site { kind, node, pointer: pointer.clone(), key, field, at, index, parent, reference });
        if reference.is_some() {
            return;
        }
        let rules = kind.rules();
        for entry in node.entries() {
            let Some(shape) = rules.shape(&entry.key) else { continue };
            let field = rules.key(&entry.key).map_or("", |key| key.name);
            let pointer = join_pointer(&pointer, &entry.key);
            let below = Place { node: &entry.node, pointer, key: &entry.key, field, parent: Some(index) };
            self.descend(shape, below, entry.key_span.clone());
        }
    }
}

struct Place<'d> {
    node: &'d Node,
    pointer: String,
    key: &'d str,
    field: &'static str,
    parent: Option<usize>,
}

/// A thing without a key of its own is named by its first key, else by its own start.
fn first_key(node: &Node) -> Range<usize> {
    node.entries().first().map_or_else(|| node.span.clone(), |entry| entry.key_span.clone())
}
