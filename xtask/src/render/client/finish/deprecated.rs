//! `#[deprecated]` where the contract says `deprecated: true`: progenitor ignores it.

use dataarts_insight_openapi::{document::Node, is_method};
use syn::{Attribute, File, ImplItem, Item, Type};

use super::{module, origins::Origins, redact::resolve, wire_name};
use dataarts_insight_lint::names;

const KEY: &str = "deprecated";

pub(super) fn apply(file: &mut File, origins: &Origins, spec: &Node) {
    let mut any = false;
    let mark: Attribute = syn::parse_quote!(#[deprecated = "the contract marks it as deprecated"]);
    for item in module(&mut file.items, &["types"]).into_iter().flatten() {
        match item {
            Item::Struct(item) => {
                let name = item.ident.to_string();
                if origins.schema(&name).is_some_and(|schema| origins.says(schema, KEY)) {
                    item.attrs.push(mark.clone());
                    any = true;
                }
                for field in &mut item.fields {
                    let property = wire_name(field).and_then(|wire| origins.property(&name, &wire));
                    if property.is_some_and(|property| property.get(KEY).and_then(Node::as_bool) == Some(true)) {
                        field.attrs.push(mark.clone());
                        any = true;
                    }
                }
            }
            Item::Enum(item)
                if origins.schema(&item.ident.to_string()).is_some_and(|schema| origins.says(schema, KEY)) =>
            {
                item.attrs.push(mark.clone());
                any = true;
            }
            _ => {}
        }
    }
    for (operation, parameter) in deprecated_operations(spec) {
        match parameter {
            None => any |= mark_method(&mut file.items, "Client", &names::snake(&operation), &mark),
            Some(parameter) => {
                let Some(items) = module(&mut file.items, &["builder"]) else { continue };
                any |= mark_method(items, &names::pascal(&operation), &names::snake(&parameter), &mark);
            }
        }
    }
    if any {
        // The generated code itself has to touch what it deprecates.
        file.attrs.push(syn::parse_quote!(#![allow(deprecated)]));
    }
}

/// Deprecated operations by id, and deprecated parameters by operation and name.
fn deprecated_operations(spec: &Node) -> Vec<(String, Option<String>)> {
    let yes = |node: &Node| node.get(KEY).and_then(Node::as_bool) == Some(true);
    let mut found = Vec::new();
    for path in spec.get("paths").map_or(&[][..], Node::entries) {
        let shared = path.node.get("parameters").map_or(&[][..], Node::items);
        for operation in path.node.entries().iter().filter(|entry| is_method(&entry.key)) {
            let Some(id) = operation.node.get("operationId").and_then(Node::as_str) else { continue };
            if yes(&operation.node) {
                found.push((id.to_owned(), None));
            }
            let own = operation.node.get("parameters").map_or(&[][..], Node::items);
            for parameter in shared.iter().chain(own).map(|parameter| resolve(spec, parameter)) {
                let name = parameter.get("name").and_then(Node::as_str).filter(|_| yes(parameter));
                found.extend(name.map(|name| (id.to_owned(), Some(name.to_owned()))));
            }
        }
    }
    found
}

fn mark_method(items: &mut [Item], type_name: &str, method: &str, mark: &Attribute) -> bool {
    let mut found = false;
    for item in items {
        let Item::Impl(block) = item else { continue };
        let Type::Path(path) = &*block.self_ty else { continue };
        if block.trait_.is_some() || path.path.segments.last().is_none_or(|last| last.ident != type_name) {
            continue;
        }
        for item in &mut block.items {
            if let ImplItem::Fn(function) = item
                && function.sig.ident == method
            {
                function.attrs.push(mark.clone());
                found = true;
            }
        }
    }
    found
}
