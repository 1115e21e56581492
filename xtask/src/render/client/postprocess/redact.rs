//! Hides secrets in `Debug` output. If a property or parameter has `x-sensitive` in the contract, its field prints
//! `<redacted>`, in types and in builders.

use std::collections::{BTreeMap, BTreeSet};

use quote::quote;
use syn::{Attribute, Field, Fields, File, Generics, Ident, Item, ItemImpl, Path, Token, punctuated::Punctuated};

use super::{extra::is_flatten, module_mut, operations::GeneratedOperation, origins::Origins, wire_name};

const KEY: &str = "x-sensitive";

pub(super) fn apply(file: &mut File, origins: &Origins, operations: &[GeneratedOperation]) {
    let mut of_types: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    redact_items(module_mut(&mut file.items, &["types"]), |name, fields| {
        let whole = origins.schema(name).is_some_and(|schema| origins.says(schema, KEY));
        let secret: BTreeSet<String> = match fields {
            Fields::Unnamed(_) if whole => BTreeSet::from(["0".to_owned()]),
            fields => fields
                .iter()
                .filter(|field| {
                    let property = wire_name(field).and_then(|wire| origins.property(name, &wire));
                    whole || property.is_some_and(|property| origins.says(property, KEY))
                })
                .filter_map(|field| field.ident.as_ref().map(Ident::to_string))
                .collect(),
        };
        of_types.insert(name.to_owned(), secret.clone());
        secret
    });
    redact_items(module_mut(&mut file.items, &["types", "builder"]), |name, _| {
        of_types.get(name).cloned().unwrap_or_default()
    });
    redact_items(module_mut(&mut file.items, &["builder"]), |name, _| {
        let of_builder = operations.iter().filter(|operation| operation.builder == name);
        let secret = of_builder.flat_map(|operation| &operation.parameters).filter(|(_, parameter)| {
            let schema = parameter.get("schema").is_some_and(|schema| origins.says(schema, KEY));
            schema || origins.says(parameter, KEY)
        });
        secret.map(|(setter, _)| setter.clone()).collect()
    });
}

/// Replaces the derived `Debug` of structs with secret fields. `secret` returns the names of the secret fields of a
/// struct.
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

/// Removes `Debug` from the derives; returns whether `Debug` was there.
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
        let is_secret = |field: &&Field| field.ident.as_ref().is_some_and(|name| secret.contains(&name.to_string()));
        let wires: Vec<String> = fields.iter().filter(is_secret).filter_map(wire_name).collect();
        let calls = fields.iter().filter_map(|field| Some((field, field.ident.as_ref()?))).map(|(whole, field)| {
            let label = field.to_string();
            if secret.contains(&label) {
                quote!(.field(#label, &::std::format_args!("<redacted>")))
            } else if whole.attrs.iter().any(is_flatten) {
                // If the service sends a secret field with a wrong type, the value is in `extra`. So `extra` needs
                // `Redacted`.
                quote!(.field(#label, &super::super::support::Redacted(&self.#field, &[#(#wires),*])))
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
