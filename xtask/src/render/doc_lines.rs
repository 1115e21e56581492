//! Splits doc comments into one comment for each line, with a space after the slashes.

use syn::{Attribute, Expr, ExprLit, File, Lit, Meta, visit_mut::VisitMut};

pub(super) fn apply(file: &mut File) {
    Lines.visit_file_mut(file);
}

struct Lines;

impl VisitMut for Lines {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let mut lines = Vec::new();
        for attribute in attributes.drain(..) {
            let Some(text) = text(&attribute) else {
                lines.push(attribute);
                continue;
            };
            for line in text.trim_end().split('\n') {
                let line = line.trim_end().trim_end_matches('\r');
                let line = if line.is_empty() || line.starts_with(' ') { line.to_owned() } else { format!(" {line}") };
                lines.push(syn::parse_quote!(#[doc = #line]));
            }
        }
        *attributes = lines;
    }
}

fn text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match (&pair.value, pair.path.is_ident("doc")) {
        (Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), true) => Some(text.value()),
        _ => None,
    }
}
