//! Expands calls of `macro_rules!` macros, because such a call can make public items.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The value of a variable in a pattern: the tokens that `$name:kind` matched. If the variable is inside `$(…)`, the
/// value contains all variables of each repetition.
#[derive(Debug, Clone)]
enum Bound {
    Tokens(Vec<TokenTree>),
    Repeated(Vec<Bindings>),
}

type Bindings = BTreeMap<String, Bound>;

/// A part of one rule `(pattern) => { body }`, in the pattern or in the body.
#[derive(Debug)]
enum Part {
    Token(TokenTree),
    Group(Delimiter, Vec<Part>),
    /// A variable: `$name:kind` in a pattern, `$name` in a body. The second string is the kind, such as `ident`.
    Variable(String, String),
    /// A repetition with its separator: `$(…),*` has the separator `,`.
    Repetition(Vec<Part>, Option<TokenTree>),
}

/// Expands a macro call with the first rule whose pattern matches the whole call. Returns `None` if no rule matches.
pub(super) fn expand(rules: TokenStream, call: TokenStream) -> Option<TokenStream> {
    let call: Vec<TokenTree> = call.into_iter().collect();
    let mut rules = rules.into_iter();
    while let Some(TokenTree::Group(pattern)) = rules.next() {
        // Skips `=` and `>`, which are two tokens, and takes the body after them.
        let body = rules.nth(2)?;
        let TokenTree::Group(body) = body else { return None };
        rules.next();
        let (bindings, used) = matched(&parts(pattern.stream(), true), &call, None)?;
        if used == call.len() {
            return Some(written(&parts(body.stream(), false), &bindings).into_iter().collect());
        }
    }
    None
}

/// Parses a pattern or a body. In a pattern, `$x: ty` is a variable with its kind. In a body, only `$x` is the
/// variable.
fn parts(tokens: TokenStream, is_pattern: bool) -> Vec<Part> {
    let mut tokens = tokens.into_iter().peekable();
    let mut parts = Vec::new();
    while let Some(token) = tokens.next() {
        let part = match token {
            TokenTree::Punct(punct) if punct.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Ident(name)) if name == "crate" => Part::Token(TokenTree::Ident(name)),
                Some(TokenTree::Ident(name)) => {
                    let mut kind = String::new();
                    let has_kind = is_pattern
                        && matches!(tokens.peek(), Some(TokenTree::Punct(colon))
                        if colon.as_char() == ':' && colon.spacing() == proc_macro2::Spacing::Alone);
                    if has_kind {
                        tokens.next();
                        kind = tokens.next().map(|kind| kind.to_string()).unwrap_or_default();
                    }
                    Part::Variable(name.to_string(), kind)
                }
                Some(TokenTree::Group(group)) => {
                    let mut separator = None;
                    let next = tokens.next();
                    if !next.as_ref().is_some_and(is_operator) {
                        separator = next;
                        tokens.next();
                    }
                    Part::Repetition(self::parts(group.stream(), is_pattern), separator)
                }
                Some(other) => Part::Token(other),
                None => break,
            },
            TokenTree::Group(group) => Part::Group(group.delimiter(), self::parts(group.stream(), is_pattern)),
            other => Part::Token(other),
        };
        parts.push(part);
    }
    parts
}

fn is_operator(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if matches!(punct.as_char(), '*' | '+' | '?'))
}

/// Matches a pattern with the start of `input`. Returns the values of the variables, and the number of tokens that
/// matched. `end` is the token that must follow the matched tokens.
fn matched(pattern: &[Part], input: &[TokenTree], end: Option<&str>) -> Option<(Bindings, usize)> {
    let mut bindings = Bindings::new();
    let mut at = 0;
    for (index, part) in pattern.iter().enumerate() {
        let rest = input.get(at..)?;
        let next = pattern.get(index + 1..).and_then(first_token).or_else(|| end.map(str::to_owned));
        at += match part {
            Part::Token(token) => {
                let is_same = rest.first().is_some_and(|other| other.to_string() == token.to_string());
                is_same.then_some(1)?
            }
            Part::Group(delimiter, inner) => {
                let Some(TokenTree::Group(group)) = rest.first() else { return None };
                let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                let (more, used) = matched(inner, &tokens, None)?;
                if group.delimiter() != *delimiter || used != tokens.len() {
                    return None;
                }
                bindings.extend(more);
                1
            }
            Part::Variable(name, kind) => {
                let count = length(kind, rest, next.as_deref())?;
                bindings.insert(name.clone(), Bound::Tokens(rest.iter().take(count).cloned().collect()));
                count
            }
            Part::Repetition(inner, separator) => {
                let separator = separator.as_ref().map(ToString::to_string);
                let first = first_token(inner);
                let follow = separator.clone().or(first).or(next);
                let mut all: Vec<Bindings> = Vec::new();
                let mut used = 0;
                loop {
                    let mut start = used;
                    if let (Some(separator), false) = (&separator, all.is_empty()) {
                        match rest.get(start).is_some_and(|token| token.to_string() == *separator) {
                            true => start += 1,
                            false => break,
                        }
                    }
                    match rest.get(start..).and_then(|rest| matched(inner, rest, follow.as_deref())) {
                        Some((more, count)) if count > 0 => {
                            all.push(more);
                            used = start + count;
                        }
                        _ => break,
                    }
                }
                for name in variables(inner) {
                    bindings.insert(name, Bound::Repeated(all.clone()));
                }
                used
            }
        };
    }
    Some((bindings, at))
}

/// Returns how many tokens at the start of `input` a variable of this kind matches, for example 1 for `ident`.
fn length(kind: &str, input: &[TokenTree], end: Option<&str>) -> Option<usize> {
    let is_visibility = |token: &TokenTree| token.to_string() == "pub";
    match kind {
        "vis" => Some(match input {
            [first, TokenTree::Group(group), ..]
                if is_visibility(first) && group.delimiter() == Delimiter::Parenthesis =>
            {
                2
            }
            [first, ..] if is_visibility(first) => 1,
            _ => 0,
        }),
        "ident" => matches!(input.first(), Some(TokenTree::Ident(_))).then_some(1),
        "literal" => match input.first()? {
            TokenTree::Literal(_) => Some(1),
            TokenTree::Ident(word) if word == "true" || word == "false" => Some(1),
            TokenTree::Punct(minus) if minus.as_char() == '-' => Some(2),
            _ => None,
        },
        "tt" | "block" => input.first().map(|_| 1),
        "lifetime" => (input.len() >= 2).then_some(2),
        // A variable of another kind, such as `expr` or `ty`, matches all tokens before the next token of the pattern.
        _ => {
            let mut depth = 0_i32;
            let mut count = 0;
            for token in input {
                let text = token.to_string();
                if depth == 0 && Some(text.as_str()) == end {
                    break;
                }
                depth += i32::from(text == "<") - i32::from(text == ">" && depth > 0);
                count += 1;
            }
            (count > 0).then_some(count)
        }
    }
}

fn first_token(parts: &[Part]) -> Option<String> {
    match parts.first()? {
        Part::Token(token) => Some(token.to_string()),
        Part::Repetition(inner, _) => first_token(inner),
        Part::Group(..) | Part::Variable(..) => None,
    }
}

fn variables(parts: &[Part]) -> Vec<String> {
    let mut names = Vec::new();
    for part in parts {
        match part {
            Part::Variable(name, _) => names.push(name.clone()),
            Part::Group(_, inner) | Part::Repetition(inner, _) => names.extend(variables(inner)),
            Part::Token(_) => {}
        }
    }
    names
}

/// Returns the tokens of a macro body, with each variable replaced by its value.
fn written(body: &[Part], bindings: &Bindings) -> Vec<TokenTree> {
    let mut tokens = Vec::new();
    for part in body {
        match part {
            Part::Token(token) => tokens.push(token.clone()),
            Part::Group(delimiter, inner) => {
                let inner = written(inner, bindings).into_iter().collect();
                tokens.push(TokenTree::Group(Group::new(*delimiter, inner)));
            }
            Part::Variable(name, _) => {
                if let Some(Bound::Tokens(bound)) = bindings.get(name) {
                    tokens.extend(bound.iter().cloned());
                }
            }
            Part::Repetition(inner, separator) => {
                let names = variables(inner);
                let all = names.iter().find_map(|name| match bindings.get(name) {
                    Some(Bound::Repeated(all)) => Some(all.clone()),
                    _ => None,
                });
                for (index, more) in all.unwrap_or_default().into_iter().enumerate() {
                    if index > 0 {
                        tokens.extend(separator.clone());
                    }
                    let mut both = bindings.clone();
                    both.extend(more);
                    tokens.extend(written(inner, &both));
                }
            }
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(rules: &str, call: &str) -> Option<String> {
        let tokens = |text: &str| text.parse::<TokenStream>().unwrap();
        let expanded = expand(tokens(rules), tokens(call))?;
        Some(super::super::declaration::line(&expanded))
    }

    #[test]
    fn expands_fragments_and_repetitions() {
        let id = "($(#[$doc:meta])* $name:ident, $what:literal) => { $(#[$doc])* pub struct $name; }";
        assert_eq!(expanded(id, "#[doc = \"A.\"] Id, \"id\"").unwrap(), "#[doc = \"A.\"] pub struct Id;");
        let list =
            "($($name:ident = $value:expr;)*) => { pub enum A { $($name),* } pub const N: usize = [$($value),*]; }";
        assert_eq!(
            expanded(list, "X = 1 + 1; Y = 2;").unwrap(),
            "pub enum A { X, Y } pub const N: usize = [1 + 1, 2];"
        );
        let nested = "($($group:literal [$($name:ident)*])*) => { $($(pub const $name: &str = $group;)*)* }";
        assert_eq!(
            expanded(nested, "\"a\" [X Y] \"b\" []").unwrap(),
            "pub const X: &str = \"a\"; pub const Y: &str = \"a\";"
        );
        let visible = "($v:vis $name:ident: $t:ty) => { $v static $name: $t = 0; }";
        assert_eq!(
            expanded(visible, "pub(crate) A: Vec<(u8, u8)>").unwrap(),
            "pub(crate) static A: Vec<(u8, u8)> = 0;"
        );
        assert_eq!(expanded(id, "1, \"id\""), None);
    }
}
