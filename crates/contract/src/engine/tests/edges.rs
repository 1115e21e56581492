//! JSON's own edges: what is accepted, what is refused, and why.

use super::*;

/// Payload, rules that it violates (`?` a warning), reason.
const EDGES: &[(&[u8], &[&str], &str)] = &[
    (b"1", &[], "any value is a document"),
    (b" \t\r\n1 \t\r\n", &[], "white space around it is JSON's"),
    (b"", &["json-syntax"], "no value"),
    (b"\x0c1", &["json-syntax"], "a form feed is no white space of JSON"),
    (b"1 2", &["trailing-data"], "two documents"),
    (b"{}x", &["trailing-data"], "garbage behind"),
    (b"[1,]", &["json-syntax"], "trailing comma"),
    (b"{\"a\":1,}", &["json-syntax"], "trailing comma"),
    (b"[1 2]", &["json-syntax"], "missing comma"),
    (b"{\"a\" 1}", &["json-syntax"], "missing colon"),
    (b"{a:1}", &["json-syntax"], "key without quotes"),
    (b"{\"a\":}", &["json-syntax"], "missing value"),
    (b"[", &["json-syntax"], "unfinished"),
    (b"{\"a\"", &["json-syntax"], "unfinished"),
    (b"\"a", &["json-syntax"], "unfinished"),
    (b"\"\\", &["json-syntax"], "unfinished escape"),
    (b"\"\\u12", &["json-syntax"], "unfinished escape"),
    (b"[1}", &["json-syntax"], "wrong bracket"),
    (b"tru", &["json-syntax"], "no literal"),
    (b"True", &["json-syntax"], "literals are lower case"),
    (b"NaN", &["json-syntax"], "no number of JSON"),
    (b"Infinity", &["json-syntax"], "no number of JSON"),
    (b"01", &["json-syntax"], "leading zero"),
    (b"-", &["json-syntax"], "no digits"),
    (b"+1", &["json-syntax"], "no plus in JSON"),
    (b".5", &["json-syntax"], "no digit before the point"),
    (b"1.", &["json-syntax"], "no digit behind the point"),
    (b"1e", &["json-syntax"], "no exponent"),
    (b"0x10", &["trailing-data"], "no hexadecimal in JSON: the document is 0"),
    (b"// c\n1", &["json-syntax"], "no comments in JSON"),
    (b"'a'", &["json-syntax"], "single quotes"),
    (b"\"a\nb\"", &["json-syntax"], "a raw control character"),
    (b"\"a\x7fb\"", &[], "DEL is no control character to JSON"),
    (b"\"\\a\"", &["json-syntax"], "unknown escape"),
    (b"\"\\/\\b\\f\\n\\r\\t\\\\\\\"\"", &[], "every escape"),
    (b"\"\\u0000\"", &[], "an escaped NUL"),
    (b"\"\\ud83d\\ude00\"", &[], "a surrogate pair"),
    (b"\"\\ud83d\"", &["lone-surrogate?"], "the grammar permits half a pair"),
    (b"\"\\ude00\\ud83d\"", &["lone-surrogate?"], "the wrong way round"),
    (b"\"\xff\"", &["invalid-utf8"], "no UTF-8"),
    (b"\"\xc3\"", &["invalid-utf8"], "unfinished UTF-8"),
    (b"\"\xc0\x80\"", &["invalid-utf8"], "overlong UTF-8"),
    (b"\"\xed\xa0\x80\"", &["invalid-utf8"], "an encoded surrogate"),
    (b"{\"\xff\":1}", &["invalid-utf8"], "in a key too"),
    (b"\xff", &["json-syntax"], "outside a string it is no value"),
    (b"\xef\xbb\xbf1", &["byte-order-mark?"], "may be ignored"),
    (b"\xef\xbb\xbf\xef\xbb\xbf1", &["byte-order-mark?", "json-syntax"], "once"),
    (b"-0", &[], "minus zero is an integer"),
    (b"-0.0e-0", &[], "and zero"),
    (b"9007199254740992", &[], "2^53"),
    (b"9007199254740993", &["integer-beyond-2-53?"], "2^53 + 1 is no double"),
    (b"-9007199254740993", &["integer-beyond-2-53?"], "-2^53 - 1"),
    (b"9223372036854775807", &["integer-beyond-2-53?"], "i64::MAX"),
    (b"9223372036854775808", &["integer-beyond-i64?"], "i64::MAX + 1"),
    (b"-9223372036854775808", &["integer-beyond-2-53?"], "i64::MIN"),
    (b"-9223372036854775809", &["integer-beyond-i64?"], "i64::MIN - 1"),
    (b"18446744073709551615", &["integer-beyond-i64?"], "u64::MAX"),
    (b"18446744073709551616", &["integer-beyond-i64?"], "u64::MAX + 1"),
    (b"1e400", &["decimal-precision?"], "beyond a double"),
    (b"1e-400", &["decimal-precision?"], "rounds to zero"),
    (b"0e999999999999999999999", &[], "zero all the same"),
    (b"0.1000000000000000055511151231257827", &["decimal-precision?"], "34 digits"),
    (b"1.00000000000000000000", &[], "one significant digit"),
    (b"{\"a\":1,\"a\":2}", &["duplicate-key?"], "names should be unique"),
    (b"{\"a\":1,\"\\u0061\":2}", &["duplicate-key?"], "however written"),
    (b"{\"x\":{\"b\":1,\"b\":2}}", &["duplicate-key?"], "wherever they are"),
    (b"[[{\"b\":1,\"c\":2}]]", &[], "several names, none twice"),
];

#[test]
fn edges_of_json() {
    for contract in
        ["schema: {}", "schema: {anyOf: [{minLength: 900}, {}]}", "schema: {items: {}, properties: {x: {}}}"]
    {
        let compiled = compile(contract);
        for (payload, expected, reason) in EDGES {
            let mut found = rules(&compiled, payload);
            found.dedup();
            let shown = String::from_utf8_lossy(payload);
            // A text that ends early may end after a warning.
            assert_eq!(found, *expected, "{contract} {shown:?}: {reason}");
        }
    }
}

#[test]
fn each_condition_can_be_denied_warned_of_or_allowed() {
    for (payload, rule) in [
        (&b"\"\xff\""[..], Rule::InvalidUtf8),
        (b"1 2", Rule::TrailingData),
        (b"[[[[1]]]]", Rule::Nesting),
        (b"{\"x\":[{\"a\":1,\"a\":1}]}", Rule::DuplicateKey),
        (b"\"\\ud800\"", Rule::LoneSurrogate),
        (b"\xef\xbb\xbf1", Rule::ByteOrderMark),
        (b"[9223372036854775808]", Rule::IntegerBeyondI64),
        (b"9007199254740993", Rule::IntegerBeyondSafe),
        (b"1e400", Rule::DecimalPrecision),
    ] {
        for level in [Level::Deny, Level::Warn, Level::Allow] {
            let mut strictness = Strictness::default();
            for (name, field) in [
                (Rule::InvalidUtf8, &mut strictness.invalid_utf8),
                (Rule::TrailingData, &mut strictness.trailing_data),
                (Rule::Nesting, &mut strictness.nesting),
                (Rule::DuplicateKey, &mut strictness.duplicate_key),
                (Rule::LoneSurrogate, &mut strictness.lone_surrogate),
                (Rule::ByteOrderMark, &mut strictness.byte_order_mark),
                (Rule::IntegerBeyondI64, &mut strictness.integer_beyond_i64),
                (Rule::IntegerBeyondSafe, &mut strictness.integer_beyond_safe),
                (Rule::DecimalPrecision, &mut strictness.decimal_precision),
            ] {
                if name == rule {
                    *field = level;
                }
            }
            let limits = Limits { nesting: 3, ..Limits::default() };
            let compiled = compile("schema: {}").with_limits(limits).with_strictness(strictness);
            let expected = match level {
                Level::Deny => vec![rule.id().to_owned()],
                Level::Warn => vec![format!("{rule}?")],
                Level::Allow => vec![],
            };
            assert_eq!(rules(&compiled, payload), expected, "{rule} {level:?}");
        }
    }
}

#[test]
fn depth_is_bounded_however_deep_the_text() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for contract in
        ["schema: {}", "schema: {items: {$ref: '#/schema'}}", "schema: {anyOf: [{items: {$ref: '#/schema'}}]}"]
    {
        let compiled = compile(contract);
        assert_eq!(rules(&compiled, nested(128).as_bytes()), [""; 0], "{contract}");
        assert_eq!(rules(&compiled, nested(129).as_bytes()), ["nesting"], "{contract}");
        assert!(!rules(&compiled, nested(1_000_000).as_bytes()).is_empty());
        assert!(!rules(&compiled, "[".repeat(1_000_000).as_bytes()).is_empty());
        let loose = Strictness { nesting: Level::Warn, ..Strictness::default() };
        let compiled = compiled.with_strictness(loose);
        assert_eq!(rules(&compiled, nested(512).as_bytes()), ["nesting?"], "{contract}");
        assert!(!compiled.is_valid(nested(513).as_bytes()));
    }
}

#[test]
fn findings_are_bounded() {
    let compiled = compile("schema: {items: {type: string}}").with_limits(Limits { findings: 3, ..Limits::default() });
    assert_eq!(rules(&compiled, b"[1,2,3,4,5]"), ["type", "type", "type", "too-many-findings"]);
}
