//! Doc comments without typify's copy of the schema and without our markers.

use syn::{Attribute, Expr, ExprLit, File, Lit, LitStr, Meta, visit_mut::VisitMut};

use super::super::notes::Notes;

pub(super) fn apply(file: &mut File, notes: &Notes) {
    Clean { notes }.visit_file_mut(file);
}

struct Clean<'a> {
    notes: &'a Notes,
}

impl VisitMut for Clean<'_> {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        for attribute in attributes.iter_mut() {
            if let Some(text) = text_mut(attribute) {
                let mut clean = text.value();
                if let Some(at) = clean.find("<details><summary>JSON schema</summary>") {
                    clean.truncate(at);
                }
                while let Some((rest, _)) = self.notes.take(&clean) {
                    clean = rest;
                }
                *text = LitStr::new(clean.trim_end(), text.span());
            }
        }
        attributes.retain_mut(|attribute| text_mut(attribute).is_none_or(|text| !text.value().trim().is_empty()));
    }
}

/// The text of a doc comment.
fn text_mut(attribute: &mut Attribute) -> Option<&mut LitStr> {
    let Meta::NameValue(pair) = &mut attribute.meta else { return None };
    if !pair.path.is_ident("doc") {
        return None;
    }
    match &mut pair.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}
