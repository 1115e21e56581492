//! Changes the generated code so that requests have the media types of the contract.
//!
//! - `dialect` replaces a media type such as `application/vnd.shop+json` by one that progenitor knows, such as
//!   `application/json`. This step restores the media type of the contract.
//! - In a form, a list becomes one field for each item. progenitor's code would return an error for a list.

use dataarts_insight_openapi::document::Node;
use quote::ToTokens as _;
use syn::{Expr, ExprMethodCall, File, Item, LitStr, visit_mut::VisitMut};

use super::{methods_mut, module, module_mut, operations::GeneratedOperation};
use crate::passes::media_types::Kind;

pub(super) fn apply(file: &mut File, operations: &[GeneratedOperation]) {
    without_unused_import(file);
    let (mut forms, mut parts) = (false, false);
    for (owner, method) in methods_mut(module(&mut file.items, &["builder"])) {
        if method.sig.ident != "send" {
            continue;
        }
        let Some(operation) = operations.iter().find(|operation| operation.builder == owner) else { continue };
        let media = |pointer: Option<&Node>| Some(pointer?.get("content")?.entries().first()?.key.clone());
        let responses = operation.node.get("responses").map_or(&[][..], Node::entries);
        let mut types = Types {
            sent: media(operation.node.get("requestBody")).map(|media| concrete(&media)),
            accepted: responses.iter().find_map(|entry| media(Some(&entry.node))),
            forms: false,
            parts: false,
        };
        types.visit_impl_item_fn_mut(method);
        forms |= types.forms;
        parts |= types.parts;
    }
    if parts {
        file.items.insert(
            0,
            syn::parse_quote!(
                pub use super::support::Multipart;
            ),
        );
    }
    if forms && let Some(items) = module_mut(&mut file.items, &["builder"]) {
        items.push(syn::parse_quote! {
            /// Returns the fields of a form. A list becomes one field for each item. An object becomes one field of JSON.
            fn form_fields<T: ::serde::Serialize>(
                body: &T,
            ) -> ::std::result::Result<::std::vec::Vec<(::std::string::String, ::std::string::String)>, ::std::string::String> {
                let text = |value: ::serde_json::Value| match value {
                    ::serde_json::Value::String(text) => text,
                    value => value.to_string(),
                };
                let mut fields = ::std::vec::Vec::new();
                let body = ::serde_json::to_value(body).map_err(|error| error.to_string())?;
                if let ::serde_json::Value::Object(members) = body {
                    for (name, value) in members {
                        match value {
                            ::serde_json::Value::Null => {}
                            ::serde_json::Value::Array(items) => {
                                fields.extend(items.into_iter().map(|item| (name.clone(), text(item))));
                            }
                            value => fields.push((name, text(value))),
                        }
                    }
                }
                ::std::result::Result::Ok(fields)
            }
        });
    }
}

/// Removes the import of the types if no operation uses a type.
fn without_unused_import(file: &mut File) {
    let Some(items) = module_mut(&mut file.items, &["builder"]) else { return };
    let is_import =
        |item: &Item| matches!(item, Item::Use(item) if item.to_token_stream().to_string().contains("super :: types"));
    let used = items.iter().any(|item| !is_import(item) && item.to_token_stream().to_string().contains("types ::"));
    if !used {
        items.retain(|item| !is_import(item));
    }
}

/// Returns the media type of a request. A media type with a wildcard, such as `*/*`, becomes
/// `application/octet-stream`.
fn concrete(media: &str) -> String {
    let name = media.to_ascii_lowercase();
    if name.contains('*') { "application/octet-stream".to_owned() } else { media.to_owned() }
}

/// Returns whether a media type is multipart and has no `boundary`, as in `multipart/form-data`.
fn is_multipart(media: &str) -> bool {
    let name = media.to_ascii_lowercase();
    name.starts_with("multipart/") && !name.contains("boundary")
}

struct Types {
    sent: Option<String>,
    accepted: Option<String>,
    forms: bool,
    parts: bool,
}

impl VisitMut for Types {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        syn::visit_mut::visit_expr_method_call_mut(self, call);
        if call.method == "header" {
            let header = call.args.first().map(|name| name.to_token_stream().to_string()).unwrap_or_default();
            let media = if header.ends_with("CONTENT_TYPE") {
                &self.sent
            } else if header.ends_with("ACCEPT") {
                &self.accepted
            } else {
                return;
            };
            if let (Some(media), Some(value)) = (media, call.args.last_mut()) {
                if header.ends_with("CONTENT_TYPE") && is_multipart(media) {
                    self.parts = true;
                    *value = syn::parse_quote!(super::super::support::multipart_type(#media, &body));
                } else {
                    Literals(media).visit_expr_mut(value);
                }
            }
        } else if call.method == "json" {
            if let Some(media) =
                self.sent.as_ref().filter(|media| *media != "application/json" && Kind::of(media) == Kind::Json)
            {
                let receiver = &call.receiver;
                let with_type: Expr = syn::parse_quote!(#receiver.header(
                    ::reqwest::header::CONTENT_TYPE,
                    ::reqwest::header::HeaderValue::from_static(#media),
                ));
                *call.receiver = with_type;
            }
        } else if call.method == "form_urlencoded" {
            self.forms = true;
            call.args = std::iter::once::<Expr>(syn::parse_quote!(&form_fields(&body).map_err(Error::InvalidRequest)?))
                .collect();
        }
    }
}

/// Replaces every string literal in an expression by the text in `self.0`.
struct Literals<'a>(&'a str);

impl VisitMut for Literals<'_> {
    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        *text = LitStr::new(self.0, text.span());
    }
}
