//! `pattern`: ECMA-262 regular expressions over code points, each match within a budget.
//!
//! A pattern is translated for `fancy-regex`: without look-around and back-references it runs there as an
//! automaton in linear time, so that `^(a+)+$` gets a verdict; other patterns backtrack within a limit.
//! The crate `regress` follows ECMA-262 exactly, but its backtracking cannot be limited.

use std::{fmt::Write as _, iter::Peekable, str::Chars, sync::Arc};

/// The largest number of backtracking steps in one match.
const BUDGET: usize = 100_000;
/// The longest text for a pattern that backtracks, in bytes: each step may read the whole text.
pub(super) const BACKTRACKED_TEXT: usize = 32 << 10;
/// The longest text for any pattern, in bytes.
const TEXT: usize = 16 << 20;
/// The largest size of a compiled pattern, in bytes.
const SIZE: usize = 1 << 20;

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Pattern {
    regex: fancy_regex::Regex,
    /// The longest permitted text, in bytes.
    longest: usize,
    /// The pattern as the contract writes it.
    pub(crate) source: Arc<str>,
}

/// A match took more than its budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OverBudget;

impl Pattern {
    /// Compiles a pattern.
    pub(crate) fn new(source: &str) -> Result<Self, String> {
        let translated = translate(source)?;
        let regex = fancy_regex::RegexBuilder::new(&translated)
            .backtrack_limit(BUDGET)
            .delegate_size_limit(SIZE)
            .build()
            .map_err(|error| error.to_string())?;
        let backtracks =
            ["(?=", "(?!", "(?<=", "(?<!", r"\k", r"\1", r"\2", r"\3", r"\4", r"\5", r"\6", r"\7", r"\8", r"\9"]
                .iter()
                .any(|sign| translated.contains(sign));
        let longest = if backtracks { BACKTRACKED_TEXT } else { TEXT };
        Ok(Self { regex, longest, source: source.into() })
    }

    /// Returns whether the pattern matches somewhere in the text.
    pub(crate) fn matches(&self, text: &str) -> Result<bool, OverBudget> {
        if text.len() > self.longest {
            return Err(OverBudget);
        }
        self.regex.is_match(text).map_err(|_| OverBudget)
    }
}

const SPACE: &str = r"\t\n\x0B\x0C\r \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}\u{feff}";
const WORD: &str = "A-Za-z0-9_";

/// Rewrites ECMA-262 (flag `u`, with the harmless escapes that it forbids) for `fancy-regex`.
fn translate(source: &str) -> Result<String, String> {
    let mut out = String::with_capacity(source.len() + 8);
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut chars, &mut out, false)?,
            '[' => class(&mut chars, &mut out)?,
            '.' => out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
            // Without the flag `m`, `$` matches only at the end of the text.
            '$' => out.push_str(r"\z"),
            '^' => out.push_str(r"\A"),
            '(' => {
                out.push('(');
                if chars.next_if_eq(&'?').is_some() {
                    group(&mut chars, &mut out)?;
                }
            }
            '{' if !is_counted(&chars) => out.push_str(r"\{"),
            '}' => out.push_str(if closes_count(&out) { "}" } else { r"\}" }),
            '*' | '+' | '?' => {
                out.push(c);
                // `a*+` is possessive elsewhere, and an error in ECMA-262.
                if chars.peek() == Some(&'+') || (c != '?' && chars.peek() == Some(&'*')) {
                    return Err("nothing to repeat".into());
                }
            }
            c => out.push(c),
        }
    }
    Ok(out)
}

fn group(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    out.push('?');
    match chars.next() {
        Some(c @ (':' | '=' | '!')) => out.push(c),
        Some('<') => {
            out.push('<');
            match chars.peek() {
                Some('=' | '!') => {}
                Some(c) if c.is_alphabetic() || matches!(c, '_' | '$') => {}
                _ => return Err("a group's name is missing".into()),
            }
        }
        _ => return Err("this kind of group does not exist in ECMA-262".into()),
    }
    Ok(())
}

/// Returns whether `{` starts a count: `{2}`, `{2,}`, `{2,5}`.
fn is_counted(rest: &Peekable<Chars<'_>>) -> bool {
    let mut rest = rest.clone();
    let mut digits = 0;
    while rest.next_if(char::is_ascii_digit).is_some() {
        digits += 1;
    }
    if rest.next_if_eq(&',').is_some() {
        while rest.next_if(char::is_ascii_digit).is_some() {}
    }
    digits > 0 && rest.next() == Some('}')
}

/// Returns whether the next `}` ends a count, such as `{2,5}`.
fn closes_count(out: &str) -> bool {
    let head = out.trim_end_matches(|c: char| c.is_ascii_digit() || c == ',');
    head.ends_with('{') && !head.ends_with(r"\{") && head.len() < out.len()
}

fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    let negated = chars.next_if_eq(&'^').is_some();
    if chars.next_if_eq(&']').is_some() {
        // `[]` matches nothing, `[^]` everything.
        out.push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
        return Ok(());
    }
    out.push_str(if negated { "[^" } else { "[" });
    while let Some(c) = chars.next() {
        match c {
            ']' => {
                out.push(']');
                return Ok(());
            }
            '\\' => escape(chars, out, true)?,
            '-' => {
                // A literal hyphen: first, last, or next to a class.
                let literal = out.ends_with('[') || out.ends_with("[^") || chars.peek() == Some(&']');
                out.push_str(if literal { r"\-" } else { "-" });
            }
            '[' | '&' | '~' | '^' | '#' | ' ' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    Err("a class does not end".into())
}

fn escape(chars: &mut Peekable<Chars<'_>>, out: &mut String, in_class: bool) -> Result<(), String> {
    let set = |set: &str, negated: bool| match (in_class, negated) {
        (true, false) => set.to_owned(),
        (_, true) => format!("[^{set}]"),
        (false, false) => format!("[{set}]"),
    };
    let Some(c) = chars.next() else { return Err("a backslash ends the pattern".into()) };
    match c {
        'd' | 'D' => out.push_str(&set("0-9", c == 'D')),
        'w' | 'W' => out.push_str(&set(WORD, c == 'W')),
        's' | 'S' => out.push_str(&set(SPACE, c == 'S')),
        'b' if in_class => out.push_str(r"\x08"),
        'b' => out.push_str(&format!("(?:(?<=[{WORD}])(?![{WORD}])|(?<![{WORD}])(?=[{WORD}]))")),
        'B' if !in_class => {
            out.push_str(&format!("(?:(?<=[{WORD}])(?=[{WORD}])|(?<![{WORD}])(?![{WORD}]))"));
        }
        't' | 'n' | 'r' => out.extend(['\\', c]),
        'f' => out.push_str(r"\x0C"),
        'v' => out.push_str(r"\x0B"),
        '0' if !chars.peek().is_some_and(char::is_ascii_digit) => out.push_str(r"\x00"),
        'c' => match chars.next() {
            Some(letter) if letter.is_ascii_alphabetic() => literal(u32::from(letter) % 32, out)?,
            _ => return Err(r"\c takes a letter".into()),
        },
        'x' => literal(hex(chars, 2)?, out)?,
        'u' => {
            let code = if chars.next_if_eq(&'{').is_some() {
                let digits: String = std::iter::from_fn(|| chars.next_if(char::is_ascii_hexdigit)).collect();
                if chars.next() != Some('}') {
                    return Err(r"\u{ does not end".into());
                }
                u32::from_str_radix(&digits, 16).map_err(|_| r"\u{…} takes a code point".to_owned())?
            } else {
                surrogates(hex(chars, 4)?, chars)
            };
            literal(code, out)?;
        }
        'p' | 'P' => {
            if chars.next() != Some('{') {
                return Err(format!(r"\{c} takes a property in braces"));
            }
            let name: String = std::iter::from_fn(|| chars.next_if(|c| *c != '}')).collect();
            chars.next();
            out.push_str(&format!(r"\{c}{{{name}}}"));
        }
        'k' if !in_class => out.push_str(r"\k"),
        '1'..='9' if !in_class => {
            out.extend(['\\', c]);
            out.extend(std::iter::from_fn(|| chars.next_if(char::is_ascii_digit)));
        }
        c if c.is_ascii_punctuation() || c == ' ' => {
            if !c.is_ascii_alphanumeric() && !matches!(c, '<' | '>' | '_') {
                out.push('\\');
            }
            out.push(c);
        }
        c if !c.is_ascii() => out.push(c),
        c => return Err(format!(r"\{c} is not an escape of ECMA-262")),
    }
    Ok(())
}

fn hex(chars: &mut Peekable<Chars<'_>>, count: usize) -> Result<u32, String> {
    let digits: String = chars.by_ref().take(count).collect();
    if digits.len() != count || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(format!("an escape takes {count} hexadecimal digits"));
    }
    u32::from_str_radix(&digits, 16).map_err(|error| error.to_string())
}

/// Joins `\ud83d\ude00` into one code point.
fn surrogates(unit: u32, chars: &mut Peekable<Chars<'_>>) -> u32 {
    if !(0xD800..0xDC00).contains(&unit) {
        return unit;
    }
    let mut ahead = chars.clone();
    if ahead.next() == Some('\\')
        && ahead.next() == Some('u')
        && let Ok(low @ 0xDC00..=0xDFFF) = hex(&mut ahead, 4)
    {
        *chars = ahead;
        return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    unit
}

fn literal(code: u32, out: &mut String) -> Result<(), String> {
    // Texts have U+FFFD instead of a lone surrogate, so the pattern must have the same.
    let code = if (0xD800..0xE000).contains(&code) { 0xFFFD } else { code };
    if char::from_u32(code).is_none() {
        return Err(format!("U+{code:X} is not a code point"));
    }
    write!(out, r"\x{{{code:x}}}").map_err(|error| error.to_string())
}
