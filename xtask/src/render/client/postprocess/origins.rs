//! Finds the schema of each generated type.

use std::collections::BTreeMap;

use dataarts_insight_openapi::document::{Node, join_pointer};
use syn::{Attribute, File, visit_mut::VisitMut};

use super::{
    super::marks::{Mark, Marks},
    doc_mut, module, type_mut,
};
use crate::schema;

/// The schemas of the generated types, by the name of the type.
#[derive(Debug)]
pub(super) struct Origins<'a> {
    spec: &'a Node,
    types: BTreeMap<String, Mark>,
}

/// Finds the schema of each type with the mark in its doc comment (see [`Marks`]). Then removes the marks from all doc
/// comments, and also the JSON Schemas that typify writes into them.
pub(super) fn take<'a>(file: &mut File, marks: &Marks, spec: &'a Node) -> Origins<'a> {
    let mut types = BTreeMap::new();
    for (attributes, name) in module(&mut file.items, &["types"]).iter_mut().filter_map(type_mut) {
        let mark = attributes.iter_mut().find_map(|attribute| marks.take(&doc_mut(attribute)?.value())?.1.cloned());
        types.extend(mark.map(|mark| (name, mark)));
    }
    Clean { marks }.visit_file_mut(file);
    Origins { spec, types }
}

impl Origins<'_> {
    /// Returns the JSON Pointer of the schema of a type.
    pub(super) fn pointer(&self, name: &str) -> Option<&str> {
        self.types.get(name).map(|mark| mark.pointer.as_str())
    }

    /// Returns the schema of a type.
    pub(super) fn schema(&self, name: &str) -> Option<&Node> {
        self.spec.pointer(self.pointer(name)?)
    }

    /// Returns whether a response can contain the type.
    pub(super) fn in_response(&self, name: &str) -> bool {
        self.types.get(name).is_some_and(|mark| mark.response)
    }

    /// Returns the schema of a property of a type.
    pub(super) fn property(&self, name: &str, property: &str) -> Option<&Node> {
        let pointer = join_pointer(&join_pointer(self.pointer(name)?, "properties"), property);
        self.spec.pointer(&pointer)
    }

    /// Returns whether a schema, or a schema that it refers to, has `key: true`.
    pub(super) fn says(&self, node: &Node, key: &str) -> bool {
        let here = |node: &Node| node.flag(key);
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
    marks: &'a Marks,
}

impl VisitMut for Clean<'_> {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        for text in attributes.iter_mut().filter_map(doc_mut) {
            let mut clean = text.value();
            if let Some(at) = clean.find("<details><summary>JSON schema</summary>") {
                clean.truncate(at);
            }
            while let Some((rest, _)) = self.marks.take(&clean) {
                clean = rest;
            }
            *text = syn::LitStr::new(clean.trim_end(), text.span());
        }
        attributes.retain_mut(|attribute| doc_mut(attribute).is_none_or(|text| !text.value().trim().is_empty()));
        // Removes docs that contain only the name of the type. typify writes such docs if a schema has no description.
        attributes.retain_mut(|attribute| {
            doc_mut(attribute).is_none_or(|text| {
                let text = text.value();
                !(text.starts_with('`') && text.ends_with('`') && !text.contains(' '))
            })
        });
    }
}
