//! Generates checks of the bounds of integers in requests. progenitor ignores these bounds.
//!
//! A parameter is checked when the request is built. A field of a body is checked when the body is serialized.

use dataarts_insight_openapi::document::Node;
use quote::{ToTokens as _, format_ident};
use syn::{Expr, Fields, File, Item, ItemImpl, Pat, Stmt, Type};

use super::{methods_mut, module, module_mut, operations::GeneratedOperation, origins::Origins, wire_name};
use crate::schema;

/// The smallest and the largest permitted value; `None` for no limit.
type Bounds = (Option<i64>, Option<i64>);

pub(super) fn apply(file: &mut File, origins: &Origins, operations: &[GeneratedOperation]) {
    let mut impls: Vec<Item> = Vec::new();
    for item in module(&mut file.items, &["types"]) {
        let Item::Struct(item) = item else { continue };
        let name = item.ident.clone();
        if origins.in_response(&name.to_string()) {
            continue;
        }
        let is_newtype = matches!(item.fields, Fields::Unnamed(_));
        for field in &mut item.fields {
            let wire = wire_name(field);
            let schema = match &wire {
                None if is_newtype => origins.schema(&name.to_string()),
                wire => wire.as_ref().and_then(|wire| origins.property(&name.to_string(), wire)),
            };
            let Some(bounds) = schema.and_then(|schema| bounds(schema, &field.ty)) else { continue };
            let label = wire.clone().unwrap_or_else(|| name.to_string());
            let function =
                format_ident!("serialize_{}", field.ident.as_ref().map_or("value".to_owned(), ToString::to_string));
            let path = format!("{name}::{function}");
            field.attrs.push(syn::parse_quote!(#[serde(serialize_with = #path)]));
            impls.push(Item::Impl(writing(&name, &function, &field.ty, &label, bounds)));
        }
    }
    module_mut(&mut file.items, &["types"]).into_iter().for_each(|items| items.append(&mut impls));
    for (owner, method) in methods_mut(module(&mut file.items, &["builder"])) {
        if method.sig.ident != "request" && method.sig.ident != "send" {
            continue;
        }
        let invalid: Expr = match method.sig.ident == "request" {
            true => syn::parse_quote!(RequestError::parameter),
            false => syn::parse_quote!(Error::InvalidRequest),
        };
        let mut statements = Vec::new();
        for statement in std::mem::take(&mut method.block.stmts) {
            let setter = variable(&statement);
            statements.push(statement);
            let Some(setter) = setter else { continue };
            let Some(parameter) = GeneratedOperation::parameter(operations, &owner, &setter) else { continue };
            let checked = parameter.get("schema").and_then(bounds_of);
            if let Some((least, most)) = checked.map(tokens) {
                let variable = format_ident!("{setter}");
                let name = parameter.get("name").and_then(Node::as_str).unwrap_or_default();
                statements.push(syn::parse_quote! {
                    super::super::support::check_bounds(#name, &#variable, #least, #most).map_err(#invalid)?;
                });
            }
        }
        method.block.stmts = statements;
    }
}

/// Returns the name of the variable in `let name = name.map_err(…)?;`.
fn variable(statement: &Stmt) -> Option<String> {
    let Stmt::Local(local) = statement else { return None };
    let (Pat::Ident(pattern), Some(init)) = (&local.pat, &local.init) else { return None };
    let name = pattern.ident.to_string();
    init.expr.to_token_stream().to_string().starts_with(&format!("{name} . map_err")).then_some(name)
}

/// Returns the bounds of a field whose Rust type contains an integer type, such as `i64` or `Vec<i64>`.
fn bounds(schema: &Node, made: &Type) -> Option<Bounds> {
    let known = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];
    let made = made.to_token_stream().to_string();
    let is_integer = made.split(|c: char| !c.is_alphanumeric()).any(|word| known.contains(&word));
    bounds_of(schema).filter(|_| is_integer)
}

/// Returns the bounds of the integers in a schema. The schema is an integer, or a list or a map of integers.
fn bounds_of(schema: &Node) -> Option<Bounds> {
    match schema::kind(schema)? {
        "array" => bounds_of(schema.get("items")?),
        "object" => bounds_of(schema.get("additionalProperties")?).filter(|_| schema.get("properties").is_none()),
        "integer" if schema.get("x-rust-type").is_none() => {
            let bound = |key: &str| schema.get(key)?.as_number()?.parse().ok();
            let bounds = (bound("minimum"), bound("maximum"));
            (bounds != (None, None)).then_some(bounds)
        }
        _ => None,
    }
}

fn tokens((least, most): Bounds) -> (Expr, Expr) {
    let some = |bound: Option<i64>| match bound {
        Some(bound) => syn::parse_quote!(Some(#bound)),
        None => syn::parse_quote!(None),
    };
    (some(least), some(most))
}

/// Generates a function that checks the bounds of a field and then serializes the field.
fn writing(name: &syn::Ident, function: &syn::Ident, ty: &Type, label: &str, bounds: Bounds) -> ItemImpl {
    let (least, most) = tokens(bounds);
    syn::parse_quote! {
        impl #name {
            fn #function<S: ::serde::Serializer>(value: &#ty, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                super::super::support::check_bounds(#label, value, #least, #most).map_err(::serde::ser::Error::custom)?;
                ::serde::Serialize::serialize(value, serializer)
            }
        }
    }
}
