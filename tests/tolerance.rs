//! The tolerant client against the strict contract: whatever the contract accepts, the client reads and writes again.

use dataarts_insight::ImportTask;
use dataarts_insight_client::types::ImportTask as GeneratedTask;
use dataarts_insight_validator::{Contract, Validator};
use proptest::{prelude::*, sample::select};
use serde_json::{Map, Value, json};

/// How deep fields that the contract does not name may nest.
const DEEPEST: usize = 100;

/// The contract's schema of an import task, from which values are made; so a new property is tested without a hand.
fn schema() -> Value {
    let text = include_str!("../openapi/generated/schema/ImportTask.json");
    serde_json::from_str(text).expect("a generated schema is JSON")
}

/// Any value of a schema, for the keywords that response schemas of the contract use.
fn value_of(root: &Value, schema: &Value) -> BoxedStrategy<Value> {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} leads nowhere"));
        return value_of(root, target);
    }
    if let Some(values) = schema["enum"].as_array() {
        return select(values.clone()).boxed();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        assert_eq!(parts.len(), 1, "an allOf of several needs more than this: {schema}");
        return value_of(root, &parts[0]);
    }
    if let Some(branches) = schema["anyOf"].as_array() {
        let branches: Vec<_> = branches.iter().map(|branch| value_of(root, branch)).collect();
        return proptest::strategy::Union::new(branches).boxed();
    }
    match schema["type"].as_str() {
        Some("object") => object_of(root, schema),
        Some("integer") => {
            let (least, most) =
                (schema["minimum"].as_u64().unwrap_or(0), schema["maximum"].as_u64().unwrap_or(u64::MAX));
            prop_oneof![least..=most, Just(least), Just(most)].prop_map(Value::from).boxed()
        }
        Some("string") => {
            let most = schema["maxLength"].as_u64().and_then(|length| usize::try_from(length).ok()).unwrap_or(64);
            let longest = Just("ü".repeat(most));
            prop_oneof![4 => ".{0,32}", 1 => longest].prop_map(Value::from).boxed()
        }
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        _ => panic!("no values are known for {schema}"),
    }
}

/// Any subset of the properties, and fields beside them.
fn object_of(root: &Value, schema: &Value) -> BoxedStrategy<Value> {
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    let fields: Vec<_> = properties
        .iter()
        .map(|(name, property)| {
            let name = name.clone();
            proptest::option::weighted(0.8, value_of(root, property).prop_map(move |value| (name.clone(), value)))
        })
        .collect();
    let extra = proptest::collection::btree_map("x_[a-z]{0,8}", anything(), 0..3);
    (fields, extra)
        .prop_map(|(fields, extra)| {
            let object: Map<String, Value> = fields.into_iter().flatten().chain(extra).collect();
            Value::Object(object)
        })
        .boxed()
}

/// Any JSON, up to as deep as the contract's validator reads.
fn anything() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from)
    ];
    (leaf, 0..DEEPEST, any::<bool>())
        .prop_map(|(leaf, depth, arrays)| {
            (1..depth).fold(leaf, |inner, _| if arrays { json!([inner]) } else { json!({ "a": inner }) })
        })
        .boxed()
}

proptest! {
    #[test]
    fn what_the_contract_accepts_is_read_and_written_again(value in value_of(&schema(), &schema())) {
        let text = value.to_string();
        let report = Validator::component(Contract::embedded(), "ImportTask").expect("the component").validate(text.as_bytes());
        prop_assert!(report.is_valid(), "{:?}: {text}", report.findings());
        let task: ImportTask = serde_json::from_str(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
        prop_assert_eq!(serde_json::to_value(&task).expect("a task is JSON"), value);
    }
}

#[test]
fn the_documented_example_is_valid_read_and_written_again() {
    let contract = Contract::embedded();
    // Read, not included: an edit of the contract rebuilds nothing.
    let example = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/dataarts-insight.yaml"))
        .expect("the contract is there");
    let line = example.lines().map(str::trim).find_map(|line| line.strip_prefix("value: {")).expect("the example");
    let text = format!("{{{line}");
    assert_eq!(
        text,
        include_str!("payloads/documented.json").trim_end(),
        "the contract's example is the page's, verbatim"
    );
    let report = Validator::component(&contract, "ImportTask").expect("the component").validate(text.as_bytes());
    assert!(report.is_valid(), "{:?}", report.findings());
    let task: ImportTask = serde_json::from_str(&text).expect("the example is read");
    let generated: GeneratedTask = serde_json::from_str(&text).expect("the generated type reads it too");
    let documented: Value = serde_json::from_str(&text).expect("the example is JSON");
    assert_eq!(serde_json::to_value(&task).expect("a task is JSON"), documented);
    assert_eq!(serde_json::to_value(&generated).expect("a task is JSON"), documented);
}
