//! Sets an empty map as the default of the field `extra` in each builder. The field `extra` of a generated type
//! contains the JSON fields that the contract does not declare.

use std::collections::BTreeSet;

use syn::{Attribute, Expr, FieldValue, Fields, File, Item, Member, Meta, visit_mut::VisitMut};

use super::{module, type_name};

pub(super) fn apply(file: &mut File) {
    let mut open = BTreeSet::new();
    for item in module(&mut file.items, &["types"]) {
        let Item::Struct(item) = item else { continue };
        let Fields::Named(fields) = &item.fields else { continue };
        if fields.named.iter().any(|field| field.attrs.iter().any(is_flatten)) {
            open.insert(item.ident.to_string());
        }
    }
    for item in module(&mut file.items, &["types", "builder"]) {
        let Item::Impl(block) = item else { continue };
        let default = block
            .trait_
            .as_ref()
            .is_some_and(|(path, _)| path.segments.last().is_some_and(|last| last.ident == "Default"));
        let of_open = type_name(&block.self_ty).is_some_and(|name| open.contains(&name));
        if default && of_open {
            Defaults.visit_item_impl_mut(block);
        }
    }
}

pub(super) fn is_flatten(attribute: &Attribute) -> bool {
    matches!(&attribute.meta, Meta::List(list) if list.path.is_ident("serde") && list.tokens.to_string() == "flatten")
}

struct Defaults;

impl VisitMut for Defaults {
    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        let extra = matches!(&field.member, Member::Named(name) if name == "extra");
        if extra && matches!(&field.expr, Expr::Call(_)) {
            field.expr = syn::parse_quote!(Ok(::std::default::Default::default()));
        }
    }
}
