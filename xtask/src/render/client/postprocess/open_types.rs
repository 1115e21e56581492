//! Adds `#[non_exhaustive]` to the types of responses, so that callers still compile after the service adds a field.

use syn::{Fields, File, Item};

use super::{module, origins::Origins, type_mut};

pub(super) fn apply(file: &mut File, origins: &Origins) {
    for item in module(&mut file.items, &["types"]) {
        if matches!(item, Item::Struct(item) if !matches!(item.fields, Fields::Named(_))) {
            continue;
        }
        if let Some((attributes, name)) = type_mut(item)
            && origins.in_response(&name)
        {
            attributes.push(syn::parse_quote!(#[non_exhaustive]));
        }
    }
}
