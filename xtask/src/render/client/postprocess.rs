//! Changes the syntax tree of the generated code, mainly to add parts that progenitor omits. Each step has its own
//! file.

mod bounds;
mod boxed_options;
mod constructor;
mod default_docs;
mod deprecated;
mod empty_responses;
mod exact_numbers;
mod extra;
mod json_schema;
mod lenient_fields;
mod media;
mod open_types;
mod operations;
mod optional_bodies;
mod origins;
mod redact;
mod split_send;
mod styles;
mod wire_names;

use dataarts_insight_openapi::document::Node;
use syn::{Attribute, Field, File, ImplItem, ImplItemFn, Item, Lit, Type};

use super::{super::doc_lines::doc_mut, dialect::Aliases, marks::Marks};
use crate::Error;

/// Runs the steps in order. The first step reads the marks in the doc comments (see [`Marks`]) and removes them.
pub(super) fn postprocess(
    file: &mut File,
    effective: &Node,
    contract: &str,
    marks: &Marks,
    aliases: &Aliases,
) -> Result<(), Error> {
    let origins = origins::take(file, marks, effective);
    let operations = operations::read(effective);
    wire_names::apply(file, aliases);
    media::apply(file, &operations);
    extra::apply(file);
    boxed_options::apply(file);
    styles::apply(file, &operations)?;
    constructor::apply(file, !operations.is_empty());
    split_send::apply(file, &operations)?;
    bounds::apply(file, &origins, &operations);
    optional_bodies::apply(file, &operations);
    exact_numbers::check(file, &origins)?;
    lenient_fields::apply(file, &origins)?;
    empty_responses::apply(file, &operations);
    open_types::apply(file, &origins);
    json_schema::apply(file);
    redact::apply(file, &origins, &operations);
    deprecated::apply(file, &origins, &operations);
    default_docs::apply(file, &origins, &operations, contract);
    super::super::doc_lines::apply(file);
    Ok(())
}

/// Returns the items of the module with this path; empty if the module does not exist.
fn module<'a>(items: &'a mut [Item], path: &[&str]) -> &'a mut [Item] {
    module_mut(items, path).map_or(&mut [], Vec::as_mut_slice)
}

/// Returns the list of items of the module with this path.
fn module_mut<'a>(items: &'a mut [Item], path: &[&str]) -> Option<&'a mut Vec<Item>> {
    let (first, rest) = path.split_first()?;
    let inner = items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == first => Some(&mut module.content.as_mut()?.1),
        _ => None,
    })?;
    if rest.is_empty() { Some(inner) } else { module_mut(inner, rest) }
}

/// Returns the attributes and the name of a struct or enum.
fn type_mut(item: &mut Item) -> Option<(&mut Vec<Attribute>, String)> {
    match item {
        Item::Struct(item) => Some((&mut item.attrs, item.ident.to_string())),
        Item::Enum(item) => Some((&mut item.attrs, item.ident.to_string())),
        _ => None,
    }
}

/// Returns the methods of all impls without a trait, each with the name of its type.
fn methods_mut(items: &mut [Item]) -> impl Iterator<Item = (String, &mut ImplItemFn)> {
    items.iter_mut().flat_map(|item| {
        let (owner, items) = match item {
            Item::Impl(block) if block.trait_.is_none() => (type_name(&block.self_ty), block.items.as_mut_slice()),
            _ => (None, &mut [][..]),
        };
        let owner = owner.unwrap_or_default();
        items.iter_mut().filter_map(move |item| match item {
            ImplItem::Fn(method) => Some((owner.clone(), method)),
            _ => None,
        })
    })
}

/// Returns the last segment of a type's path: `Task` for `types::Task`.
fn type_name(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|last| last.ident.to_string())
}

/// Returns the JSON name of a field. Returns `None` for the field `extra`, which contains the unknown fields.
fn wire_name(field: &Field) -> Option<String> {
    if field.attrs.iter().any(extra::is_flatten) {
        return None;
    }
    let mut name = field.ident.as_ref()?.to_string();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Reads only the key `rename`. Ignores other keys, and attributes that syn cannot parse.
        let _ = attribute.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value()
                && let Lit::Str(text) = value.parse::<Lit>()?
                && meta.path.is_ident("rename")
            {
                name = text.value();
            }
            Ok(())
        });
    }
    Some(name)
}

/// Makes a doc attribute.
fn doc(text: &str) -> Attribute {
    syn::parse_quote!(#[doc = #text])
}
