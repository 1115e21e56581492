//! Adds `derive(schemars::JsonSchema)` to the types, with the condition `feature = "schemars"`.
//!
//! progenitor's option `with_derive` does not fit, because it adds the derive without a condition.

use syn::{Attribute, File};

use super::{module, type_mut};

pub(super) fn apply(file: &mut File) {
    for (attributes, _) in module(&mut file.items, &["types"]).iter_mut().filter_map(type_mut) {
        let derive: Attribute = syn::parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]);
        let after = attributes.iter().position(|attribute| attribute.path().is_ident("derive"));
        attributes.insert(after.map_or(attributes.len(), |at| at + 1), derive);
    }
}
