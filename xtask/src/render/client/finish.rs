//! What progenitor leaves out, added to the syntax tree of its output, one pass a file.

mod boxed_options;
mod constructor;
mod default_docs;
mod deprecated;
mod exact_numbers;
mod extra;
mod json_schema;
mod open_types;
mod origins;
mod redact;

use dataarts_insight_openapi::document::Node;
use syn::{Attribute, Field, File, Item, ItemMod, Lit, LitStr, Meta};

use super::notes::Notes;
use crate::Error;

/// Runs the passes in order. Where a type comes from is read first, from marks that do not survive it.
pub(super) fn finish(file: &mut File, effective: &Node, contract: &str, notes: &Notes) -> Result<(), Error> {
    let origins = origins::take(file, notes, effective);
    extra::apply(file);
    boxed_options::apply(file);
    constructor::apply(file);
    exact_numbers::check(file, &origins)?;
    open_types::apply(file, &origins);
    json_schema::apply(file);
    redact::apply(file, &origins, effective);
    deprecated::apply(file, &origins, effective);
    default_docs::apply(file, &origins, effective, contract);
    super::super::doc_lines::apply(file);
    Ok(())
}

/// The items of a module at a path, to be changed.
fn module<'a>(items: &'a mut Vec<Item>, path: &[&str]) -> Option<&'a mut Vec<Item>> {
    let Some((first, rest)) = path.split_first() else { return Some(items) };
    items.iter_mut().find_map(|item| match item {
        Item::Mod(ItemMod { ident, content: Some((_, inner)), .. }) if ident == first => module(inner, rest),
        _ => None,
    })
}

/// The name of a field on the wire; none for the map of unknown fields.
fn wire_name(field: &Field) -> Option<String> {
    if field.attrs.iter().any(extra::is_flatten) {
        return None;
    }
    let mut name = field.ident.as_ref()?.to_string();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // The other keys of the attribute are of no interest here, nor is a form that syn cannot follow.
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

/// A doc comment.
fn doc(text: &str) -> Attribute {
    syn::parse_quote!(#[doc = #text])
}

/// The text of a doc comment, to be changed.
fn doc_mut(attribute: &mut Attribute) -> Option<&mut LitStr> {
    let Meta::NameValue(pair) = &mut attribute.meta else { return None };
    match (&mut pair.value, pair.path.is_ident("doc")) {
        (syn::Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }), true) => Some(text),
        _ => None,
    }
}
