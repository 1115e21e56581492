//! Rows of the rules about the text itself and about the limits of a validation.

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
    Row::new(Rule::JsonSyntax, "The text is JSON.", Example::document("{}", br#"{"a": 1}"#, br#"{"a": 1,}"#)),
    Row::new(Rule::InvalidUtf8, "The text is UTF-8.", Example::document("{}", "\"ü\"".as_bytes(), b"\"\xfc\"")),
    Row::new(
        Rule::TrailingData,
        "Nothing but white space follows the document.",
        Example::document("{}", b"{}\n", b"{} {}"),
    ),
    Row::new(
        Rule::Nesting,
        "Arrays and objects are not nested deeper than the limit.",
        Example::document("{}", b"[[[]]]", b"[[[[]]]]").limited("a limit of 3 levels", |limits| limits.nesting = 3),
    ),
    Row::new(
        Rule::DuplicateKey,
        "An object has each key once; readers disagree about which one counts.",
        Example::document("{}", br#"{"a": 1, "A": 2}"#, br#"{"a": 1, "\u0061": 2}"#),
    ),
    Row::new(
        Rule::LoneSurrogate,
        "An escaped surrogate is half of a pair; alone it is not a character.",
        Example::document("{}", br#""\ud83d\ude00""#, br#""\ud83d""#),
    ),
    Row::new(
        Rule::ByteOrderMark,
        "The text does not start with a byte order mark.",
        Example::document("{}", b"{}", b"\xef\xbb\xbf{}"),
    ),
    Row::new(
        Rule::IntegerBeyondI64,
        "An integer fits into a signed 64-bit number.",
        Example::document("{}", b"-9007199254740992", b"9223372036854775808"),
    ),
    Row::new(
        Rule::IntegerBeyondSafe,
        "An integer lies within ±2^53, which readers that use doubles hold exactly.",
        Example::document("{}", b"9007199254740992", b"9007199254740993"),
    ),
    Row::new(
        Rule::DecimalPrecision,
        "A decimal has at most 17 significant digits and fits into a double.",
        Example::document("{}", b"0.1", b"0.1234567890123456789"),
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
