//! The Rust names that the code generators progenitor and typify make from the names of a contract.

use heck::{ToPascalCase as _, ToSnakeCase as _};

/// Returns the Rust name of a field, an argument or a method: `show_task` for `showTask`.
#[must_use]
pub fn snake(name: &str) -> String {
    sanitize(name, str::to_snake_case)
}

/// Returns the Rust name of a type or a variant: `ShowTask` for `show_task`.
#[must_use]
pub fn pascal(name: &str) -> String {
    sanitize(name, str::to_pascal_case)
}

/// Returns the variant name that typify uses if the names of two variants would be equal. In this name, an X replaces
/// `_` and each invalid character. For example, `a-b` becomes `AXb`.
#[must_use]
pub fn pascal_spelt_out(name: &str) -> String {
    pascal(&name.replace(|c| c == '_' || !unicode_ident::is_xid_continue(c), "X"))
}

/// Returns whether `name` contains a letter or a digit that can become part of a Rust name. For example, `a-b` does. A
/// name such as `*` does not, and progenitor replaces it by `x`.
#[must_use]
pub fn has_letters(name: &str) -> bool {
    matches!(name, "+1" | "-1") || name.chars().any(|c| c.is_alphanumeric())
}

/// Returns whether a text is a Rust identifier. A keyword such as `type` is not an identifier.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(unicode_ident::is_xid_start)
        && chars.all(unicode_ident::is_xid_continue)
        && !is_keyword(name)
}

// A copy of the function `sanitize` of typify-impl 0.8 and progenitor-impl 0.15. It is copied because it is private.
fn sanitize(name: &str, case: fn(&str) -> String) -> String {
    let name = match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => case(&name.replace('\'', "").replace(|c| !unicode_ident::is_xid_continue(c), "-")),
    };
    let name = match name.chars().next() {
        None => case("x"),
        Some(c) if unicode_ident::is_xid_start(c) => name,
        Some(_) => format!("{}{name}", case("x")),
    };
    if is_keyword(&name) { format!("{name}_") } else { name }
}

fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
        "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
        "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "Self", "self", "static", "struct",
        "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
        "yield",
    ];
    KEYWORDS.contains(&name)
}
