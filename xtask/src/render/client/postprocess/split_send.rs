//! Splits progenitor's method `send` into two methods, so that the caller can send the request.
//!
//! - `request` builds the request, and `decode` reads the response.
//! - The caller adds credentials, retries, limits and tracing.
//! - An operation that returns a stream or an upgraded connection keeps `send`, because it has no complete body to
//!   decode.
//! - The header `api-version` of progenitor is removed, because the service does not use it.

use quote::{ToTokens, format_ident, quote};
use syn::{
    Expr, Fields, File, FnArg, GenericArgument, ImplItem, ImplItemFn, Item, PathArguments, ReturnType, Stmt, Type,
    visit_mut::{VisitMut, visit_expr_mut},
};

use super::{doc, doc_mut, module_mut, operations::GeneratedOperation, type_name};
use crate::Error;

/// Splits the `send` of each operation that has a complete response body.
///
/// # Errors
/// [`Error::Generator`] if `send` contains a statement that this step does not know. The reason can be a new version of
/// progenitor.
pub(super) fn apply(file: &mut File, operations: &[GeneratedOperation]) -> Result<(), Error> {
    let mut sends = false;
    for item in module_mut(&mut file.items, &["builder"]).into_iter().flatten() {
        let Item::Impl(block) = item else { continue };
        let Some(owner) = type_name(&block.self_ty).filter(|_| block.trait_.is_none()) else { continue };
        let mut items = Vec::new();
        for item in std::mem::take(&mut block.items) {
            match item {
                ImplItem::Fn(method) if method.sig.ident == "send" => match split(&owner, method, operations)? {
                    Split::Parts(parts) => items.extend(parts),
                    Split::Whole(method) => {
                        sends = true;
                        items.push(ImplItem::Fn(*method));
                    }
                },
                other => items.push(other),
            }
        }
        block.items = items;
    }
    examples(&mut file.items);
    imports(&mut file.items, sends);
    Ok(())
}

enum Split {
    /// Three items: the constant `OPERATION_ID`, the method `request` and the method `decode`.
    Parts(Vec<ImplItem>),
    /// The operation's `send`, unchanged.
    Whole(Box<ImplItemFn>),
}

/// Splits the `send` of an operation.
fn split(owner: &str, mut send: ImplItemFn, operations: &[GeneratedOperation]) -> Result<Split, Error> {
    let unexpected = |what: &str, found: &dyn ToTokens| {
        let found = found.to_token_stream().to_string();
        Error::Generator(format!("{owner}::send: {what}, found `{found}`; progenitor has changed, see split_send.rs"))
    };
    let Some((Stmt::Expr(Expr::Match(decode), None), before)) = send.block.stmts.split_last() else {
        return Err(unexpected("a final `match` of the status is expected", &send.block));
    };
    let responses: Vec<String> = decode.arms.iter().map(|arm| text(&arm.body)).collect();
    let is = |response: &String, expected: &[proc_macro2::TokenStream]| {
        expected.iter().any(|expected| *response == text(&quote!({ #expected })) || *response == text(expected))
    };
    let stream = [quote!(Ok(ResponseValue::stream(response))), quote!(ResponseValue::upgrade(response).await)];
    if responses.iter().any(|response| is(response, &stream)) {
        return Ok(Split::Whole(Box::new(send)));
    }
    let json = [quote!(ResponseValue::from_response(response).await)];
    let empty = [quote!(Ok(ResponseValue::empty(response)))];
    let undeclared = [quote!(Err(Error::UnexpectedResponse(response)))];
    let success = |response: &&String| !is(response, &undeclared);
    let decode = if responses.iter().filter(success).all(|response| is(response, &json)) {
        quote!(super::super::support::json(status, headers, body))
    } else if responses.iter().filter(success).all(|response| is(response, &empty)) {
        quote!(super::super::support::empty(status))
    } else {
        return Err(unexpected("each arm is expected to read JSON or nothing", decode));
    };
    let Some(info) = before.iter().position(|statement| text(statement).starts_with("let info = OperationInfo")) else {
        return Err(unexpected("`let info` is expected", &send.block));
    };
    let (building, sending) = before.split_at(info);
    let expected = [
        quote!(client.pre(&mut request, &info).await?;),
        quote!(let result = client.exec(request, &info).await;),
        quote!(client.post(&result, &info).await?;),
        quote!(let response = result?;),
    ];
    let rest = sending.iter().skip(1);
    if let Some((found, expected)) = rest.clone().zip(&expected).find(|(found, expected)| text(found) != text(expected))
    {
        return Err(unexpected(&format!("`{expected}` is expected"), found));
    }
    if rest.len() != expected.len() {
        return Err(unexpected("four statements that send are expected", &send.block));
    }
    // progenitor's `operation_id` is not used, because progenitor changes `listItems` to `list_items`.
    let operation = operations.iter().find(|operation| operation.builder == owner);
    let id = operation.ok_or_else(|| unexpected("the builder of an operation is expected", &send.sig))?.id;
    let result = result(&send.sig.output).ok_or_else(|| unexpected("a result is expected", &send.sig.output))?;
    let mut building = building.to_vec();
    without_api_version(&mut building)
        .ok_or_else(|| unexpected("the header `api-version` is expected", &send.block))?;
    building.iter_mut().for_each(|statement| Building.visit_stmt_mut(statement));
    let about = send.attrs.iter_mut().find_map(doc_mut).map(|text| text.value()).unwrap_or_default();
    let about = doc(&about.trim_end().replace("Sends a", "Builds the"));
    let FnArg::Receiver(_) = send.sig.inputs.first().ok_or_else(|| unexpected("`self` is expected", &send.sig))? else {
        return Err(unexpected("`self` is expected", &send.sig));
    };
    Ok(Split::Parts(vec![
        syn::parse_quote! {
            /// The ID of the operation in the contract.
            pub const OPERATION_ID: &'static str = #id;
        },
        syn::parse_quote! {
            #about
            pub fn request(self) -> Result<::reqwest::Request, RequestError> {
                #(#building)*
                Ok(request)
            }
        },
        syn::parse_quote! {
            /// Decodes a response with a 2xx status, also one that the contract does not declare.
            #[allow(unused_variables)]
            pub fn decode(
                status: ::reqwest::StatusCode,
                headers: &::reqwest::header::HeaderMap,
                body: &[u8],
            ) -> Result<#result, DecodeError> {
                #decode
            }
        },
    ]))
}

/// Returns code as text with uniform spaces: `, }` becomes ` }`.
fn text(code: &impl ToTokens) -> String {
    code.to_token_stream().to_string().replace(",}", "}").replace(", }", " }")
}

/// Returns `T` from `Result<ResponseValue<T>, Error<E>>`.
fn result(output: &ReturnType) -> Option<Type> {
    let ReturnType::Type(_, output) = output else { return None };
    first_argument(&first_argument(output)?)
}

/// Returns the first generic argument of a type.
pub(super) fn first_argument(of: &Type) -> Option<Type> {
    let Type::Path(path) = of else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(first) => Some(first.clone()),
        _ => None,
    }
}

/// Removes the statement that adds the header `api-version`. If no other header remains, also removes the header map.
fn without_api_version(building: &mut Vec<Stmt>) -> Option<()> {
    let is_added = |statement: &Stmt| text(statement).starts_with("header_map . append");
    let version =
        building.iter().position(|statement| is_added(statement) && text(statement).contains("\"api-version\""))?;
    building.remove(version);
    if !building.iter().any(|statement| text(statement).contains("header_map . append")) {
        building.retain(|statement| !text(statement).starts_with("let mut header_map"));
        building.iter_mut().for_each(|statement| Headers.visit_stmt_mut(statement));
    }
    Some(())
}

/// Removes the call `.headers(header_map)`.
struct Headers;

impl VisitMut for Headers {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_expr_mut(self, expr);
        if let Expr::MethodCall(call) = expr
            && call.method == "headers"
        {
            *expr = (*call.receiver).clone();
        }
    }
}

/// Replaces `Error::InvalidRequest` of progenitor by `RequestError::parameter`. Replaces reqwest's request builder by
/// `Parts`, because reqwest's builder needs an HTTP client.
struct Building;

impl VisitMut for Building {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_expr_mut(self, expr);
        if text(expr) == "Error :: InvalidRequest" {
            *expr = syn::parse_quote!(RequestError::parameter);
        }
        if let Expr::MethodCall(call) = expr
            && text(&call.receiver) == "client . client"
        {
            let method = format_ident!("{}", call.method.to_string().to_ascii_uppercase());
            let url = &call.args;
            *expr = syn::parse_quote!(super::super::support::Parts::new(::reqwest::Method::#method, #url));
        }
    }
}

/// Replaces `.send().await` by `.request()?` in the examples of the client's methods.
fn examples(items: &mut [Item]) {
    let is_await = |line: &str| line.trim() == ".await;";
    for (_, method) in super::methods_mut(items).filter(|(owner, _)| owner == "Client") {
        // An example is one doc comment, or several doc comments with one line each.
        method.attrs.retain_mut(|attribute| {
            let Some(comment) = doc_mut(attribute) else { return true };
            let text = comment.value();
            if is_await(&text) {
                return false;
            }
            let lines: Vec<String> = text
                .split('\n')
                .filter(|line| !is_await(line))
                .map(|line| line.replace("let response =", "let request =").replace(".send()", ".request()?;"))
                .collect();
            *comment = syn::LitStr::new(&lines.join("\n"), comment.span());
            true
        });
    }
}

/// Removes all fields of the client except the base URL.
fn client(item: &mut Item) {
    match item {
        Item::Struct(item) if item.ident == "Client" => {
            if let Fields::Named(fields) = &mut item.fields {
                fields.named = std::mem::take(&mut fields.named)
                    .into_iter()
                    .filter(|field| field.ident.as_ref().is_some_and(|name| name == "baseurl"))
                    .collect();
            }
        }
        Item::Impl(block) if type_name(&block.self_ty).is_some_and(|name| name == "Client") => {
            for item in &mut block.items {
                if let ImplItem::Fn(method) = item
                    && method.sig.ident == "new_with_client"
                {
                    *method = syn::parse_quote! {
                        /// Makes a client of the service at this base URL, to which the path of each operation is appended.
                        pub fn new(baseurl: impl Into<String>) -> Self {
                            Self { baseurl: baseurl.into() }
                        }
                    };
                }
            }
        }
        _ => {}
    }
}

/// Writes the imports that the operations need. If no operation has `send`, removes the imports of progenitor's hooks.
fn imports(items: &mut Vec<Item>, sends: bool) {
    if !sends {
        items.retain(|item| match item {
            Item::Use(item) => !text(item).contains("progenitor_client"),
            Item::Impl(item) => item.trait_.is_none(),
            _ => true,
        });
        for item in module_mut(items, &["builder"]).into_iter().flatten() {
            if let Item::Use(import) = item
                && text(import).contains("OperationInfo")
            {
                *import = syn::parse_quote!(
                    #[allow(unused_imports)]
                    use progenitor_client::encode_path;
                );
            }
        }
        items.iter_mut().for_each(client);
    }
    items.insert(
        0,
        syn::parse_quote!(
            pub use super::support::{DecodeError, DecodeErrorKind, RequestError};
        ),
    );
    if let Some(items) = module_mut(items, &["builder"]) {
        items.insert(
            0,
            syn::parse_quote!(
                #[allow(unused_imports)]
                use super::{DecodeError, RequestError};
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens as _, quote};
    use syn::File;

    use dataarts_insight_openapi::document::Document;

    use super::{super::operations, apply};
    use crate::Error;

    /// Returns code as progenitor generates it for one operation, with the given response type and sending statement.
    fn generated(response: &proc_macro2::TokenStream, sending: &proc_macro2::TokenStream) -> File {
        syn::parse_quote! {
            pub struct Client { pub(crate) baseurl: String, pub(crate) client: reqwest::Client }
            pub mod builder {
                impl<'a> Show<'a> {
                    /// Sends a `GET` request to `/a`
                    pub async fn send(self) -> Result<ResponseValue<types::A>, Error<()>> {
                        let Self { client, id } = self;
                        let id = id.map_err(Error::InvalidRequest)?;
                        let url = format!("{}/a/{}", client.baseurl, encode_path(&id.to_string()));
                        let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
                        header_map.append(
                            ::reqwest::header::HeaderName::from_static("api-version"),
                            ::reqwest::header::HeaderValue::from_static(super::Client::api_version()),
                        );
                        #[allow(unused_mut)]
                        let mut request = client.client.get(url).headers(header_map).build()?;
                        let info = OperationInfo { operation_id: "show" };
                        client.pre(&mut request, &info).await?;
                        #sending
                        client.post(&result, &info).await?;
                        let response = result?;
                        match response.status().as_u16() {
                            200u16 => #response,
                            _ => Err(Error::UnexpectedResponse(response)),
                        }
                    }
                }
            }
        }
    }

    fn split(response: &proc_macro2::TokenStream, sending: &proc_macro2::TokenStream) -> Result<String, Error> {
        let mut file = generated(response, sending);
        let contract = "paths: { /a: { get: { operationId: Show } } }";
        let contract = Document::parse("a.yaml", contract.to_owned()).unwrap();
        apply(&mut file, &operations::read(contract.root())).map(|()| file.to_token_stream().to_string())
    }

    #[test]
    fn splits_operations_with_json_or_nothing_and_keeps_streams() {
        let sending = quote!(let result = client.exec(request, &info).await;);
        let json = split(&quote!(ResponseValue::from_response(response).await), &sending).unwrap();
        for part in ["pub fn request", "support :: json", "RequestError :: parameter", "Method :: GET", "\"Show\""] {
            assert!(json.contains(part), "{part}: {json}");
        }
        for part in ["send", "api-version", "header_map", "reqwest :: Client ,"] {
            assert!(!json.contains(part), "{part}: {json}");
        }
        let empty = split(&quote!(Ok(ResponseValue::empty(response))), &sending).unwrap();
        assert!(empty.contains("support :: empty"), "{empty}");
        let stream = split(&quote!(Ok(ResponseValue::stream(response))), &sending).unwrap();
        assert!(stream.contains("async fn send") && !stream.contains("fn request"), "{stream}");
    }

    #[test]
    fn another_shape_stops_generation_with_the_statement() {
        let json = quote!(ResponseValue::from_response(response).await);
        let error = split(&json, &quote!(let result = client.exec_twice(request, &info).await;)).unwrap_err();
        assert!(error.to_string().contains("exec_twice"), "{error}");
        let sending = quote!(let result = client.exec(request, &info).await;);
        let error = split(&quote!(ResponseValue::from_xml(response).await), &sending).unwrap_err();
        assert!(error.to_string().contains("from_xml"), "{error}");
    }
}
