//! Tests the limits of a validation, and the levels (allow, warn, deny) of problems such as duplicate keys. The details
//! of JSON are tested by `tests/corpus/edges.yaml`.

use super::*;

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
            assert!(strictness.set(rule, level));
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
        let mut loose = Strictness::default();
        loose.set(Rule::Nesting, Level::Warn);
        let compiled = compiled.with_strictness(loose);
        assert_eq!(rules(&compiled, nested(512).as_bytes()), ["nesting?"], "{contract}");
        assert!(!compiled.is_valid(nested(513).as_bytes()));
    }
}

/// Several documents on separate lines (NDJSON) get a hint. Several documents on one line get no hint.
#[test]
fn a_document_on_each_line_is_recognized() {
    let compiled = compile("schema: {}");
    for (text, recognized) in [
        ("{\"a\": 1}\n{\"a\": 2}\n", true),
        ("\n{\"a\": 1}\r\n\n{", true),
        ("{\"a\": 1} {\"a\": 2}", false),
        ("{\n  \"a\": 1\n}\n{\"a\": 2}", false),
        ("{\"a\": 1}\nend", false),
    ] {
        let findings = findings(&compiled, text.as_bytes());
        let said: Vec<_> = findings.iter().map(|finding| (finding.rule, finding.hint.is_some())).collect();
        assert_eq!(said, [(Rule::TrailingData, recognized)], "{text}");
    }
}

#[test]
fn a_name_similar_to_a_declared_name_is_reported() {
    let object = "{type: object, properties: {status: {}, created_at: {}, inner: {properties: {name: {}}}}}";
    let compiled = compile(&format!("schema: {object}"));
    for (payload, reported) in [
        (r#"{"status": 1, "more": 2}"#, &[][..]),
        (r#"{"statsu": 1}"#, &["undeclared-property?"]),
        (r#"{"createdAt": 1, "sttus": 1, "zebra": 1}"#, &["undeclared-property?"; 2]),
        (r#"{"inner": {"nmae": 1}}"#, &["undeclared-property?"]),
        // Inside the value of an undeclared property, every name is permitted.
        (r#"{"more": {"nmae": 1}}"#, &[]),
    ] {
        assert_eq!(rules(&compiled, payload.as_bytes()), reported, "{payload}");
    }
    let hint = findings(&compiled, br#"{"statsu": 1}"#).remove(0).hint;
    assert_eq!(hint, Some(crate::Hint::DidYouMean("\"status\"".into())));
}

#[test]
fn the_level_decides_which_undeclared_names_are_reported() {
    let payload = br#"{"statsu": 1, "more": 2}"#;
    for (level, reported) in [
        (Level::Allow, &[][..]),
        (Level::Warn, &["undeclared-property?", "undeclared-property?"]),
        (Level::Deny, &["undeclared-property", "undeclared-property"]),
    ] {
        let mut strictness = Strictness::default();
        strictness.set(Rule::UndeclaredProperty, level);
        let compiled = compile("schema: {properties: {status: {}}}").with_strictness(strictness);
        assert_eq!(rules(&compiled, payload), reported, "{level:?}");
        assert_eq!(compiled.is_valid(payload), level != Level::Deny, "{level:?}");
    }
    let strict = compile("schema: {properties: {status: {}}}").with_strictness(Strictness::strict());
    assert_eq!(rules(&strict, payload), ["undeclared-property"]);
    assert!(!strict.is_valid(payload) && strict.is_valid(br#"{"more": 2}"#));
}

#[test]
fn combinators_declare_names_together() {
    let contract = "
schema:
  allOf: [{$ref: '#/a'}, {$ref: '#/b'}]
  properties: {own: {}}
a: {type: object, properties: {alpha: {}, deep: {properties: {name: {}}}}}
b: {oneOf: [{type: object, required: [kind], properties: {kind: {}, beta: {}}}]}
";
    let mut strictness = Strictness::default();
    strictness.set(Rule::UndeclaredProperty, Level::Deny);
    let (loose, every) = (compile(contract), compile(contract).with_strictness(strictness));
    for (payload, near, all) in [
        (r#"{"own": 1, "alpha": 1, "kind": 1, "beta": 1}"#, 0, 0),
        (r#"{"kind": 1, "alhpa": 1}"#, 1, 1),
        (r#"{"kind": 1, "zebra": 1}"#, 0, 1),
        (r#"{"kind": 1, "deep": {"nmae": 1, "kind": 1}}"#, 1, 2),
    ] {
        for (compiled, count) in [(&loose, near), (&every, all)] {
            assert_eq!(findings(compiled, payload.as_bytes()).len(), count, "{payload}");
        }
        assert_eq!(every.is_valid(payload.as_bytes()), all == 0, "{payload}");
    }
    // An object with a schema for `additionalProperties` accepts any name, so `alhpa` is not reported.
    let map = compile("schema: {allOf: [{properties: {alpha: {}}}, {additionalProperties: {type: integer}}]}");
    assert!(findings(&map, br#"{"alhpa": 1}"#).is_empty());
}

/// Tests an object with more than `MAX_NAMES` names. The names of such an object are compared in parts.
#[test]
fn finds_a_name_that_occurs_twice_among_very_many() {
    let compiled = compile("schema: {minProperties: 5000}");
    let names: String = (0..5_000).map(|number| format!("\"n{number}\":1,")).collect();
    for (last, reported) in [("n5000", &[][..]), ("n7", &["duplicate-key?"]), ("n\\u0037", &["duplicate-key?"])] {
        let payload = format!("{{{names}\"{last}\":1}}");
        assert_eq!(rules(&compiled, payload.as_bytes()), reported, "{last}");
    }
    let payload = format!("{{{}\"n1\":1,\"n2\":1}}", names.replace("\"n4999\":1,", ""));
    assert_eq!(rules(&compiled, payload.as_bytes()), ["min-properties", "duplicate-key?", "duplicate-key?"]);
}
