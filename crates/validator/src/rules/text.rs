//! Rows of the rules about the text itself and about the limits of a validation.

use crate::rule::{Example, Row, Rule};

pub(super) static ALL: &[Row] = &[
    Row {
        rule: Rule::PatternBudget,
        summary: "Matching the contract's regular expression ends within its budget.",
        example: Example::document(
            r"{type: string, pattern: '^((a+)\2?)+$'}",
            br#""aaaa""#,
            br#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!""#,
        ),
    },
    Row {
        rule: Rule::JsonSyntax,
        summary: "The text is JSON.",
        example: Example::document("{}", br#"{"a": 1}"#, br#"{"a": 1,}"#),
    },
    Row {
        rule: Rule::InvalidUtf8,
        summary: "The text is UTF-8.",
        example: Example::document("{}", "\"ü\"".as_bytes(), b"\"\xfc\""),
    },
    Row {
        rule: Rule::TrailingData,
        summary: "Nothing but white space follows the document.",
        example: Example::document("{}", b"{}\n", b"{} {}"),
    },
    Row {
        rule: Rule::Nesting,
        summary: "Arrays and objects are not nested deeper than the limit.",
        example: Example::document("{}", b"[[[]]]", b"[[[[]]]]")
            .limited("a limit of 3 levels", |limits| limits.nesting = 3),
    },
    Row {
        rule: Rule::DuplicateKey,
        summary: "An object has each key once; readers disagree about which one counts.",
        example: Example::document("{}", br#"{"a": 1, "A": 2}"#, br#"{"a": 1, "\u0061": 2}"#),
    },
    Row {
        rule: Rule::LoneSurrogate,
        summary: "An escaped surrogate is half of a pair; alone it is not a character.",
        example: Example::document("{}", br#""\ud83d\ude00""#, br#""\ud83d""#),
    },
    Row {
        rule: Rule::ByteOrderMark,
        summary: "The text does not start with a byte order mark.",
        example: Example::document("{}", b"{}", b"\xef\xbb\xbf{}"),
    },
    Row {
        rule: Rule::IntegerBeyondI64,
        summary: "An integer fits into a signed 64-bit number.",
        example: Example::document("{}", b"-9007199254740992", b"9223372036854775808"),
    },
    Row {
        rule: Rule::IntegerBeyondSafe,
        summary: "An integer lies within ±2^53, which readers that use doubles hold exactly.",
        example: Example::document("{}", b"9007199254740992", b"9007199254740993"),
    },
    Row {
        rule: Rule::DecimalPrecision,
        summary: "A decimal has at most 17 significant digits and fits into a double.",
        example: Example::document("{}", b"0.1", b"0.1234567890123456789"),
    },
    Row {
        rule: Rule::WorkBudget,
        summary: "Validating the document takes no more work than the limit.",
        example: Example::document(
            "{type: object, properties: {a: {allOf: [{minimum: 0}, {maximum: 9}], not: {multipleOf: 2}}}}",
            b"{}",
            br#"{"a": 1}"#,
        )
        .limited("no byte may be passed over again", |limits| limits.work = 0),
    },
    Row {
        rule: Rule::TooManyFindings,
        summary: "The document has no more findings than the limit.",
        example: Example::document("{type: array, items: {type: string}}", b"[\"a\"]", b"[1, 2, 3]")
            .limited("a limit of 2 findings", |limits| limits.findings = 2),
    },
    Row {
        rule: Rule::DocumentSize,
        summary: "The document, or the line of NDJSON, is not longer than the limit.",
        example: Example::document("{}", b"[1, 2]", b"[1, 2, 3]")
            .limited("a limit of 8 bytes", |limits| limits.size = 8),
    },
];
