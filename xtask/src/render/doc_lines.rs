//! Changes generated doc comments so that each line of the text is a separate `///` comment that starts with a space.

use syn::{Attribute, Expr, ExprLit, File, Lit, LitStr, Meta, visit_mut::VisitMut};

pub(super) fn apply(file: &mut File) {
    Lines.visit_file_mut(file);
}

struct Lines;

impl VisitMut for Lines {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let mut lines = Vec::new();
        for mut attribute in attributes.drain(..) {
            let Some(text) = doc_mut(&mut attribute).map(|text| text.value()) else {
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

/// Returns the text of a doc attribute.
pub(super) fn doc_mut(attribute: &mut Attribute) -> Option<&mut LitStr> {
    let Meta::NameValue(pair) = &mut attribute.meta else { return None };
    match (&mut pair.value, pair.path.is_ident("doc")) {
        (Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), true) => Some(text),
        _ => None,
    }
}
