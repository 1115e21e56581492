//! A value of a contract together with its JSON Pointer, and functions that compare two values.

use std::{collections::HashSet, ops::Range, ptr, sync::Arc};

use dataarts_insight_openapi::{
    document::{Document, Entry, Node, Value, join_pointer, unescape_token},
    objects::{item_span, value_span},
};
use dataarts_insight_validator::Decimal;

use crate::containment::Schema;

/// A value of a document, with its JSON Pointer.
#[derive(Debug, Clone)]
pub(crate) struct At<'d> {
    pub(crate) document: &'d Arc<Document>,
    pub(crate) node: &'d Node,
    pub(crate) pointer: String,
    /// The byte range that a message marks: for `maxLength: 5` the value `5`, for `items: {…}` the key `items`.
    pub(crate) span: Range<usize>,
}

impl<'d> At<'d> {
    pub(crate) fn root(document: &'d Arc<Document>) -> Self {
        let node = document.root();
        Self { document, node, pointer: String::new(), span: item_span(node) }
    }

    pub(crate) fn get(&self, key: &str) -> Option<Self> {
        self.node.entry(key).map(|entry| self.entry(entry))
    }

    pub(crate) fn entry(&self, entry: &'d Entry) -> Self {
        let pointer = join_pointer(&self.pointer, &entry.key);
        Self { document: self.document, node: &entry.node, pointer, span: value_span(entry) }
    }

    /// Returns the entries of an object. For a repeated key, returns only the last entry.
    pub(crate) fn entries(&self) -> Vec<(&'d str, Self)> {
        let mut found: Vec<(&'d str, Self)> = Vec::new();
        for entry in self.node.entries() {
            match found.iter_mut().find(|(key, _)| *key == entry.key) {
                Some((_, known)) => *known = self.entry(entry),
                None => found.push((&entry.key, self.entry(entry))),
            }
        }
        found
    }

    /// Returns the entries of the object that is the value of `key`.
    pub(crate) fn entries_of(&self, key: &str) -> Vec<(&'d str, Self)> {
        self.get(key).map(|value| value.entries()).unwrap_or_default()
    }

    pub(crate) fn items(&self) -> Vec<Self> {
        let item = |(index, node): (usize, &'d Node)| Self {
            document: self.document,
            node,
            pointer: format!("{}/{index}", self.pointer),
            span: item_span(node),
        };
        self.node.items().iter().enumerate().map(item).collect()
    }

    pub(crate) fn items_of(&self, key: &str) -> Vec<Self> {
        self.get(key).map(|value| value.items()).unwrap_or_default()
    }

    pub(crate) fn text(&self, key: &str) -> Option<&'d str> {
        self.node.get(key)?.as_str()
    }

    pub(crate) fn flag(&self, key: &str) -> bool {
        self.node.flag(key)
    }

    /// Returns the target of a `$ref`, with the pointer and span of the target. If the value has no `$ref` or the
    /// target is missing, returns the value.
    pub(crate) fn resolved(&self) -> Self {
        let Ok(resolved) = self.document.resolve(self.node) else { return self.clone() };
        let Some(pointer) = resolved.pointer() else { return self.clone() };
        let parent = pointer
            .rsplit_once('/')
            .and_then(|(parent, key)| self.document.pointer(parent)?.entry(&unescape_token(key)));
        let span = parent.map_or_else(|| item_span(resolved.node), value_span);
        Self { document: self.document, node: resolved.node, pointer, span }
    }

    pub(crate) fn is_reference(&self) -> bool {
        self.node.get("$ref").is_some()
    }

    pub(crate) fn schema(&self) -> Schema<'d> {
        Schema { document: self.document, node: self.node }
    }

    /// Returns the value of a key. If the object does not have the key, returns the object.
    pub(crate) fn keyword(&self, key: &str) -> Self {
        self.get(key).unwrap_or_else(|| self.clone())
    }

    /// Replaces the value, but keeps the pointer and the span.
    pub(crate) fn with(&self, node: &'d Node) -> Self {
        Self { node, ..self.clone() }
    }
}

/// Returns whether two JSON values are equal. `1.0` equals `1`. The order of keys does not matter.
pub(crate) fn same(old: &Node, new: &Node) -> bool {
    match (&old.value, &new.value) {
        (Value::Number(old), Value::Number(new)) => {
            old == new || Decimal::parse(old.as_bytes()) == Decimal::parse(new.as_bytes())
        }
        (Value::Array(old), Value::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
        }
        (Value::Object(olds), Value::Object(news)) => {
            olds.iter().all(|entry| new.get(&entry.key).is_some())
                && news.iter().all(|entry| old.get(&entry.key).is_some_and(|value| same(value, &entry.node)))
        }
        (old, new) => old == new,
    }
}

/// Returns whether two values are equal. Two missing values are equal.
pub(crate) fn same_option(old: Option<&Node>, new: Option<&Node>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => same(old, new),
        (None, None) => true,
        _ => false,
    }
}

/// Returns whether two values are equal and contain no `$ref`. A `$ref` can have different targets in the two
/// contracts, so equal texts do not show that the schemas are equal.
pub(crate) fn same_without_references(old: &Node, new: &Node) -> bool {
    same(old, new) && !has_reference(old)
}

fn has_reference(node: &Node) -> bool {
    node.entries().iter().any(|entry| entry.key == "$ref" || has_reference(&entry.node))
        || node.items().iter().any(has_reference)
}

/// Returns whether two values are equal without their documentation. Compares the targets of each `$ref`, not its text.
pub(crate) fn same_with_targets<'d>(old: &At<'d>, new: &At<'d>) -> bool {
    let mut open = vec![(old.clone(), new.clone())];
    // Pairs of values that are compared already. A schema can refer to itself.
    let mut seen = HashSet::new();
    while let Some((old, new)) = open.pop() {
        let (old, new) = (old.resolved(), new.resolved());
        if !seen.insert((ptr::from_ref(old.node), ptr::from_ref(new.node))) {
            continue;
        }
        match (&old.node.value, &new.node.value) {
            (Value::Array(olds), Value::Array(news)) if olds.len() == news.len() => {
                open.extend(old.items().into_iter().zip(new.items()));
            }
            (Value::Object(_), Value::Object(_)) => {
                let members = |at: &At<'d>| -> Vec<(&'d str, At<'d>)> {
                    at.entries().into_iter().filter(|(key, at)| !is_documentation(key, at.node)).collect()
                };
                let (olds, news) = (members(&old), members(&new));
                if olds.len() != news.len() {
                    return false;
                }
                for (key, value) in olds {
                    let Some((_, other)) = news.iter().find(|(other, _)| *other == key) else { return false };
                    open.push((value, other.clone()));
                }
            }
            _ if same(old.node, new.node) => {}
            _ => return false,
        }
    }
    true
}

/// Returns whether a key of a schema is documentation or an extension (`x-…`). `title` with a string is documentation,
/// but in `properties: {title: {type: string}}` it is a property.
fn is_documentation(key: &str, value: &Node) -> bool {
    const DOCUMENTATION: [&str; 6] = ["title", "description", "example", "examples", "externalDocs", "summary"];
    key.starts_with("x-") || (DOCUMENTATION.contains(&key) && !matches!(value.value, Value::Object(_)))
}

/// Returns the JSON text of a schema without documentation. So two schemas that differ only in their documentation have
/// the same text.
pub(crate) fn shape(node: &Node) -> String {
    match &node.value {
        Value::Object(entries) => {
            let kept = entries.iter().filter(|entry| !is_documentation(&entry.key, &entry.node));
            let mut members: Vec<String> =
                kept.map(|entry| format!("{:?}:{}", entry.key, shape(&entry.node))).collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(shape).collect::<Vec<_>>().join(",")),
        _ => dataarts_insight_openapi::tree::to_json_line(node),
    }
}

/// Returns a value as JSON for messages. Long texts are cut.
pub(crate) fn shown(node: &Node) -> String {
    const LONGEST: usize = 60;
    let text = dataarts_insight_openapi::tree::to_json_line(node);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}…")
}
