//! Adds docs to the items for which progenitor writes none, such as builders and their methods. Adds links from types
//! and operations to the contract.

use dataarts_insight_lint::names;
use dataarts_insight_openapi::document::Node;
use syn::{Attribute, Field, Fields, File, ImplItemFn, Item, Visibility};

use super::{
    super::marks::escape, doc, doc_mut, methods_mut, module, operations::GeneratedOperation, origins::Origins,
    type_mut, wire_name,
};

/// Adds docs and links. `contract` is the path of the contract, which the links show.
pub(super) fn apply(file: &mut File, origins: &Origins, operations: &[GeneratedOperation], contract: &str) {
    link_operations(file, operations, contract);
    request_builders(module(&mut file.items, &["builder"]), operations);
    type_builders(module(&mut file.items, &["types", "builder"]), origins);
    types(module(&mut file.items, &["types"]), origins, contract);
}

/// Adds to the docs of each operation the path of the contract and the operation's ID, and a link to the documentation
/// page if the contract has one.
fn link_operations(file: &mut File, operations: &[GeneratedOperation], contract: &str) {
    for (_, method) in methods_mut(&mut file.items).filter(|(owner, _)| owner == "Client") {
        let Some(operation) = operations.iter().find(|operation| method.sig.ident == operation.method) else {
            continue;
        };
        let mut text = format!("\nContract: `{contract}`, operation `{}`.", operation.id);
        if let Some(url) = operation.node.pointer("/externalDocs/url").and_then(Node::as_str) {
            text += &format!(" Documentation: <{url}>.");
        }
        method.attrs.push(doc(&text));
    }
}

fn request_builders(items: &mut [Item], operations: &[GeneratedOperation]) {
    for (owner, method) in public_methods_mut(items) {
        let name = method.sig.ident.to_string();
        let about = GeneratedOperation::parameter(operations, &owner, &name).and_then(description);
        let text = match (about, name.as_str()) {
            (Some(text), _) => format!("Sets `{name}`: {text}"),
            (None, "new") => "A builder without any parameter.".to_owned(),
            (None, "body") => "Sets the body.".to_owned(),
            (None, "body_map") => "Changes the body in place.".to_owned(),
            _ => format!("Sets `{name}`."),
        };
        add(&mut method.attrs, &text);
    }
}

fn type_builders(items: &mut [Item], origins: &Origins) {
    for item in items.iter_mut() {
        if let Item::Struct(item) = item {
            let text = format!("Builds a [`{0}`](super::{0}).", item.ident);
            add(&mut item.attrs, &text);
        }
    }
    for (owner, method) in public_methods_mut(items) {
        let name = method.sig.ident.to_string();
        let properties = origins.schema(&owner).and_then(|schema| schema.get("properties"));
        let mut properties = properties.map_or(&[][..], Node::entries).iter();
        let property = properties.find(|entry| names::snake(&entry.key) == name);
        let text = match property.and_then(|entry| description(&entry.node)) {
            Some(text) => format!("Sets `{name}`: {text}"),
            None => format!("Sets `{name}`."),
        };
        add(&mut method.attrs, &text);
    }
}

fn types(items: &mut [Item], origins: &Origins, contract: &str) {
    for item in items.iter_mut() {
        let Some((attributes, name)) = type_mut(item) else { continue };
        add(attributes, &format!("`{name}`."));
        if let Some(pointer) = origins.pointer(&name) {
            attributes.push(doc(""));
            attributes.push(doc(&format!("Contract: `{contract}#{pointer}`.")));
            // The code lists attributes in the order of this vector, and docs must come first.
            attributes.sort_by_key(|attribute| !attribute.path().is_ident("doc"));
        }
        match item {
            Item::Struct(item) => fields(&mut item.fields, &name, origins),
            Item::Enum(item) => {
                for variant in &mut item.variants {
                    let text = format!("`{}`.", variant.ident);
                    add(&mut variant.attrs, &text);
                }
            }
            _ => {}
        }
    }
    for (_, method) in public_methods_mut(items) {
        let name = method.sig.ident.to_string();
        let text = if name == "builder" { "A builder without any value.".to_owned() } else { format!("`{name}`.") };
        add(&mut method.attrs, &text);
    }
}

fn fields(fields: &mut Fields, owner: &str, origins: &Origins) {
    let is_unnamed = matches!(fields, Fields::Unnamed(_));
    for field in fields.iter_mut().filter(|field| matches!(field.vis, Visibility::Public(_))) {
        if is_unnamed {
            field.attrs.retain_mut(|attribute| doc_mut(attribute).is_none());
        }
        let text = if is_unnamed { "The plain value.".to_owned() } else { field_docs(field, owner, origins) };
        add(&mut field.attrs, &text);
    }
}

fn field_docs(field: &Field, owner: &str, origins: &Origins) -> String {
    let name = wire_name(field);
    let property = name.as_ref().and_then(|name| origins.property(owner, name));
    match (property, name) {
        (Some(property), Some(name)) => description(property).unwrap_or_else(|| format!("`{name}`.")),
        _ => "Fields that the contract does not name, as they arrived.".to_owned(),
    }
}

fn public_methods_mut(items: &mut [Item]) -> impl Iterator<Item = (String, &mut ImplItemFn)> {
    methods_mut(items).filter(|(_, method)| matches!(method.vis, Visibility::Public(_)))
}

/// Adds docs if there are none.
fn add(attributes: &mut Vec<Attribute>, text: &str) {
    if !attributes.iter_mut().any(|attribute| doc_mut(attribute).is_some()) {
        attributes.insert(0, doc(text));
    }
}

/// Returns the first paragraph of a description.
fn description(node: &Node) -> Option<String> {
    let text = node.get("description")?.as_str()?.trim();
    let first = escape(text.split("\n\n").next()?);
    (!first.is_empty()).then_some(first)
}
