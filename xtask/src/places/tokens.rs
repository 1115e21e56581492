//! The tokens of a Rust file with their lines.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The signs of two characters that are one token. The other signs are read as two tokens.
const DOUBLE: [&str; 8] = ["::", "=>", "==", "<=", ">=", "!=", "..", "->"];

/// The tokens of a Rust file without comments.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    list: Vec<Token>,
}

#[derive(Debug)]
struct Token {
    text: String,
    line: usize,
}

impl Tokens {
    /// Reads the tokens of a file. Returns no tokens if the text is not Rust code.
    pub(super) fn read(text: &str) -> Self {
        let Ok(stream) = text.parse::<TokenStream>() else { return Self::default() };
        let mut reader = Reader { rest: text, line: 1, list: Vec::new() };
        reader.stream(stream);
        Self { list: reader.list }
    }

    /// Returns whether a token has this text.
    pub(super) fn has(&self, text: &str) -> bool {
        self.list.iter().any(|token| token.text == text)
    }

    /// Returns the line of each call of a method or a function.
    pub(super) fn calls(&self, name: &str) -> Vec<usize> {
        self.find(&[name, "("], |before| before != "fn")
    }

    /// Returns the line of each use of a field: `.name`, and `name:` or `name,` in a struct.
    pub(super) fn uses_of_field(&self, name: &str) -> Vec<usize> {
        self.find(&[name], |before| before == ".")
    }

    /// Returns the line of each `match`, `matches!` and `let` with a pattern that names a variant of the enum.
    pub(super) fn matches_on(&self, name: &str) -> Vec<usize> {
        let starts =
            self.list.iter().enumerate().filter(|(_, token)| ["match", "matches", "let"].contains(&&*token.text));
        let is_match = |at: usize, keyword: &str| match keyword {
            "match" => self.arms(at).any(|(from, to)| self.names_variant(from, to, name)),
            "matches" if self.is(at + 1, "!") => self.names_variant(at, self.end_of_group(at + 2), name),
            "let" => self.names_variant(at, self.end_of_pattern(at + 1, "="), name),
            _ => false,
        };
        starts.filter(|(at, token)| is_match(*at, &token.text)).map(|(_, token)| token.line).collect()
    }

    /// Returns the ranges of the patterns of a `match`.
    fn arms(&self, at: usize) -> impl Iterator<Item = (usize, usize)> {
        let mut open = at + 1;
        while self.list.get(open).is_some_and(|token| token.text != "{") {
            open = if self.is(open, "(") || self.is(open, "[") { self.end_of_group(open) } else { open + 1 };
        }
        let end = self.end_of_group(open);
        let mut from = open + 1;
        std::iter::from_fn(move || {
            if from + 1 >= end {
                return None;
            }
            let arrow = self.end_of_pattern(from, "=>");
            let arm = (from, arrow);
            // The body of an arm is a block, or it ends with a comma.
            let body = arrow + 1;
            from = match self.is(body, "{") {
                true => self.end_of_group(body),
                false => self.end_of_pattern(body, ","),
            };
            if self.is(from, ",") {
                from += 1;
            }
            Some(arm)
        })
    }

    /// Returns the index of the first `sign` outside inner groups, from `at`.
    fn end_of_pattern(&self, mut at: usize, sign: &str) -> usize {
        while let Some(token) = self.list.get(at) {
            match token.text.as_str() {
                text if text == sign => break,
                "(" | "[" | "{" => at = self.end_of_group(at),
                ")" | "]" | "}" | ";" => break,
                _ => at += 1,
            }
        }
        at
    }

    /// Returns the index after the group that opens at `at`.
    fn end_of_group(&self, at: usize) -> usize {
        let mut depth = 0_usize;
        for (index, token) in self.list.iter().enumerate().skip(at) {
            match token.text.as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return index + 1;
            }
        }
        self.list.len()
    }

    /// Returns whether tokens contain a path to a variant of the enum: `Name::Variant`, or `Self::Variant` in an `impl`
    /// of the enum.
    fn names_variant(&self, from: usize, to: usize, name: &str) -> bool {
        let is_enum = |at: usize| self.is(at, name) || (self.is(at, "Self") && self.is_in_impl(at, name));
        (from..to).any(|at| self.is(at + 1, "::") && is_enum(at))
    }

    /// Returns whether a token is in an `impl` block whose first line names the type.
    fn is_in_impl(&self, at: usize, name: &str) -> bool {
        let mut starts = (0..at).filter(|start| self.is(*start, "impl"));
        starts.any(|start| {
            let open = self.block(start);
            (start..open).any(|index| self.is(index, name)) && at < self.end_of_group(open)
        })
    }

    /// Returns the index of the first `{` from `at`.
    fn block(&self, at: usize) -> usize {
        (at..self.list.len()).find(|index| self.is(*index, "{")).unwrap_or(self.list.len())
    }

    fn is(&self, at: usize, text: &str) -> bool {
        self.list.get(at).is_some_and(|token| token.text == text)
    }

    /// Returns the line of each sequence of tokens whose preceding token `is_wanted` accepts.
    fn find(&self, sequence: &[&str], is_wanted: impl Fn(&str) -> bool) -> Vec<usize> {
        let found = self.list.iter().enumerate().filter(|(at, _)| {
            let before = at.checked_sub(1).and_then(|before| self.list.get(before)).map_or("", |token| &token.text);
            is_wanted(before) && sequence.iter().enumerate().all(|(offset, text)| self.is(at + offset, text))
        });
        found.map(|(_, token)| token.line).collect()
    }
}

/// Finds the line of each token of a stream in the text that the stream was read from.
struct Reader<'t> {
    rest: &'t str,
    line: usize,
    list: Vec<Token>,
}

impl<'t> Reader<'t> {
    fn stream(&mut self, stream: TokenStream) {
        let tokens: Vec<TokenTree> = stream.into_iter().collect();
        let mut rest = tokens.as_slice();
        while let [token, after @ ..] = rest {
            rest = after;
            match token {
                TokenTree::Punct(sign) => {
                    // A doc comment is a comment in the text, but the attribute `#[doc = "…"]` in the stream.
                    if let Some(after) = after_doc_attribute(token, after)
                        && !self.is_next("#[doc")
                        && !self.is_next("#![doc")
                    {
                        rest = after;
                        continue;
                    }
                    let mut text = sign.as_char().to_string();
                    if let ([TokenTree::Punct(next), after @ ..], Spacing::Joint) = (after, sign.spacing())
                        && DOUBLE.contains(&&*format!("{text}{}", next.as_char()))
                    {
                        text.push(next.as_char());
                        rest = after;
                    }
                    self.add(text);
                }
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::None => ("", ""),
                    };
                    self.add(open.to_owned());
                    self.stream(group.stream());
                    self.add(close.to_owned());
                }
                other => self.add(other.to_string()),
            }
        }
    }

    fn add(&mut self, text: String) {
        self.is_next(&text);
        let rest = self.rest.strip_prefix(text.as_str()).unwrap_or(self.rest);
        let line = self.line;
        self.skip_to(rest);
        self.list.push(Token { text, line });
    }

    /// Skips white space and comments. Returns whether the text then continues with `text`.
    fn is_next(&mut self, text: &str) -> bool {
        loop {
            let rest = self.rest.trim_start();
            let rest = if rest.starts_with("//") {
                rest.find('\n').and_then(|end| rest.get(end..)).unwrap_or_default()
            } else if rest.starts_with("/*") {
                after_block_comment(rest)
            } else {
                self.skip_to(rest);
                return rest.starts_with(text);
            };
            self.skip_to(rest);
        }
    }

    fn skip_to(&mut self, rest: &'t str) {
        let skipped = self.rest.len() - rest.len();
        let (before, after) = self.rest.split_at(skipped);
        self.line += before.matches('\n').count();
        self.rest = after;
    }
}

/// Returns the tokens after an attribute `#[doc = …]` or `#![doc = …]` that starts with `sign`; `None` for other tokens.
fn after_doc_attribute<'a>(sign: &TokenTree, after: &'a [TokenTree]) -> Option<&'a [TokenTree]> {
    let after = match after {
        [TokenTree::Punct(inner), after @ ..] if inner.as_char() == '!' => after,
        after => after,
    };
    let [TokenTree::Group(group), after @ ..] = after else { return None };
    let is_doc = group.stream().into_iter().next().is_some_and(|first| first.to_string() == "doc");
    (sign.to_string() == "#" && is_doc).then_some(after)
}

/// Returns the text after the block comment at the start of the text. Block comments can be nested.
fn after_block_comment(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let (step, change) = match rest {
            _ if rest.starts_with("/*") => (2, 1),
            _ if rest.starts_with("*/") => (2, -1),
            _ => (rest.chars().next().map_or(0, char::len_utf8), 0),
        };
        if step == 0 {
            return "";
        }
        at += step;
        depth = depth.saturating_add_signed(change);
        if depth == 0 {
            return text.get(at..).unwrap_or_default();
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "//! State::Open in a comment.\n\
        /// Docs with `match state { State::Open => {} }`.\n\
        #[derive(Debug)]\n\
        /* a /* nested */ comment */ pub fn f(state: State) -> &'static str {\n\
        let text = r#\"match x { State::Open\n=> 1 }\"#;\n\
        match state.of(|x| { x }) {\n\
        State::Open | State::Paid if state.total > 1 => { call(State::Paid) }\n\
        other => text,\n\
        }\n\
        }\n\
        fn g(task: &Task) { let total = match 1 { 1 => State::Open, _ => State::Paid };\n\
        if let Some(State::Paid) = task.state { client.create_order().total(1); }\n\
        assert!(matches!(total, State::Open));\n\
        assert_eq!(task.total, 1);\n\
        }\n\
        fn create_order() {}\n\
        impl State { fn is_open(self) -> bool {\n\
        matches!(self, Self::Open) } }\n\
        impl Other { fn f(self) { let Self::A = self; } }\n";

    #[test]
    fn finds_lines_of_matches_fields_and_calls() {
        let tokens = Tokens::read(CODE);
        // Line 12 contains a match whose bodies, but not whose patterns, name a variant.
        assert_eq!(tokens.matches_on("State"), [7, 13, 14, 19], "{tokens:?}");
        assert_eq!(tokens.uses_of_field("total"), [8, 13, 15]);
        assert_eq!(tokens.calls("create_order"), [13]);
        assert!(tokens.has("Paid") && !tokens.has("comment"));
    }

    #[test]
    fn reads_nothing_from_a_text_that_is_not_rust() {
        assert!(!Tokens::read("fn (").has("fn"));
    }
}
