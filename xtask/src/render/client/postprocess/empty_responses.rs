//! Changes the result of an operation to an `Option`, if the operation can succeed with a body (200) or without a body
//! (204).

use dataarts_insight_openapi::document::Node;
use syn::{File, ReturnType, Stmt};

use super::{methods_mut, module, operations::GeneratedOperation};
use crate::passes::responses::EMPTY_KEY;

pub(super) fn apply(file: &mut File, operations: &[GeneratedOperation]) {
    for (owner, method) in methods_mut(module(&mut file.items, &["builder"])) {
        let can_be_empty = |operation: &&GeneratedOperation| {
            operation.builder == owner && operation.node.get(EMPTY_KEY).and_then(Node::as_bool) == Some(true)
        };
        if method.sig.ident != "decode" || !operations.iter().any(|operation| can_be_empty(&operation)) {
            continue;
        }
        let ReturnType::Type(_, output) = &method.sig.output else { continue };
        let Some(result) = super::split_send::first_argument(output) else { continue };
        let [Stmt::Expr(decoded, None)] = method.block.stmts.as_slice() else { continue };
        method.block = syn::parse_quote!({
            if body.is_empty() {
                return super::super::support::empty(status).map(|()| None);
            }
            #decoded.map(Some)
        });
        method.sig.output = syn::parse_quote!(-> Result<::std::option::Option<#result>, DecodeError>);
    }
}
