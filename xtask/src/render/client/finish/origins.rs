//! Which schema each generated type was made from.

use std::collections::BTreeMap;

use dataarts_insight_openapi::document::{Node, join_pointer};
use syn::{Attribute, File, Item, visit_mut::VisitMut};

use super::{
    super::notes::{Note, Notes},
    doc_mut, module,
};
use crate::schema;

/// The schemas of the generated types, by the type's name.
#[derive(Debug)]
pub(super) struct Origins<'a> {
    spec: &'a Node,
    types: BTreeMap<String, Note>,
}

/// Reads the marks in doc comments and cleans these: of marks, and of typify's copy of the schema.
pub(super) fn take<'a>(file: &mut File, notes: &Notes, spec: &'a Node) -> Origins<'a> {
    let mut types = BTreeMap::new();
    for item in module(&mut file.items, &["types"]).into_iter().flatten() {
        let (attributes, name) = match item {
            Item::Struct(item) => (&mut item.attrs, item.ident.to_string()),
            Item::Enum(item) => (&mut item.attrs, item.ident.to_string()),
            _ => continue,
        };
        let note = attributes.iter_mut().find_map(|attribute| notes.take(&doc_mut(attribute)?.value())?.1.cloned());
        types.extend(note.map(|note| (name, note)));
    }
    Clean { notes }.visit_file_mut(file);
    Origins { spec, types }
}

impl Origins<'_> {
    /// Where the schema of a type lies.
    pub(super) fn pointer(&self, name: &str) -> Option<&str> {
        self.types.get(name).map(|note| note.pointer.as_str())
    }

    /// The schema of a type.
    pub(super) fn schema(&self, name: &str) -> Option<&Node> {
        self.spec.pointer(self.pointer(name)?)
    }

    /// Whether a response can hold a type.
    pub(super) fn in_response(&self, name: &str) -> bool {
        self.types.get(name).is_some_and(|note| note.response)
    }

    /// The schema of a property of a type.
    pub(super) fn property(&self, name: &str, property: &str) -> Option<&Node> {
        let pointer = join_pointer(&join_pointer(self.pointer(name)?, "properties"), property);
        self.spec.pointer(&pointer)
    }

    /// Whether a schema says `key: true`, itself or where it refers to.
    pub(super) fn says(&self, node: &Node, key: &str) -> bool {
        let here = |node: &Node| node.get(key).and_then(Node::as_bool) == Some(true);
        let target = |node: &Node| {
            let name = schema::component(node)?;
            self.spec.pointer("/components/schemas")?.get(name)
        };
        let parts = node.get("allOf").map_or(&[][..], Node::items);
        here(node)
            || target(node).is_some_and(here)
            || parts.iter().any(|part| here(part) || target(part).is_some_and(here))
    }
}

struct Clean<'a> {
    notes: &'a Notes,
}

impl VisitMut for Clean<'_> {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        for text in attributes.iter_mut().filter_map(doc_mut) {
            let mut clean = text.value();
            if let Some(at) = clean.find("<details><summary>JSON schema</summary>") {
                clean.truncate(at);
            }
            while let Some((rest, _)) = self.notes.take(&clean) {
                clean = rest;
            }
            *text = syn::LitStr::new(clean.trim_end(), text.span());
        }
        attributes.retain_mut(|attribute| doc_mut(attribute).is_none_or(|text| !text.value().trim().is_empty()));
        // typify's stand-in for a description: the bare name.
        attributes.retain_mut(|attribute| {
            doc_mut(attribute).is_none_or(|text| {
                let text = text.value();
                !(text.starts_with('`') && text.ends_with('`') && !text.contains(' '))
            })
        });
    }
}
