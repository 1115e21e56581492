//! Adds `#[deprecated]` where the contract has `deprecated: true`, because progenitor ignores this key.

use dataarts_insight_openapi::document::Node;
use syn::{Attribute, File, Item};

use super::{methods_mut, module, operations::GeneratedOperation, origins::Origins, type_mut, wire_name};

const KEY: &str = "deprecated";

pub(super) fn apply(file: &mut File, origins: &Origins, operations: &[GeneratedOperation]) {
    let is_deprecated = |node: &Node| node.flag(KEY);
    let attribute: Attribute = syn::parse_quote!(#[deprecated = "the contract marks it as deprecated"]);
    let mut any = false;
    let mut add = |attributes: &mut Vec<Attribute>, is_deprecated: bool| {
        if is_deprecated {
            attributes.push(attribute.clone());
            any = true;
        }
    };
    for item in module(&mut file.items, &["types"]) {
        let Some((attributes, name)) = type_mut(item) else { continue };
        add(attributes, origins.schema(&name).is_some_and(|schema| origins.says(schema, KEY)));
        let Item::Struct(item) = item else { continue };
        for field in &mut item.fields {
            let property = wire_name(field).and_then(|wire| origins.property(&name, &wire));
            add(&mut field.attrs, property.is_some_and(is_deprecated));
        }
    }
    for (_, method) in methods_mut(&mut file.items).filter(|(owner, _)| owner == "Client") {
        let mut deprecated = operations.iter().filter(|operation| is_deprecated(operation.node));
        add(&mut method.attrs, deprecated.any(|operation| method.sig.ident == operation.method));
    }
    for (owner, setter) in methods_mut(module(&mut file.items, &["builder"])) {
        let parameter = GeneratedOperation::parameter(operations, &owner, &setter.sig.ident.to_string());
        add(&mut setter.attrs, parameter.is_some_and(is_deprecated));
    }
    if any {
        // The generated code itself uses the deprecated items.
        file.attrs.push(syn::parse_quote!(#![allow(deprecated)]));
    }
}
