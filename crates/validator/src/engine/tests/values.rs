//! Tests that values are compared by their meaning, not by their spelling.

use super::*;

#[test]
fn numbers_have_an_exact_order() {
    let sorted = [
        "-1e400",
        "-2",
        "-1.5",
        "-1",
        "-1e-400",
        "0",
        "1e-400",
        "0.1",
        "1",
        "1.00000000000000000001",
        "9223372036854775807",
        "9223372036854775807.5",
        "9223372036854775808",
        "1e400",
    ];
    for pair in sorted.windows(2) {
        for (keyword, bound, beyond) in [("minimum", pair[1], pair[0]), ("maximum", pair[0], pair[1])] {
            let compiled = compile(&format!("schema: {{{keyword}: {bound}}}"));
            assert!(compiled.is_valid(bound.as_bytes()) && !compiled.is_valid(beyond.as_bytes()), "{keyword} {pair:?}");
        }
    }
}

#[test]
fn multiples_are_exact() {
    for (value, divisor, expected) in [
        ("0.3", "0.1", true),
        ("0.35", "0.1", false),
        ("1e400", "7", false),
        ("7e400", "7", true),
        ("1e400", "1024", true),
        ("1e-400", "1", false),
        ("0", "3", true),
        ("-9", "3", true),
        ("9007199254740993", "2", false),
        ("100", "2.5", true),
        ("4.5", "1.5", true),
        ("123456789012345678901234567890", "10", true),
        ("5", "10", false),
    ] {
        let compiled = compile(&format!("schema: {{multipleOf: {divisor}}}"));
        assert_eq!(compiled.is_valid(value.as_bytes()), expected, "{value} {divisor}");
    }
}

#[test]
fn formats_of_numbers_have_a_range() {
    for (format, accepted, refused) in [
        ("int32", "-2147483648", "2147483648"),
        ("int64", "-9223372036854775808", "9223372036854775808"),
        ("float", "3.4e38", "3.5e38"),
        ("double", "1.7e308", "1e309"),
    ] {
        let compiled = compile(&format!("schema: {{type: number, format: {format}}}"));
        assert!(compiled.is_valid(accepted.as_bytes()) && !compiled.is_valid(refused.as_bytes()), "{format}");
    }
}

#[test]
fn equal_values_are_equal_however_written() {
    let unique = compile("schema: {uniqueItems: true}");
    for (a, b) in [
        ("1", "1.0"),
        ("100", "1e2"),
        ("0.001", "1E-3"),
        ("-0", "0"),
        ("0e9", "0.00"),
        (r#""a""#, r#""\u0061""#),
        (r#"[1, 2.50, "\u0061"]"#, r#"[1.0,25e-1,"a"]"#),
        (r#"{"a": {"x": [], "y": {}}, "b": null}"#, r#"{"b":null,"\u0061":{"y":{},"x":[ ]}}"#),
        (r#"{"a": 2}"#, r#"{"a":[1,{"b":"}"}],"a":2}"#),
    ] {
        assert!(!unique.is_valid(format!("[{a}, {b}]").as_bytes()), "{a} {b}");
    }
    let different = r#"[[], [[]], [1], [1,1], ["1"], {}, [{}], {"a":1}, {"a":2}, {"b":1}, 1, "1", {"a":1,"b":1}, null, true,
        false, "null", [[],[]], [[[]]], -1, 1e1]"#;
    assert!(unique.is_valid(different.as_bytes()));
}

#[test]
fn the_first_item_that_occurs_twice_is_reported() {
    let unique = compile("schema: {uniqueItems: true}");
    for (items, expected) in [
        ("[3, 3, 3]", "3 at both 0 and 1"),
        ("[1, 2, 1.0]", "1.0 at both 0 and 2"),
        (r#"[10, "10", 1, 10]"#, "10 at both 0 and 3"),
        ("[1, 2, 3, 4, 5, 6, 7, 8, 9, 1e0]", "1e0 at both 0 and 9"),
    ] {
        assert_eq!(findings(&unique, items.as_bytes())[0].found.to_string(), expected);
    }
}
