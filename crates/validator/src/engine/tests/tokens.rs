//! Tests the tokens of JSON, and the description of the first text that is not JSON.

use crate::{
    engine::{scan::*, stray::*},
    finding::Found,
};

#[test]
fn strings_decode() {
    for (raw, decoded, characters) in [
        (r"a\n\u00e9", "a\né", 3),
        (r"\ud83d\ude00x", "😀x", 2),
        (r"\ud83dx", "\u{fffd}x", 2),
        ("é😀", "é😀", 2),
        (r#"\/\\\""#, "/\\\"", 3),
    ] {
        assert_eq!(decode(raw.as_bytes()), decoded);
        let quoted = format!("{raw}\"");
        assert_eq!(text(quoted.as_bytes(), 0).expect("JSON").characters, characters, "{raw}");
    }
}

#[test]
fn finds_a_word_an_escape_or_a_character() {
    for (text, expected) in [
        ("", "the end of the text"),
        ("NaN,", "`NaN`"),
        ("-Infinity", "`-Infinity`"),
        ("} ", "`}`"),
        (r#"\u12""#, r"`\u12`"),
        (r"\é", r"`\é`"),
        (r"\", r"`\`"),
        ("é", "`é`"),
        ("\u{feff}", "U+FEFF"),
        ("\n", "U+000A"),
    ] {
        assert_eq!(stray(text.as_bytes(), 0, None).found.to_string(), expected, "{text:?}");
    }
    let byte = stray(b"\xff\xff", 0, None);
    assert_eq!((byte.found, byte.len), (Found::Byte(0xff), 1));
    assert_eq!(stray(&[b'a'; 1000], 0, None).len, WORD);
}
