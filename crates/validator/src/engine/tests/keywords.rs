//! Tests schemas that the corpus does not contain: many names, combinators, `readOnly` and `writeOnly`, and errors in
//! schemas. The corpus tests each keyword alone (`tests/corpus/every-rule.yaml`).

use super::*;

#[test]
fn unions_of_enumerations_accept_the_same_whether_short_or_long() {
    for count in [2, 2_000] {
        let values: Vec<String> = (0..count).map(|number| format!("value{number}")).collect();
        let contract = format!("schema: {{anyOf: [{{type: string, enum: [a]}}, {{type: string, enum: {values:?}}}]}}");
        check(&contract, &[("\"a\"", &[]), ("\"value1\"", &[]), ("\"value2000\"", &["any-of"]), ("1", &["any-of"])]);
    }
}

#[test]
fn validates_objects_by_their_names() {
    check(
        "schema: {required: [a, z], properties: {a: {type: integer}, b: {type: string}}, additionalProperties: false}",
        &[
            ("{\"a\":1}", &["required"]),
            ("{\"b\":\"\",\"a\":1}", &["required"]),
            ("{\"z\":1,\"a\":1}", &["additional-properties"]),
            ("{\"\\u0061\":\"x\"}", &["required", "type"]),
            ("[]", &[]),
        ],
    );
    check("schema: {additionalProperties: {type: integer}}", &[("{\"x\":1}", &[]), ("{\"x\":\"\"}", &["type"])]);
    check(
        "schema: {minProperties: 2, maxProperties: 2}",
        &[
            ("{\"a\":1}", &["min-properties"]),
            ("{\"a\":1,\"b\":{\"c\":1}}", &[]),
            ("{\"a\":1,\"a\":1}", &["min-properties", "duplicate-key?"]),
            ("{\"a\":1,\"b\":1,\"a\":1}", &["duplicate-key?"]),
            ("{\"a\":1,\"b\":1,\"c\":1}", &["max-properties"]),
        ],
    );
}

#[test]
fn any_number_of_properties_works() {
    for count in [1, 63, 64, 65, 128, 129, 300] {
        let names: Vec<String> = (0..count).map(|i| format!("property_{i}")).collect();
        let properties: Vec<String> = names.iter().map(|name| format!("{name}: {{type: integer}}")).collect();
        let compiled = compile(&format!(
            "schema: {{required: [{}], properties: {{{}}}, additionalProperties: false}}",
            names.join(", "),
            properties.join(", ")
        ));
        let object = |names: &[String]| {
            let members: Vec<String> = names.iter().map(|name| format!("\"{name}\": 1")).collect();
            format!("{{{}}}", members.join(","))
        };
        assert_eq!(rules(&compiled, object(&names).as_bytes()), [""; 0]);
        let reversed: Vec<String> = names.iter().rev().cloned().collect();
        assert_eq!(rules(&compiled, object(&reversed).as_bytes()), [""; 0]);
        for missing in [0, count / 2, count - 1] {
            let mut names = names.clone();
            names.remove(missing);
            assert_eq!(rules(&compiled, object(&names).as_bytes()), ["required"], "{missing} of {count}");
        }
        let twice = [names.clone(), vec![names[count - 1].clone()]].concat();
        assert_eq!(rules(&compiled, object(&twice).as_bytes()), ["duplicate-key?"]);
    }
}

#[test]
fn finds_names_of_any_length_in_any_order() {
    for length in 0..80 {
        let name = "n".repeat(length);
        let compiled =
            compile(&format!("schema: {{properties: {{z: {{}}, y: {{}}, x: {{}}, '{name}': {{type: string}}}}}}"));
        for behind in 0..70 {
            // The search for a name reads 64 bytes at once, and works differently near the end of the text. The test
            // therefore adds a different number of spaces at the end.
            let (string, more) = ("s".repeat(behind), " ".repeat(behind));
            for (value, expected) in [
                (format!("\"{string}\""), &[][..]),
                (format!("\"{string}\",\"q\":\"{string}\""), &[]),
                (format!("\"\\n{string}\",\"q\":\"s\""), &[]),
                (format!("\"{string}"), &["json-syntax"]),
                (format!("\"\t{string}\""), &["json-syntax"]),
            ] {
                let payload = format!("{{\"x\":1,\"{name}\":{value}}}{more}");
                assert_eq!(rules(&compiled, payload.as_bytes()), *expected, "{payload}");
            }
        }
    }
}

#[test]
fn combinators_validate_the_same_value() {
    check("schema: {allOf: [{minimum: 1}, {maximum: 3}]}", &[("2", &[]), ("0", &["minimum"]), ("4", &["maximum"])]);
    check(
        "schema: {anyOf: [{type: string}, {type: integer, minimum: 5}]}",
        &[("\"\"", &[]), ("5", &[]), ("4", &["any-of", "minimum"]), ("true", &["any-of"])],
    );
    check(
        "schema: {oneOf: [{type: integer}, {type: number, minimum: 5}]}",
        &[("4", &[]), ("5.5", &[]), ("5", &["one-of"]), ("4.5", &["one-of", "minimum"])],
    );
    check("schema: {not: {type: string}}", &[("1", &[]), ("\"a\"", &["not"])]);
    check(
        "schema: {type: integer, not: {enum: [3]}, anyOf: [{minimum: 1}]}",
        &[("3", &["not"]), ("0", &["any-of", "minimum"])],
    );
    check(
        "schema: {anyOf: [{type: string, enum: [a]}, {type: string, enum: [b, c]}]}",
        &[("\"a\"", &[]), ("\"c\"", &[]), ("\"d\"", &["any-of"]), ("1", &["any-of"])],
    );
}

#[test]
fn a_discriminator_chooses_whose_findings_are_shown() {
    check(
        "schema: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}],
            discriminator: {propertyName: kind, mapping: {d: '#/components/schemas/Dog'}}}
components:
  schemas:
    Cat: {type: object, required: [lives], properties: {kind: {type: string}, lives: {type: integer}}}
    Dog: {type: object, required: [bark], properties: {kind: {type: string}, bark: {type: string}}}",
        &[
            ("{\"kind\":\"d\",\"bark\":1}", &["one-of", "type"]),
            ("{\"kind\":\"Cat\"}", &["one-of", "required"]),
            ("{\"kind\":\"d\",\"lives\":1}", &[]),
            // If several members have the same name, the last member is used.
            (r#"{"kind":"Cat","x":{"kind":1},"k\u0069nd":"d","bark":1}"#, &["one-of", "duplicate-key?", "type"]),
        ],
    );
}

#[test]
fn a_discriminator_that_names_no_alternative_has_a_hint() {
    let compiled = try_compile(
        "schema: {oneOf: [{$ref: '#/components/schemas/Gift'}, {$ref: '#/components/schemas/Order'}],
            discriminator: {propertyName: kind}}
components:
  schemas:
    Gift: {type: object, required: [to], properties: {kind: {type: string}}}
    Order: {type: object, required: [by], properties: {kind: {type: string}}}",
        Direction::Either,
    )
    .expect("compiles");
    for (payload, hint) in [
        (r#"{"kind":"Gfit"}"#, r#""kind" is "Gfit", which names no alternative; did you mean "Gift"?"#),
        (r#"{"kind":"parcel"}"#, r#""kind" is "parcel", which names no alternative; use one of "Gift", "Order""#),
        (r#"{"kind":1}"#, r#"add the string "kind", which names the alternative"#),
    ] {
        let first = findings(&compiled, payload.as_bytes()).into_iter().next();
        let said = first.and_then(|finding| finding.hint).map(|hint| hint.to_string());
        assert_eq!(said.as_deref(), Some(hint), "{payload}");
    }
}

#[test]
fn references_may_recur() {
    check(
        "schema: {$ref: '#/components/schemas/Tree'}
components:
  schemas:
    Tree: {type: object, properties: {value: {type: integer}, children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}",
        &[("{\"children\":[{\"value\":1},{\"children\":[]}]}", &[]), ("{\"children\":[{\"children\":[{\"value\":\"\"}]}]}", &["type"])],
    );
}

#[test]
fn direction_gives_read_only_and_write_only_their_meaning() {
    let contract = "schema: {required: [id, secret], properties: {id: {type: string, readOnly: true},
        secret: {type: string, writeOnly: true}}}";
    for (direction, payload, expected) in [
        (Direction::Request, "{\"secret\":\"\"}", vec![]),
        (Direction::Request, "{\"secret\":\"\",\"id\":\"\"}", vec!["read-only?"]),
        (Direction::Response, "{\"id\":\"\"}", vec![]),
        (Direction::Response, "{\"id\":\"\",\"secret\":\"\"}", vec!["write-only?"]),
        (Direction::Either, "{\"id\":\"\"}", vec!["required"]),
    ] {
        let compiled = try_compile(contract, direction).expect("compiles");
        assert_eq!(rules(&compiled, payload.as_bytes()), expected, "{direction:?} {payload}");
    }
    let inner =
        format!("schema: {{allOf: [{{type: object}}, {}]}}", contract.strip_prefix("schema: ").expect("prefix"));
    let compiled = try_compile(&inner, Direction::Request).expect("compiles");
    assert_eq!(rules(&compiled, b"{\"secret\":\"\",\"id\":\"\"}"), ["read-only?"]);
    let described =
        "schema: {properties: {id: {description: beside a reference, allOf: [{$ref: '#/components/schemas/Id'}]}}}
components: {schemas: {Id: {type: string, allOf: [{$ref: '#/components/schemas/Set'}]}, Set: {readOnly: true}}}";
    let compiled = try_compile(described, Direction::Request).expect("compiles");
    assert_eq!(rules(&compiled, b"{\"id\":\"\"}"), ["read-only?"]);
}

#[test]
fn names_of_the_other_direction_are_not_required_wherever_they_are_declared() {
    let id = "{id: {type: string, readOnly: true}, key: {type: string, writeOnly: true}}";
    for contract in [
        format!("schema: {{required: [id, key, name], allOf: [{{properties: {id}}}]}}"),
        format!("schema: {{allOf: [{{required: [id, key, name]}}, {{properties: {id}}}]}}"),
        format!("schema: {{properties: {id}, allOf: [{{required: [id, key, name]}}]}}"),
        format!("schema: {{properties: {id}, allOf: [{{allOf: [{{required: [id, key, name]}}]}}, {{type: object}}]}}"),
        format!("schema: {{properties: {id}, oneOf: [{{required: [id, key, name]}}]}}"),
        format!(
            "schema: {{required: [id, key, name], allOf: [{{$ref: '#/Base'}}]}}\nBase: {{allOf: [{{properties: {id}}}]}}"
        ),
    ] {
        let request = try_compile(&contract, Direction::Request).expect("compiles");
        let response = try_compile(&contract, Direction::Response).expect("compiles");
        assert_eq!(rules(&request, br#"{"name": 1, "key": ""}"#), [""; 0], "{contract}");
        assert_eq!(rules(&response, br#"{"name": 1, "id": ""}"#), [""; 0], "{contract}");
        assert!(
            rules(&request, br#"{"name": 1}"#).contains(&"required".to_owned()) || contract.contains("oneOf"),
            "{contract}"
        );
        assert!(!rules(&response, br#"{"id": ""}"#).is_empty(), "{contract}");
        assert!(!rules(&try_compile(&contract, Direction::Either).expect("compiles"), b"{}").is_empty(), "{contract}");
    }
    // The contract uses `Named` twice. Under `allOf`, a request needs no `id`, because the other schema under `allOf`
    // makes `id` `readOnly`. In the property `a`, `id` is not `readOnly`, so `a` must have an `id`.
    let contract =
        "schema: {properties: {a: {$ref: '#/Named'}}, allOf: [{$ref: '#/Named'}, {properties: {id: {readOnly: true}}}]}
Named: {required: [id]}";
    let request = try_compile(contract, Direction::Request).expect("compiles");
    assert_eq!(rules(&request, br#"{"a": {}}"#), ["required"]);
}

#[test]
fn alternatives_are_selected_by_the_enum_of_a_property() {
    let alternative =
        |kind: usize| format!("{{required: [kind], properties: {{kind: {{enum: [k{kind}]}}, v: {{type: integer}}}}}}");
    let wrapped = |kind: usize| {
        format!("{{allOf: [{{properties: {{kind: {{enum: [k{kind}]}}}}}}, {{properties: {{v: {{type: integer}}}}}}]}}")
    };
    for combinator in ["oneOf", "anyOf"] {
        for alternatives in [(0..1_000).map(alternative).collect::<Vec<_>>(), (0..1_000).map(wrapped).collect()] {
            let compiled =
                compile(&format!("schema: {{type: array, items: {{{combinator}: [{}]}}}}", alternatives.join(", ")));
            let id = if combinator == "oneOf" { "one-of" } else { "any-of" };
            let many: Vec<String> =
                (0..2_000).map(|n| format!("{{\"kind\": \"k{}\", \"v\": {n}}}", n % 1_000)).collect();
            assert_eq!(rules(&compiled, format!("[{}]", many.join(",")).as_bytes()), [""; 0]);
            // Only one schema allows the kind `k7`, so the diagnosis reports why this schema refuses the object.
            assert_eq!(rules(&compiled, br#"[{"v": "x", "kind": "k7"}]"#), [id, "type"]);
            assert_eq!(rules(&compiled, br#"[{"kind": "k1000"}]"#), [id]);
            assert_eq!(rules(&compiled, br#"[{"kind": "\u006b7", "v": 1}]"#), [""; 0]);
        }
    }
}

#[test]
fn alternatives_are_selected_by_their_required_properties() {
    let plain = |n: usize| format!("{{required: [id, p{n}], properties: {{p{n}: {{type: integer}}}}}}");
    let wrapped = |n: usize| format!("{{allOf: [{{required: [id]}}, {{required: [p{n}]}}], minProperties: 2}}");
    for combinator in ["oneOf", "anyOf"] {
        for mut alternatives in [(0..1_000).map(plain).collect::<Vec<_>>(), (0..1_000).map(wrapped).collect()] {
            // An alternative without required properties may accept every object.
            alternatives.push("{type: object, properties: {p7: {enum: [seven]}}, maxProperties: 1}".to_owned());
            let compiled = compile(&format!("schema: {{{combinator}: [{}]}}", alternatives.join(", ")));
            let id = if combinator == "oneOf" { "one-of" } else { "any-of" };
            let rules = |text: &str| rules(&compiled, text.as_bytes());
            assert_eq!(rules(r#"{"id": 1, "p7": 1}"#), [""; 0]);
            assert_eq!(rules(r#"{"\u0070999": 1, "id": 1}"#), [""; 0]);
            assert_eq!(rules(r#"{"p7": "seven"}"#), [""; 0]);
            assert_eq!(rules(r#"{"id": 1, "p1000": 1}"#).first().map(String::as_str), Some(id));
            // Two alternatives accept the object. All alternatives but the last accept a number.
            for value in [r#"{"id": 1, "p1": 1, "p2": 2}"#, "7"] {
                assert_eq!(rules(value), if combinator == "oneOf" { vec!["one-of"] } else { vec![] });
            }
        }
    }
}

#[test]
fn refuses_a_string_when_the_match_takes_too_long() {
    let payload = format!("\"{}!\"", "a".repeat(40));
    for contract in [
        "schema: {pattern: '^((a+)\\2?)+$'}",
        "schema: {not: {pattern: '^((a+)\\2?)+$'}}",
        "schema: {anyOf: [{pattern: '^((a+)\\2?)+$'}, {type: string}]}",
    ] {
        assert_eq!(rules(&compile(contract), payload.as_bytes()), ["pattern-budget"], "{contract}");
    }
}

#[test]
fn rejects_schemas_without_a_defined_verdict() {
    for (contract, message) in [
        ("schema: {type: strin}", "not a type"),
        ("schema: {type: [string]}", "not a type"),
        ("schema: {pattern: '('}", "regular expression"),
        ("schema: {$ref: '#/nowhere'}", "names nothing"),
        ("schema: {$ref: 'other.yaml#/A'}", "names nothing"),
        ("schema: {properties: {a: {$ref: '#/schema/properties/a'}}}", "back to itself"),
        ("schema: {allOf: [{$ref: '#/schema'}]}", "would not end"),
        ("schema: {not: {anyOf: [{$ref: '#/schema'}, {type: string}]}}", "would not end"),
        ("schema: {minLength: -1}", "not negative"),
        ("schema: {maximum: '3'}", "must be a number"),
        ("schema: {multipleOf: 0}", "greater than zero"),
        ("schema: {exclusiveMinimum: 3}", "true or false"),
        ("schema: {items: 3}", "must be an object"),
        ("schema: {enum: a}", "an array"),
        ("schema: {required: a}", "an array"),
        ("schema: {anyOf: []}", "at least one"),
        ("schema: {additionalProperties: 1}", "boolean or a schema"),
    ] {
        let error = try_compile(contract, Direction::Either).expect_err(contract);
        let first = error.problems().first().expect("a problem");
        assert!(first.message.contains(message) && first.position.is_some(), "{contract}: {error}");
    }
}

#[test]
fn a_finding_has_places_expectation_and_hint() {
    let compiled = compile(
        "schema:
  properties:
    tasks: {items: {properties: {status: {type: integer}, kind: {type: string, enum: [import, export]}}, additionalProperties: false}}",
    );
    let payload = "{\"tasks\": [\n  {\"kind\": \"é\", \"status\": \"5\", \"stats\": 1}]}";
    let shown: Vec<String> = findings(&compiled, payload.as_bytes())
        .iter()
        .map(|f| {
            let hint = f.hint.as_ref().map_or("-".to_owned(), ToString::to_string);
            let contract = f.contract.as_ref().map(crate::ContractPlace::pointer).unwrap_or_default();
            format!(
                "{} {}:{} @{} {}: {}, not {} ({hint}) by {contract}",
                f.pointer, f.line, f.column, f.offset, f.rule, f.expected, f.found
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "/tasks/0/kind 2:12 @23 enum: one of \"import\", \"export\", not the string \"é\" (-) by /schema/properties/tasks/items/properties/kind/enum",
            "/tasks/0/status 2:27 @39 type: an integer, not the string \"5\" (write 5 without quotes) by /schema/properties/tasks/items/properties/status/type",
            "/tasks/0/stats 2:32 @44 additional-properties: only the declared properties, not the property \"stats\" (did you mean \"status\"?) by /schema/properties/tasks/items/additionalProperties",
        ]
    );
}

#[test]
fn work_is_bounded_whatever_the_contract() {
    let compiled = compile(
        "schema: {$ref: '#/components/schemas/T'}
components:
  schemas:
    T: {allOf: [{properties: {c: {$ref: '#/components/schemas/T'}}}, {properties: {c: {$ref: '#/components/schemas/T'}}}], not: {type: string}}",
    );
    let payload = |depth: usize, leaf: &str| format!("{}{leaf}{}", "{\"c\":".repeat(depth), "}".repeat(depth));
    assert_eq!(rules(&compiled, payload(5, "1").as_bytes()), [""; 0]);
    assert!(!rules(&compiled, payload(5, "\"\"").as_bytes()).is_empty());
    assert!(rules(&compiled, payload(100, "1").as_bytes()).contains(&"work-budget".to_owned()));
    assert!(!rules(&compiled, payload(100, "\"\"").as_bytes()).is_empty());
}

#[test]
fn reports_each_missing_property_once() {
    check(
        "schema: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/A'}]}
components: {schemas: {A: {required: [a, b]}}}",
        &[("{}", &["required", "required"])],
    );
}

#[test]
fn arrays_of_unique_items_are_bounded() {
    let compiled = compile("schema: {uniqueItems: true}").with_limits(Limits { unique_items: 3, ..Limits::default() });
    assert_eq!(rules(&compiled, b"[1,2,3]"), [""; 0]);
    assert_eq!(rules(&compiled, b"[1,2,3,4]"), ["work-budget"]);
}

#[test]
fn shows_listed_values_as_the_contract_writes_them() {
    let compiled = compile("schema: {enum: [0.10000000000000000000001, {b: 1.50, a: null}]}");
    let expected = findings(&compiled, b"1").into_iter().next().expect("a finding").expected;
    assert_eq!(expected.to_string(), r#"one of 0.10000000000000000000001, {"b":1.50,"a":null}"#);
}

#[test]
fn compares_with_every_string_of_a_long_list() {
    let listed: Vec<String> = (0..100).map(|n| format!("code-{n}")).collect();
    let compiled = compile(&format!("schema: {{anyOf: [{{enum: [{}]}}, {{enum: [code-7, é]}}]}}", listed.join(", ")));
    for accepted in listed.iter().map(String::as_str).chain(["é", "\\u00e9", "code-\\u0037"]) {
        assert!(compiled.is_valid(format!("\"{accepted}\"").as_bytes()), "{accepted}");
    }
    assert!(!compiled.is_valid(b"\"code-100\""));
}
