//! `#[non_exhaustive]` on what responses hold: a field that the service adds is then a minor step for Rust callers.

use syn::{Fields, File, Item};

use super::{module, origins::Origins};

pub(super) fn apply(file: &mut File, origins: &Origins) {
    for item in module(&mut file.items, &["types"]).into_iter().flatten() {
        let (attributes, name) = match item {
            Item::Struct(item) if matches!(item.fields, Fields::Named(_)) => (&mut item.attrs, &item.ident),
            Item::Enum(item) => (&mut item.attrs, &item.ident),
            _ => continue,
        };
        if origins.in_response(&name.to_string()) {
            attributes.push(syn::parse_quote!(#[non_exhaustive]));
        }
    }
}
