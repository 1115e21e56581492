//! The rows for rules about the JSON text and about the limits of a validation.

use crate::rule::{Example, Row, Rule};

pub(super) static ALL: &[Row] = &[
    Row::new(
        Rule::PatternBudget,
        "Matching the contract's regular expression ends within its budget.",
        Example::document(
            r"{type: string, pattern: '^((a+)\2?)+$'}",
            br#""aaaa""#,
            br#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!""#,
        ),
    ),
    text(Rule::JsonSyntax, "The text is JSON.", br#"{"a": 1}"#, br#"{"a": 1,}"#),
    text(Rule::InvalidUtf8, "The text is UTF-8.", "\"ü\"".as_bytes(), b"\"\xfc\""),
    text(Rule::TrailingData, "Nothing but white space follows the document.", b"{}\n", b"{} {}"),
    Row::new(
        Rule::Nesting,
        "Arrays and objects are not nested deeper than the limit.",
        Example::document("{}", b"[[[]]]", b"[[[[]]]]").limited("a limit of 3 levels", |limits| limits.nesting = 3),
    ),
    text(
        Rule::DuplicateKey,
        "An object has each key once; readers disagree about which one counts.",
        br#"{"a": 1, "A": 2}"#,
        br#"{"a": 1, "\u0061": 2}"#,
    ),
    Row::new(
        Rule::UndeclaredProperty,
        "An object has no property whose name is similar to a declared name; with a chosen level, no undeclared property.",
        Example::document(
            "{type: object, properties: {status: {type: integer}}}",
            br#"{"status": 1, "more": 2}"#,
            br#"{"statsu": 1}"#,
        ),
    ),
    text(
        Rule::LoneSurrogate,
        "An escaped surrogate is half of a pair; alone it is not a character.",
        br#""\ud83d\ude00""#,
        br#""\ud83d""#,
    ),
    text(Rule::ByteOrderMark, "The text does not start with a byte order mark.", b"{}", b"\xef\xbb\xbf{}"),
    text(
        Rule::IntegerBeyondI64,
        "An integer fits into a signed 64-bit number.",
        b"-9007199254740992",
        b"9223372036854775808",
    ),
    text(
        Rule::IntegerBeyondSafe,
        "An integer lies within ±2^53, which readers that use doubles hold exactly.",
        b"9007199254740992",
        b"9007199254740993",
    ),
    text(
        Rule::DecimalPrecision,
        "A decimal has at most 17 significant digits and fits into a double.",
        b"0.1",
        b"0.1234567890123456789",
    ),
    Row::new(
        Rule::WorkBudget,
        "Validating the document takes no more work than the limit.",
        Example::document(
            "{type: object, properties: {a: {allOf: [{minimum: 0}, {maximum: 9}], not: {multipleOf: 2}}}}",
            b"{}",
            br#"{"a": 1}"#,
        )
        .limited("no byte may be passed over again", |limits| limits.work = 0),
    ),
    Row::new(
        Rule::TooManyFindings,
        "The document has no more findings than the limit.",
        Example::document("{type: array, items: {type: string}}", b"[\"a\"]", b"[1, 2, 3]")
            .limited("a limit of 2 findings", |limits| limits.findings = 2),
    ),
    Row::new(
        Rule::DocumentSize,
        "The document, or the line of NDJSON, is not longer than the limit.",
        Example::document("{}", b"[1, 2]", b"[1, 2, 3]").limited("a limit of 8 bytes", |limits| limits.size = 8),
    ),
];

/// Makes the row of a rule that needs no schema.
const fn text(rule: Rule, summary: &'static str, accepted: &'static [u8], refused: &'static [u8]) -> Row {
    Row::new(rule, summary, Example::document("{}", accepted, refused))
}
