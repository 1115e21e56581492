//! The Rust names that progenitor and typify make of the names of a contract.

use heck::{ToPascalCase as _, ToSnakeCase as _};

/// The name of a field, argument or method; typify's for fields.
#[must_use]
pub fn snake(name: &str) -> String {
    sanitize(name, str::to_snake_case)
}

/// The name of a type or variant.
#[must_use]
pub fn pascal(name: &str) -> String {
    sanitize(name, str::to_pascal_case)
}

/// The name of a variant when the plain one is taken: typify writes an X for what a name cannot hold.
#[must_use]
pub fn pascal_spelt_out(name: &str) -> String {
    pascal(&name.replace(|c| c == '_' || !unicode_ident::is_xid_continue(c), "X"))
}

/// Whether a name has anything of which a Rust name can be made: progenitor would call it `x` otherwise.
#[must_use]
pub fn has_letters(name: &str) -> bool {
    matches!(name, "+1" | "-1") || name.chars().any(|c| c.is_alphanumeric())
}

/// Whether a text is a Rust identifier and no keyword.
#[must_use]
pub fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(unicode_ident::is_xid_start)
        && chars.all(unicode_ident::is_xid_continue)
        && !is_keyword(name)
}

// The same steps as `sanitize` of typify-impl 0.8 and progenitor-impl 0.15, which export no such function.
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

/// The known name that a misspelt one was probably meant to be.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', '_'], "");
    let limit = (name.chars().count() / 3).clamp(1, 3);
    let close = |other: &str| match plain(other) == plain(name) {
        true => 0,
        false => distance(&plain(name), &plain(other)),
    };
    known
        .map(|other| (close(other), other))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// Edits from one text to another: insertions, deletions, substitutions and swaps of neighbours.
fn distance(from: &str, to: &str) -> usize {
    let (from, to): (Vec<char>, Vec<char>) = (from.chars().take(64).collect(), to.chars().take(64).collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in to.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&last, j) + usize::from(a != b)).min(at(&last, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && from.get(i - 1) == Some(b) && to.get(j - 1) == Some(a);
            if swapped {
                best = best.min(at(&before_last, j - 1) + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}
