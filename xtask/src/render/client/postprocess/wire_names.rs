//! Replaces aliases by the names in the contract. An alias is a unique name that replaces a name of the contract in
//! progenitor's input (see `Aliases`).
//!
//! The aliases are in the JSON names of fields, in the names of query parameters, and in the docs.

use proc_macro2::{Literal, TokenStream, TokenTree};
use syn::{Attribute, File, LitStr, Meta, visit_mut::VisitMut};

use super::{super::dialect::Aliases, doc_mut};

pub(super) fn apply(file: &mut File, aliases: &Aliases) {
    Names { aliases }.visit_file_mut(file);
}

struct Names<'a> {
    aliases: &'a Aliases,
}

impl VisitMut for Names<'_> {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Some(text) = doc_mut(attribute) {
            let mut value = text.value();
            for (alias, wire) in self.aliases.iter() {
                value = value.replace(&format!("{{{alias}}}"), &format!("{{{wire}}}"));
            }
            *text = LitStr::new(&value, text.span());
            return;
        }
        if let Meta::List(list) = &mut attribute.meta
            && list.path.is_ident("serde")
        {
            let restored: TokenStream = std::mem::take(&mut list.tokens)
                .into_iter()
                .map(|token| match &token {
                    TokenTree::Literal(text) => match self.wire_of(text) {
                        Some(wire) => Literal::string(wire).into(),
                        None => token,
                    },
                    _ => token,
                })
                .collect();
            list.tokens = restored;
        }
    }

    fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
        if let Some(wire) = self.aliases.wire(&text.value()) {
            *text = LitStr::new(wire, text.span());
        }
    }
}

impl Names<'_> {
    fn wire_of(&self, literal: &Literal) -> Option<&str> {
        let text = syn::parse_str::<LitStr>(&literal.to_string()).ok()?;
        self.aliases.wire(&text.value())
    }
}
