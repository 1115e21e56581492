//! Docs for what progenitor leaves bare (setters, builders, newtypes, the map of unknown fields), and links from types
//! and operations back to the contract.

use dataarts_insight_openapi::{document::Node, is_method};
use syn::{Attribute, Fields, File, ImplItem, Item, Type, Visibility};

use super::{doc, doc_mut, module, origins::Origins, redact::resolve, wire_name};
use dataarts_insight_lint::names;

pub(super) fn apply(file: &mut File, origins: &Origins, spec: &Node, contract: &str) {
    link_operations(file, spec, contract);
    if let Some(items) = module(&mut file.items, &["types", "builder"]) {
        builders(items, origins);
    }
    if let Some(items) = module(&mut file.items, &["types"]) {
        types(items, origins, contract);
    }
    let parameters = parameters(spec);
    if let Some(items) = module(&mut file.items, &["builder"]) {
        document(items, &|owner, method| {
            let known = parameters.iter().find(|(operation, name, _)| operation == owner && name == method);
            match (known, method) {
                (Some((_, _, text)), _) => format!("Sets `{method}`: {text}"),
                (None, "new") => "A builder without any parameter.".to_owned(),
                (None, "body") => "Sets the body.".to_owned(),
                (None, "body_map") => "Changes the body in place.".to_owned(),
                _ => format!("Sets `{method}`."),
            }
        });
    }
}

fn types(items: &mut [Item], origins: &Origins, contract: &str) {
    for item in items.iter_mut() {
        let (attributes, name) = match item {
            Item::Struct(item) => {
                let wire = item.ident.to_string();
                for field in item.fields.iter_mut().filter(|field| matches!(field.vis, Visibility::Public(_))) {
                    let name = wire_name(field);
                    let about = name.as_ref().and_then(|name| description(origins.property(&wire, name)?));
                    let text = match (about, &name) {
                        (Some(text), _) => text,
                        (None, Some(name)) if origins.property(&wire, name).is_some() => format!("`{name}`."),
                        _ => "Fields that the contract does not name, as they arrived.".to_owned(),
                    };
                    add(&mut field.attrs, &text);
                }
                if let Fields::Unnamed(fields) = &mut item.fields {
                    for field in fields.unnamed.iter_mut().filter(|field| matches!(field.vis, Visibility::Public(_))) {
                        field.attrs.retain_mut(|attribute| doc_mut(attribute).is_none());
                        field.attrs.push(doc("The plain value."));
                    }
                }
                (&mut item.attrs, item.ident.to_string())
            }
            Item::Enum(item) => {
                for variant in &mut item.variants {
                    let text = format!("`{}`.", variant.ident);
                    add(&mut variant.attrs, &text);
                }
                (&mut item.attrs, item.ident.to_string())
            }
            _ => continue,
        };
        add(attributes, &format!("`{name}`."));
        if let Some(pointer) = origins.pointer(&name) {
            attributes.push(doc(""));
            attributes.push(doc(&format!("Contract: `{contract}#{pointer}`.")));
            // Attributes print in order: docs belong before the rest.
            attributes.sort_by_key(|attribute| !attribute.path().is_ident("doc"));
        }
    }
    document(items, &|_, method| match method {
        "builder" => "A builder without any value.".to_owned(),
        _ => format!("`{method}`."),
    });
}

fn builders(items: &mut [Item], origins: &Origins) {
    for item in items.iter_mut() {
        if let Item::Struct(item) = item {
            let text = format!("Builds a [`{0}`](super::{0}).", item.ident);
            add(&mut item.attrs, &text);
        }
    }
    document(items, &|owner, method| {
        let property = origins.schema(owner).and_then(|schema| {
            let properties = schema.get("properties")?.entries();
            properties.iter().find(|entry| names::snake(&entry.key) == method)
        });
        match property.and_then(|entry| description(&entry.node)) {
            Some(text) => format!("Sets `{method}`: {text}"),
            None => format!("Sets `{method}`."),
        }
    });
}

/// Adds docs to the public methods of inherent impls that have none.
fn document(items: &mut [Item], text: &dyn Fn(&str, &str) -> String) {
    for item in items {
        let Item::Impl(block) = item else { continue };
        let Type::Path(path) = &*block.self_ty else { continue };
        let owner = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        for item in &mut block.items {
            if let ImplItem::Fn(function) = item
                && matches!(function.vis, Visibility::Public(_))
            {
                let text = text(&owner, &function.sig.ident.to_string());
                add(&mut function.attrs, &text);
            }
        }
    }
}

/// Adds docs where there are none.
fn add(attributes: &mut Vec<Attribute>, text: &str) {
    if !attributes.iter_mut().any(|attribute| doc_mut(attribute).is_some()) {
        attributes.insert(0, doc(text));
    }
}

/// The first paragraph of a description.
fn description(node: &Node) -> Option<String> {
    let text = node.get("description")?.as_str()?.trim();
    let first = super::super::notes::escape(text.split("\n\n").next()?);
    (!first.is_empty()).then_some(first)
}

/// The parameters: operation builder, setter, description.
fn parameters(spec: &Node) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for path in spec.get("paths").map_or(&[][..], Node::entries) {
        let shared = path.node.get("parameters").map_or(&[][..], Node::items);
        for operation in path.node.entries().iter().filter(|entry| is_method(&entry.key)) {
            let Some(id) = operation.node.get("operationId").and_then(Node::as_str) else { continue };
            let own = operation.node.get("parameters").map_or(&[][..], Node::items);
            for parameter in shared.iter().chain(own).map(|parameter| resolve(spec, parameter)) {
                if let (Some(name), Some(text)) = (parameter.get("name").and_then(Node::as_str), description(parameter))
                {
                    found.push((names::pascal(id), names::snake(name), text));
                }
            }
        }
    }
    found
}

/// Says at each operation where the contract defines it and which page documents it.
fn link_operations(file: &mut File, spec: &Node, contract: &str) {
    for path in spec.get("paths").map_or(&[][..], Node::entries) {
        for operation in path.node.entries().iter().filter(|entry| is_method(&entry.key)) {
            let Some(id) = operation.node.get("operationId").and_then(Node::as_str) else { continue };
            let mut text = format!("\nContract: `{contract}`, operation `{id}`.");
            let page = operation.node.get("externalDocs");
            if let Some(url) = page.and_then(|page| page.get("url")).and_then(Node::as_str) {
                text += &format!(" Documentation: <{url}>.");
            }
            let methods = file.items.iter_mut().filter_map(|item| match item {
                Item::Impl(block) if block.trait_.is_none() => Some(&mut block.items),
                _ => None,
            });
            for item in methods.flatten() {
                if let ImplItem::Fn(function) = item
                    && function.sig.ident == names::snake(id)
                {
                    function.attrs.push(doc(&text));
                }
            }
        }
    }
}
