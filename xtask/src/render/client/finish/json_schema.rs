//! `schemars::JsonSchema` behind the feature `schemars`: progenitor's `with_derive` cannot be conditional, and typify
//! writes code for schemars 0.8 when it sees that derive.

use syn::{Attribute, File, Item};

use super::module;

pub(super) fn apply(file: &mut File) {
    for item in module(&mut file.items, &["types"]).into_iter().flatten() {
        let attributes = match item {
            Item::Struct(item) => &mut item.attrs,
            Item::Enum(item) => &mut item.attrs,
            _ => continue,
        };
        let derive: Attribute = syn::parse_quote!(#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]);
        let after = attributes.iter().position(|attribute| attribute.path().is_ident("derive"));
        attributes.insert(after.map_or(attributes.len(), |at| at + 1), derive);
    }
}
