//! Generates a `Deserialize` for response objects that decodes each field separately.
//!
//! - If a field has a wrong type, the other fields are still decoded. With the derived `Deserialize`, the decoding of
//!   the whole response would fail.
//! - The field with the wrong type is absent. `extra` contains its value, and `unfit_fields` contains its name.
//! - The file `support.rs` has the code that reads the JSON. This step generates only the code that differs between
//!   objects: the names of the fields.

use std::collections::BTreeSet;

use quote::{ToTokens as _, quote};
use syn::{
    Attribute, Expr, Field, Fields, FieldsNamed, File, FnArg, GenericArgument, Ident, ImplItem, Item, ItemStruct, Path,
    PathArguments, ReturnType, Token, Type, punctuated::Punctuated, visit_mut::VisitMut,
};

use super::{extra, module, module_mut, origins::Origins, type_name, wire_name};
use crate::Error;

/// The field that lists the names of the fields with a wrong type.
const UNFIT: &str = "unfit_fields";

/// Replaces the derived `Deserialize` of each object that a response can contain.
///
/// # Errors
/// [`Error::Generator`] if a property is named `unfit_fields`.
pub(super) fn apply(file: &mut File, origins: &Origins) -> Result<(), Error> {
    let Some(items) = module_mut(&mut file.items, &["types"]) else { return Ok(()) };
    let (mut impls, mut names) = (Vec::new(), BTreeSet::new());
    for item in items.iter_mut() {
        let Item::Struct(item) = item else { continue };
        let name = item.ident.to_string();
        if !origins.in_response(&name) || !is_lenient(item) {
            continue;
        }
        let Fields::Named(fields) = &mut item.fields else { continue };
        if fields.named.iter().any(|field| field.ident.as_ref().is_some_and(|name| name == UNFIT)) {
            return Err(Error::Generator(format!("`{name}` has a property `{UNFIT}`, which the client needs itself")));
        }
        impls.extend(reading(&item.ident, fields));
        fields.named.push(syn::parse_quote! {
            /// The names of fields that do not fit the contract: they are absent, and their values are in `extra`, unless they
            /// appeared twice or no type can hold them.
            #[serde(skip)]
            pub unfit_fields: ::std::vec::Vec<::std::string::String>
        });
        without_deserialize(&mut item.attrs);
        names.insert(name);
    }
    items.extend(impls);
    for item in module(&mut file.items, &["types", "builder"]) {
        // Skips the `impl` blocks of builders. A builder has the same name as its type, but in this module only the
        // type is written with the prefix `super::`.
        if let Item::Impl(block) = item
            && block.self_ty.to_token_stream().to_string().starts_with("super ::")
            && type_name(&block.self_ty).is_some_and(|name| names.contains(&name))
        {
            Literals.visit_item_impl_mut(block);
        }
    }
    for item in module(&mut file.items, &["builder"]) {
        let Item::Impl(block) = item else { continue };
        for item in &mut block.items {
            if let ImplItem::Fn(method) = item
                && method.sig.ident == "decode"
                && result(&method.sig.output).is_some_and(|name| names.contains(&name))
                && method.sig.inputs.iter().all(|input| matches!(input, FnArg::Typed(_)))
            {
                method.block = syn::parse_quote!({ super::super::support::object(status, headers, body) });
            }
        }
    }
    Ok(())
}

/// Returns whether every field of a struct is optional, and a map contains the unknown JSON fields.
fn is_lenient(item: &ItemStruct) -> bool {
    let optional = ["::std::option::Option<", "::std::boxed::Box<::std::option::Option<", "::std::vec::Vec<"];
    let map = "::std::collections::BTreeMap<";
    let Fields::Named(fields) = &item.fields else { return false };
    let (rest, declared): (Vec<&Field>, Vec<&Field>) =
        fields.named.iter().partition(|field| field.attrs.iter().any(extra::is_flatten));
    let fits = |field: &&Field| {
        let made = field.ty.to_token_stream().to_string().replace(' ', "");
        wire_name(field).is_some() && optional.iter().chain([&map]).any(|start| made.starts_with(start))
    };
    rest.len() == 1 && item.generics.params.is_empty() && declared.iter().all(fits)
}

/// Generates the code that decodes an object: the implementations of `Lenient` and `Deserialize`.
fn reading(name: &Ident, fields: &FieldsNamed) -> [Item; 2] {
    let (mut wires, mut idents) = (Vec::new(), Vec::new());
    for field in &fields.named {
        if let (Some(wire), Some(ident)) = (wire_name(field), &field.ident) {
            wires.push(wire);
            idents.push(ident.clone());
        }
    }
    let places = 0..idents.len();
    [
        syn::parse_quote! {
            impl super::super::support::Lenient for #name {
                const FIELDS: &'static [&'static str] = &[#(#wires),*];
                fn empty() -> Self {
                    Self {
                        #(#idents: ::std::default::Default::default(),)*
                        extra: ::std::default::Default::default(),
                        unfit_fields: ::std::default::Default::default(),
                    }
                }
                fn set(&mut self, field: usize, json: &str) -> ::std::result::Result<(), ::serde_json::Error> {
                    match field {
                        #(#places => self.#idents = ::serde_json::from_str(json)?,)*
                        _ => {}
                    }
                    Ok(())
                }
                fn rest(&mut self) -> (
                    &mut ::serde_json::Map<::std::string::String, ::serde_json::Value>,
                    &mut ::std::vec::Vec<::std::string::String>,
                ) {
                    (&mut self.extra, &mut self.unfit_fields)
                }
            }
        },
        syn::parse_quote! {
            /// Reads each field on its own: see `unfit_fields`.
            impl<'de> ::serde::Deserialize<'de> for #name {
                fn deserialize<D>(deserializer: D) -> ::std::result::Result<Self, D::Error>
                where
                    D: ::serde::Deserializer<'de>,
                {
                    super::super::support::deserialize(deserializer)
                }
            }
        },
    ]
}

fn without_deserialize(attributes: &mut [Attribute]) {
    for attribute in attributes.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let Ok(list) = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated) else { continue };
        let kept = list
            .into_iter()
            .filter(|path| path.segments.last().is_none_or(|last| last.ident != "Deserialize"))
            .map(|path| quote!(#path));
        *attribute = syn::parse_quote!(#[derive(#(#kept),*)]);
    }
}

/// Adds the field `unfit_fields` to the struct literals of the types.
struct Literals;

impl VisitMut for Literals {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        syn::visit_mut::visit_expr_mut(self, expr);
        if let Expr::Struct(literal) = expr
            && literal.path.is_ident("Self")
        {
            literal.fields.push(syn::parse_quote!(unfit_fields: ::std::default::Default::default()));
        }
    }
}

/// Returns the name of `T` in `Result<types::T, …>`.
fn result(output: &ReturnType) -> Option<String> {
    let ReturnType::Type(_, output) = output else { return None };
    let Type::Path(path) = &**output else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(first) => type_name(first),
        _ => None,
    }
}
