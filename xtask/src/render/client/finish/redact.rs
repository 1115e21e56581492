//! Debug without secrets: what the contract marks `x-sensitive` prints as `<redacted>`, in a type, in its builder and in
//! the builder of an operation that takes it.

use std::collections::BTreeSet;

use dataarts_insight_openapi::{document::Node, is_method};
use quote::quote;
use syn::{Attribute, Fields, File, Generics, Ident, Item, ItemImpl, Path, Token, punctuated::Punctuated};

use super::{module, origins::Origins, wire_name};
use dataarts_insight_lint::names;

const KEY: &str = "x-sensitive";

pub(super) fn apply(file: &mut File, origins: &Origins, spec: &Node) {
    let mut secret_fields: Vec<(String, BTreeSet<String>)> = Vec::new();
    redact_items(module(&mut file.items, &["types"]), |name, fields| {
        let own = origins.schema(name).is_some_and(|schema| origins.says(schema, KEY));
        let secret: BTreeSet<String> = match fields {
            Fields::Unnamed(_) if own => BTreeSet::from(["0".to_owned()]),
            fields => fields
                .iter()
                .filter(|field| {
                    let property = wire_name(field).and_then(|wire| origins.property(name, &wire));
                    own || property.is_some_and(|property| origins.says(property, KEY))
                })
                .filter_map(|field| field.ident.as_ref().map(Ident::to_string))
                .collect(),
        };
        secret_fields.push((name.to_owned(), secret.clone()));
        secret
    });
    let of_type =
        |name: &str| secret_fields.iter().find(|(other, _)| other == name).map(|(_, f)| f.clone()).unwrap_or_default();
    redact_items(module(&mut file.items, &["types", "builder"]), |name, _| of_type(name));
    let parameters = secret_parameters(origins, spec);
    redact_items(module(&mut file.items, &["builder"]), |name, _| {
        parameters.iter().filter(|(operation, _)| operation == name).map(|(_, field)| field.clone()).collect()
    });
}

/// The secret parameters, as the names of operation builders and of their fields.
fn secret_parameters(origins: &Origins, spec: &Node) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in spec.get("paths").map_or(&[][..], Node::entries) {
        let shared = path.node.get("parameters").map_or(&[][..], Node::items);
        for operation in path.node.entries().iter().filter(|entry| is_method(&entry.key)) {
            let Some(id) = operation.node.get("operationId").and_then(Node::as_str) else { continue };
            let own = operation.node.get("parameters").map_or(&[][..], Node::items);
            for parameter in shared.iter().chain(own) {
                let parameter = resolve(spec, parameter);
                let schema = parameter.get("schema").is_some_and(|schema| origins.says(schema, KEY));
                if (origins.says(parameter, KEY) || schema)
                    && let Some(name) = parameter.get("name").and_then(Node::as_str)
                {
                    found.push((names::pascal(id), names::snake(name)));
                }
            }
        }
    }
    found
}

/// A parameter, or what its reference names.
pub(super) fn resolve<'a>(spec: &'a Node, node: &'a Node) -> &'a Node {
    spec.resolve(node).map_or(node, |resolved| resolved.node)
}

/// Replaces the derived Debug of the structs for which `secret` names fields.
fn redact_items(items: Option<&mut Vec<Item>>, mut secret: impl FnMut(&str, &Fields) -> BTreeSet<String>) {
    let Some(items) = items else { return };
    let mut impls = Vec::new();
    for item in items.iter_mut() {
        let Item::Struct(item) = item else { continue };
        let secret = secret(&item.ident.to_string(), &item.fields);
        if !secret.is_empty() && without_debug(&mut item.attrs) {
            impls.push(Item::Impl(debug(&item.ident, &item.generics, &item.fields, &secret)));
        }
    }
    items.extend(impls);
}

/// Takes `Debug` out of the derives; says whether it was there.
fn without_debug(attributes: &mut [Attribute]) -> bool {
    let mut found = false;
    for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let list = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
        let Ok(list) = list else { continue };
        let (debug, kept): (Vec<Path>, Vec<Path>) = list.into_iter().partition(|path| path.is_ident("Debug"));
        if !debug.is_empty() {
            found = true;
            *attribute = syn::parse_quote!(#[derive(#(#kept),*)]);
        }
    }
    found
}

fn debug(name: &Ident, generics: &Generics, fields: &Fields, secret: &BTreeSet<String>) -> ItemImpl {
    let (for_impl, for_type, bounds) = generics.split_for_impl();
    let label = name.to_string();
    let body = if matches!(fields, Fields::Unnamed(_)) {
        quote!(f.debug_tuple(#label).field(&::std::format_args!("<redacted>")).finish())
    } else {
        let calls = fields.iter().filter_map(|field| field.ident.as_ref()).map(|field| {
            let label = field.to_string();
            if secret.contains(&label) {
                quote!(.field(#label, &::std::format_args!("<redacted>")))
            } else {
                quote!(.field(#label, &self.#field))
            }
        });
        quote!(f.debug_struct(#label) #(#calls)* .finish())
    };
    syn::parse_quote! {
        /// Fields that the contract marks as sensitive are redacted.
        impl #for_impl ::std::fmt::Debug for #name #for_type #bounds {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                #body
            }
        }
    }
}
