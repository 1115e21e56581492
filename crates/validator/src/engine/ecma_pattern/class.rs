//! Sets of characters.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// The code points of surrogates: halves of a character in UTF-16. A half without the other half is replaced by U+FFFD
/// in the text and in the pattern, because a Rust string cannot contain such a half.
const SURROGATES: std::ops::RangeInclusive<u32> = 0xD800..=0xDFFF;
const REPLACEMENT: char = '\u{fffd}';

const DIGIT: &[(char, char)] = &[('0', '9')];
const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
const SPACE: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{a0}', '\u{a0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200a}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202f}', '\u{202f}'),
    ('\u{205f}', '\u{205f}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{feff}', '\u{feff}'),
];
const LINE_ENDS: &[(char, char)] = &[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')];

/// Returns the set of characters for `\d`, `\w`, `\s`, `\D`, `\W` or `\S`. Returns `None` for another letter.
pub(super) fn of_escape(letter: char) -> Option<ClassUnicode> {
    let set = of(match letter.to_ascii_lowercase() {
        'd' => DIGIT,
        'w' => WORD,
        's' => SPACE,
        _ => return None,
    });
    Some(if letter.is_ascii_uppercase() { not(set) } else { set })
}

/// Returns the set of characters that `.` matches.
pub(super) fn dot() -> ClassUnicode {
    not(of(LINE_ENDS))
}

/// Returns the set of a Unicode property, such as `L` or `Script=Greek`. Returns `None` for an unknown property.
pub(super) fn of_property(name: &str) -> Option<ClassUnicode> {
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'=')) {
        return None;
    }
    match regex_syntax::parse(&format!(r"\p{{{name}}}")).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(set)) => Some(set),
        // A property with only one character, such as `Zl`.
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            Some(ClassUnicode::new(text.chars().map(|c| ClassUnicodeRange::new(c, c))))
        }
        _ => None,
    }
}

/// Returns all characters that a set does not contain.
pub(super) fn not(mut set: ClassUnicode) -> ClassUnicode {
    set.negate();
    set
}

/// Returns the character of a code point. Returns U+FFFD for a surrogate.
pub(super) fn character(code: u32) -> Option<char> {
    if SURROGATES.contains(&code) { Some(REPLACEMENT) } else { char::from_u32(code) }
}

/// Adds all characters from `first` to `last`, including both.
pub(super) fn add_range(ranges: &mut Vec<ClassUnicodeRange>, first: u32, last: u32) {
    let (low, high) = (*SURROGATES.start(), *SURROGATES.end());
    let mut add = |first: u32, last: u32| {
        if let (true, Some(first), Some(last)) = (first <= last, char::from_u32(first), char::from_u32(last)) {
            ranges.push(ClassUnicodeRange::new(first, last));
        }
    };
    add(first, last.min(low - 1));
    add(first.max(high + 1), last);
    if first <= high && last >= low {
        add(u32::from(REPLACEMENT), u32::from(REPLACEMENT));
    }
}

fn of(ranges: &[(char, char)]) -> ClassUnicode {
    ClassUnicode::new(ranges.iter().map(|(first, last)| ClassUnicodeRange::new(*first, *last)))
}
