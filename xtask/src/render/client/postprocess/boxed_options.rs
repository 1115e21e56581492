//! Leaves a field of type `Box<Option<_>>` out of the JSON if it is `None`. Without this step, it would be `null`.
//!
//! typify uses this type for a schema that contains itself. For all other optional fields, typify already writes the
//! necessary attribute.

use quote::ToTokens as _;
use syn::{Field, File, visit_mut::VisitMut};

pub(super) fn apply(file: &mut File) {
    Boxes.visit_file_mut(file);
}

struct Boxes;

impl VisitMut for Boxes {
    fn visit_field_mut(&mut self, field: &mut Field) {
        let boxed = field
            .ty
            .to_token_stream()
            .to_string()
            .replace(' ', "")
            .starts_with("::std::boxed::Box<::std::option::Option<");
        // Skips the fields of builders. They have no `serde` attribute, because builders are never written as JSON.
        if boxed && field.attrs.iter().any(|attribute| attribute.path().is_ident("serde")) {
            field.attrs.push(syn::parse_quote!(#[serde(skip_serializing_if = "::std::option::Option::is_none")]));
        }
    }
}
