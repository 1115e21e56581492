//! A verdict on a valid document allocates nothing, whatever the order of its names.

use dataarts_insight_validator::{Contract, Validator};

const CONTRACT: &str = r"
openapi: 3.0.3
type: object
required: [id]
properties:
  id: {type: string, minLength: 2, maxLength: 40}
  status: {type: integer, enum: [-1, 0, 1]}
  kind: {anyOf: [{type: string, enum: [import, export]}, {type: string, enum: [other]}]}
  count: {type: integer, format: int64, minimum: 0, multipleOf: 5}
  ratio: {type: number, minimum: 0, maximum: 1}
  tags: {type: array, maxItems: 9, items: {type: string}}
  nested: {type: object, additionalProperties: {type: integer}}
";

#[test]
fn a_valid_document_is_judged_without_allocation() {
    let contract = Contract::parse("contract.yaml", CONTRACT).expect("YAML");
    let validator = Validator::schema_at(&contract, "").expect("compiles");
    for (payload, allocates) in [
        (
            r#"{"id":"é1\n","status":-1,"kind":"export","count":25,"ratio":0.25,"tags":["a","b"],"nested":{"a":1}}"#,
            false,
        ),
        (r#"{ "tags": [], "ratio": 0.01, "count": 10, "id": "12", "later": {"a": [1, null, "\u00e9"]} }"#, false),
        (r#"{"nested":{"b":{}},"id":"1"}"#, false),
        // Numbers of that many digits, or with an exponent, are compared exactly, which takes memory: the check can fail.
        (r#"{"id":"12","ratio":0.1234567890123456789}"#, true),
        (r#"{"id":"12","ratio":1e-2}"#, true),
    ] {
        let bytes = payload.as_bytes();
        let mut valid = false;
        let counted = allocation_counter::measure(|| valid = validator.is_valid(bytes));
        assert_eq!(valid, !payload.contains("{}}"), "{payload}");
        assert_eq!(counted.count_total > 0, allocates, "{payload}: {counted:?}");
    }
}

/// Every keyword that needs all of a value at once.
const WHOLE: &str = "
openapi: 3.0.3
components:
  schemas:
    Cat: {type: object, required: [kind, purrs]}
    Dog: {type: object, required: [kind, barks]}
listed: {enum: [[[1]], [{a: 1}], {a: [1]}]}
unique: {type: array, uniqueItems: true}
counted: {type: object, minProperties: 100000000}
discriminated:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind}
";

#[test]
fn memory_is_a_few_times_the_document_whatever_it_is() {
    let contract = Contract::parse("contract.yaml", WHOLE).expect("YAML");
    let numbered = |write: fn(usize) -> String| (0..10_000).map(write).collect::<String>();
    let payloads = [
        format!("[[{}1]]", "1,".repeat(50_000)),
        format!("[[{}[]]]", "[],".repeat(30_000)),
        format!("{{\"a\":[{}{{}}]}}", "{},".repeat(30_000)),
        format!("{{{}\"kind\":1}}", numbered(|n| format!("\"{n}\":1,"))),
        format!("[{}0]", numbered(|n| format!("{},", n + 1))),
    ];
    for keyword in ["listed", "unique", "counted", "discriminated"] {
        let validator = Validator::schema_at(&contract, &format!("/{keyword}")).expect("compiles");
        for payload in &payloads {
            let counted = allocation_counter::measure(|| {
                let report = validator.validate(payload.as_bytes());
                assert_eq!(validator.is_valid(payload.as_bytes()), report.is_valid(), "{keyword}");
            });
            let most = 16 * u64::try_from(payload.len()).expect("small");
            assert!(counted.bytes_max < most, "{keyword}, {:.20}…: {counted:?}", payload);
        }
    }
}
