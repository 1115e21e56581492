//! Writes parameters in the style of the contract. progenitor ignores styles.
//!
//! - A path parameter of the style `matrix` or `label` gets its prefix, such as `;id=` or `.`.
//! - In a list of the query that is one text, such as `ids=1,2`, the separators are not escaped.

use dataarts_insight_openapi::document::Node;
use quote::ToTokens as _;
use syn::{Expr, ExprCall, File, Macro, Pat, Stmt, Token, punctuated::Punctuated, visit_mut::VisitMut};

use super::{methods_mut, module, operations::GeneratedOperation};
use crate::{
    Error,
    passes::parameters::{PREFIX, SEPARATOR},
};

/// Changes `send` of each operation.
///
/// # Errors
/// [`Error::Generator`] if `send` does not contain the expected code. The reason can be a new version of progenitor.
pub(super) fn apply(file: &mut File, operations: &[GeneratedOperation]) -> Result<(), Error> {
    for (owner, method) in methods_mut(module(&mut file.items, &["builder"])) {
        let Some(operation) = operations.iter().find(|operation| operation.builder == owner) else { continue };
        if method.sig.ident != "send" {
            continue;
        }
        let unexpected =
            |what| Error::Generator(format!("{owner}::send: {what}; progenitor has changed, see styles.rs"));
        let mut prefixes = Prefixes { parameters: &operation.parameters, written: 0 };
        prefixes.visit_block_mut(&mut method.block);
        if prefixes.written < operation.parameters.iter().filter(|(_, node)| node.get(PREFIX).is_some()).count() {
            return Err(unexpected("`encode_path(&name.to_string())` is expected for each path parameter"));
        }
        let built = method.block.stmts.iter().position(is_request);
        let built = built.ok_or_else(|| unexpected("`let mut request` is expected"))?;
        for (_, parameter) in &operation.parameters {
            let text = |key: &str| parameter.get(key).and_then(Node::as_str);
            let (Some(name), Some(separator)) = (text("name"), text(SEPARATOR)) else { continue };
            let escape = if separator == "," { "%2C" } else { "+" };
            let unescape: Stmt = syn::parse_quote! {
                super::super::support::unescape(&mut request, #name, #escape, #separator);
            };
            method.block.stmts.insert(built + 1, unescape);
        }
    }
    Ok(())
}

/// Returns whether the statement is `let mut request = …;`.
fn is_request(statement: &Stmt) -> bool {
    let Stmt::Local(local) = statement else { return false };
    matches!(&local.pat, Pat::Ident(pattern) if pattern.ident == "request")
}

/// Adds the prefixes in `encode_path(&id.to_string())`.
struct Prefixes<'a> {
    /// The parameters of the operation, each with the name of its variable.
    parameters: &'a [(String, &'a Node)],
    /// The number of prefixes that have been added.
    written: usize,
}

impl VisitMut for Prefixes<'_> {
    /// Visits the arguments of `format!`, which makes the URL. syn does not visit the arguments of macros.
    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if call.path.is_ident("format")
            && let Ok(mut arguments) = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        {
            arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            call.tokens = arguments.into_token_stream();
        }
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        syn::visit_mut::visit_expr_call_mut(self, call);
        if call.func.to_token_stream().to_string() != "encode_path" {
            return;
        }
        for argument in &mut call.args {
            let Expr::Reference(reference) = argument else { continue };
            let Expr::MethodCall(value) = &*reference.expr else { continue };
            let variable = &value.receiver;
            let name = variable.to_token_stream().to_string();
            let parameter = self.parameters.iter().find(|(other, node)| *other == name && node.get(PREFIX).is_some());
            let Some(prefix) = parameter.and_then(|(_, node)| node.get(PREFIX)?.as_str()) else { continue };
            let template = format!("{}{{}}", prefix.replace('{', "{{").replace('}', "}}"));
            *reference.expr = syn::parse_quote!(format!(#template, #variable));
            self.written += 1;
        }
    }
}
