//! Sends no body if the body is optional and the caller has not set the body. progenitor would send an empty body.

use quote::ToTokens as _;
use syn::{
    Expr, Fields, File, ImplItem, Item, Local, Pat, Stmt,
    visit_mut::{VisitMut, visit_expr_mut},
};

use super::{module_mut, operations::GeneratedOperation, type_name};

pub(super) fn apply(file: &mut File, operations: &[GeneratedOperation]) {
    let is_optional = |builder: &str| {
        let of_builder = operations.iter().find(|operation| operation.builder == builder);
        let body = of_builder.and_then(|operation| operation.node.get("requestBody"));
        body.is_some_and(|body| !body.flag("required"))
    };
    for item in module_mut(&mut file.items, &["builder"]).into_iter().flatten() {
        match item {
            Item::Struct(item) if is_optional(&item.ident.to_string()) => {
                if let Fields::Named(fields) = &mut item.fields {
                    fields.named.push(syn::parse_quote!(has_body: bool));
                }
            }
            Item::Impl(block) if type_name(&block.self_ty).is_some_and(|name| is_optional(&name)) => {
                for item in &mut block.items {
                    let ImplItem::Fn(method) = item else { continue };
                    match method.sig.ident.to_string().as_str() {
                        "new" => New.visit_block_mut(&mut method.block),
                        "body" | "body_map" => {
                            method.block.stmts.insert(0, syn::parse_quote!(self.has_body = true;));
                        }
                        "request" | "send" => send(&mut method.block.stmts),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

/// Adds `has_body: false` to the expression `Self { … }` in `new`.
struct New;

impl VisitMut for New {
    fn visit_expr_struct_mut(&mut self, made: &mut syn::ExprStruct) {
        made.fields.push(syn::parse_quote!(has_body: false));
    }
}

/// Changes the statements so that the request only has a body if `has_body` is true.
fn send(statements: &mut Vec<Stmt>) {
    let Some(at) = statements.iter().position(|statement| declares(statement, "body")) else { return };
    let body = statements.remove(at);
    for statement in statements {
        let Stmt::Local(local) = statement else { continue };
        if let Pat::Struct(pattern) = &local.pat {
            let fields = pattern.fields.iter();
            local.pat = syn::parse_quote!(Self { #(#fields,)* has_body });
        } else if is_named(local, "request")
            && let Some(init) = &mut local.init
        {
            let with = init.expr.clone();
            let mut without = with.clone();
            Without.visit_expr_mut(&mut without);
            *init.expr = syn::parse_quote!(if has_body { #body #with } else { #without });
        }
    }
}

fn declares(statement: &Stmt, name: &str) -> bool {
    matches!(statement, Stmt::Local(local) if is_named(local, name))
}

fn is_named(local: &Local, name: &str) -> bool {
    matches!(&local.pat, Pat::Ident(pattern) if pattern.ident == name)
}

/// Removes the calls that set the body or the content type of a request.
struct Without;

impl VisitMut for Without {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        while let Some(receiver) = receiver_of_body(expr) {
            *expr = receiver;
        }
        visit_expr_mut(self, expr);
    }
}

/// Returns `a` for `a.body(…)`, and for any other call that sets the body or the content type of a request.
fn receiver_of_body(expr: &Expr) -> Option<Expr> {
    // `form_urlencoded(…)?` has a question mark. The call is inside the expression of the question mark.
    let call = match expr {
        Expr::Try(inner) => &*inner.expr,
        other => other,
    };
    let Expr::MethodCall(call) = call else { return None };
    let sets = match call.method.to_string().as_str() {
        "json" | "body" | "form_urlencoded" => true,
        "header" => call.args.first()?.to_token_stream().to_string().ends_with("CONTENT_TYPE"),
        _ => false,
    };
    sets.then(|| (*call.receiver).clone())
}
