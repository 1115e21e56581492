//! Writes the declaration of a public item in one line, so that two versions can be compared as text.

use std::collections::BTreeSet;

use dataarts_insight_openapi::fnv1a;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, FnArg, Pat, Signature};

/// The attributes that are part of a declaration. A change of such an attribute can break callers.
const NOTICED: [&str; 6] = ["serde", "cfg", "cfg_attr", "deprecated", "repr", "default"];

/// The full paths in generated code, and the short forms that replace them in a declaration.
const FULL_PATHS: [(&str, &str); 9] = [
    ("::std::option::Option", "Option"),
    ("::std::result::Result", "Result"),
    ("::std::string::String", "String"),
    ("::std::vec::Vec", "Vec"),
    ("::std::boxed::Box", "Box"),
    ("::std::convert::", ""),
    ("::std::", "std::"),
    ("::serde_json::", "serde_json::"),
    ("::reqwest::", "reqwest::"),
];

/// Writes tokens in one line, with spaces as in formatted code.
pub(super) fn line(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    let mut last = String::new();
    write(&mut text, &mut last, tokens.to_token_stream());
    FULL_PATHS.iter().fold(text, |text, (long, short)| text.replace(long, short))
}

/// Returns the signature of a function. If `names` is false, each argument has the name `_`.
pub(super) fn signature(signature: &Signature, names: bool) -> String {
    let mut signature = signature.clone();
    for input in &mut signature.inputs {
        match input {
            // Writes `mut self` as `self`, because callers do not see the difference.
            FnArg::Receiver(receiver) => receiver.mutability = None,
            FnArg::Typed(argument) => match argument.pat.as_mut() {
                Pat::Ident(name) if names => name.mutability = None,
                _ => *argument.pat = syn::parse_quote!(_),
            },
        }
    }
    line(&signature).replace(",)", ")")
}

/// Returns the attributes that are in [`NOTICED`], each with a space after it.
pub(super) fn attributes(attributes: &[Attribute]) -> String {
    let noticed = attributes.iter().filter(|attribute| NOTICED.iter().any(|name| attribute.path().is_ident(name)));
    noticed.map(|attribute| line(attribute) + " ").collect()
}

/// Returns the same as [`attributes`], but without `#[deprecated]`, because a deprecated item works as before.
pub(super) fn binding_attributes(of: &[Attribute]) -> String {
    let binding: Vec<Attribute> =
        of.iter().filter(|attribute| !attribute.path().is_ident("deprecated")).cloned().collect();
    attributes(&binding)
}

/// Returns the names of the derived traits.
pub(super) fn derives(attributes: &[Attribute]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let _ = attribute.parse_nested_meta(|meta| {
            names.extend(meta.path.segments.last().map(|segment| segment.ident.to_string()));
            Ok(())
        });
    }
    names
}

/// Returns a hash of the documentation. Empty without documentation.
pub(super) fn docs(attributes: &[Attribute]) -> String {
    let docs = attributes.iter().filter(|attribute| attribute.path().is_ident("doc"));
    let text: String = docs.map(|attribute| attribute.meta.to_token_stream().to_string() + "\n").collect();
    if text.is_empty() { text } else { format!("{:016x}", fnv1a(text.bytes())) }
}

/// Returns whether the attributes contain one with a name.
pub(super) fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

/// Returns whether an item exists for tests only, or is hidden from the documentation.
pub(super) fn is_hidden(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = attribute.meta.to_token_stream().to_string();
        text == "cfg (test)" || text == "doc (hidden)"
    })
}

fn write(text: &mut String, last: &mut String, tokens: TokenStream) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                add(text, last, open);
                write(text, last, group.stream());
                add(text, last, close);
            }
            TokenTree::Punct(punct) => {
                let mut sign = punct.as_char().to_string();
                let mut is_joint = punct.spacing() == Spacing::Joint;
                while is_joint {
                    match tokens.peek() {
                        Some(TokenTree::Punct(next)) if !matches!(sign.as_str(), "'" | "<" | ">" | "&") => {
                            sign.push(next.as_char());
                            is_joint = next.spacing() == Spacing::Joint && sign != "::";
                            tokens.next();
                        }
                        Some(TokenTree::Ident(ident)) if sign == "'" => {
                            sign += &ident.to_string();
                            is_joint = false;
                            tokens.next();
                        }
                        _ => break,
                    }
                }
                add(text, last, &sign);
            }
            TokenTree::Ident(ident) => add(text, last, &ident.to_string()),
            TokenTree::Literal(literal) => add(text, last, &literal.to_string()),
        }
    }
}

/// Adds the token `next` to the text. Adds a space before it as in formatted code: `a: u8`, but `a::b`.
fn add(text: &mut String, last: &mut String, next: &str) {
    if next.is_empty() {
        return;
    }
    let is_word = |token: &str| token.ends_with(|end: char| end.is_alphanumeric() || end == '_' || end == '"');
    let after_word = is_word(last) && !matches!(last.as_str(), "for" | "in" | "as" | "where" | "impl" | "dyn" | "mut");
    let is_tight = match (last.as_str(), next) {
        ("", _) | ("(" | "[" | "<" | "&" | "::" | "." | "#" | "!" | "?" | "*", _) => true,
        (_, "," | ";" | ":" | "." | "?" | ")" | "]" | ">") => true,
        ("->" | "=" | "," | "+" | ":", _) => false,
        (_, "::" | "<" | "!") => after_word,
        (_, "(") => after_word || last == ">",
        _ => false,
    };
    if !is_tight {
        text.push(' ');
    }
    text.push_str(next);
    next.clone_into(last);
}
