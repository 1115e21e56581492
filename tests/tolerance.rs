//! The client reads every value that the contract accepts, and writes the same value again.
//!
//! These tests use the real contract. The values are made from its published JSON Schema, so that a new property of the
//! contract is tested without a change of this file.

use dataarts_insight::ImportTask;
use dataarts_insight_client::types::ImportTask as GeneratedTask;
use dataarts_insight_validator::{Contract, Validator};
use fastrand::Rng;
use serde_json::{Map, Value, json};

/// The number of values that the test makes.
const VALUES: usize = 500;

#[test]
fn client_reads_and_writes_what_the_contract_accepts() {
    let schema = include_str!("../openapi/generated/schema/ImportTask.json");
    let schema: Value = serde_json::from_str(schema).expect("a generated schema is JSON");
    let validator = task_validator();
    let mut random = Rng::with_seed(9);
    let mut accepted = 0;
    for _ in 0..VALUES {
        let value = value_of(&mut random, &schema, &schema);
        let text = value.to_string();
        // `value_of` does not use every keyword of the schema, so a value can be invalid. The test skips invalid
        // values.
        if validator.is_valid(text.as_bytes()) {
            accepted += 1;
            let task: ImportTask = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(serde_json::to_value(&task).expect("a task is JSON"), value);
        }
    }
    assert!(accepted > VALUES / 2, "only {accepted} of {VALUES} values are valid: `value_of` misses a keyword");
}

#[test]
fn field_of_another_type_loses_only_itself() {
    let schema: Value = serde_json::from_str(include_str!("../openapi/generated/schema/ImportTask.json")).unwrap();
    let whole = json!({ "id": "t", "status": 4, "name": "n", "create_date": 1, "x": true });
    for name in schema["properties"].as_object().unwrap().keys() {
        for odd in [json!("text"), json!(5), json!(-1.5), json!(true), json!({ "a": [1] }), json!([[]])] {
            let mut object = whole.as_object().unwrap().clone();
            object.insert(name.clone(), odd.clone());
            let text = Value::Object(object.clone()).to_string();
            let task: ImportTask = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            // No value is lost. A value that does not fit its field's type is in `extra`.
            assert_eq!(serde_json::to_value(&task).unwrap(), Value::Object(object), "{text}");
            let unfit: Vec<&str> = task.unfit_fields().collect();
            assert!(unfit.is_empty() || (unfit == [name.as_str()] && task.extra[name] == odd), "{text}: {unfit:?}");
            assert!(name == "status" || task.status.is_some(), "{text}");
        }
    }
}

#[test]
fn values_that_no_type_holds_and_repeated_fields_are_listed() {
    for (text, unfit) in [
        (r#"{"status":4,"create_date":1e400}"#, "create_date"),
        (r#"{"status":4,"x":1e400}"#, "x"),
        (r#"{"status":4,"name":"\ud800"}"#, "name"),
        (r#"{"status":4,"name":"a","name":"b"}"#, "name"),
        (r#"{"status":4,"x":1,"x":2}"#, "x"),
        (r#"{"status":4,"status":1}"#, "status"),
    ] {
        let task: ImportTask = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert!(task.unfit_fields().eq([unfit]), "{text}");
        assert_eq!(task.status, Some(4), "the first one counts: {text}");
        let value: Result<ImportTask, _> =
            serde_json::from_str::<Value>(text).map(|value| serde_json::from_value(value).unwrap());
        assert!(value.is_err() || value.unwrap().status.is_some(), "a task is read from a value too: {text}");
    }
    for text in ["[4]", "4", "null", r#"{"status":4"#, r#"{"status":4}}"#] {
        assert!(serde_json::from_str::<ImportTask>(text).is_err(), "{text}");
    }
}

#[test]
fn secret_that_does_not_fit_is_not_printed() {
    let text = r#"{"status":4,"import_param":"topsecret","name":5}"#;
    let task: GeneratedTask = serde_json::from_str(text).unwrap();
    let mut drifted = task.clone();
    drifted.extra.insert("import_param".to_owned(), json!("topsecret"));
    for task in [task, drifted] {
        let printed = format!("{task:?}");
        assert!(!printed.contains("topsecret") && printed.contains(r#""name": Number(5)"#), "{printed}");
    }
}

#[test]
fn documented_example_is_valid_and_loses_nothing() {
    let contract = Contract::embedded();
    let operation = contract.operation("show_import_task").expect("the operation");
    let path = operation.path.replace('/', "~1");
    let examples = format!("/paths/{path}/get/responses/200/content/application~1json/examples");
    let example = contract.document().pointer(&format!("{examples}/documented/value")).expect("the example");
    let text = &contract.document().text()[example.span.clone()];
    // If this snapshot changes, compare it with the documentation page of the service. The timestamps in this example
    // are larger than `i64::MAX`, so they test that the types keep large numbers.
    insta::assert_snapshot!(text);
    assert!(task_validator().is_valid(text.as_bytes()), "{:?}", task_validator().validate(text.as_bytes()).findings());
    let documented: Value = serde_json::from_str(text).expect("the example is JSON");
    let task: ImportTask = serde_json::from_str(text).expect("the wrapper's type reads it");
    assert_eq!(serde_json::to_value(&task).expect("a task is JSON"), documented);
    let generated: GeneratedTask = serde_json::from_str(text).expect("the generated type reads it");
    assert_eq!(serde_json::to_value(&generated).expect("a task is JSON"), documented);
}

fn task_validator() -> Validator {
    Validator::component(Contract::embedded(), "ImportTask").expect("the component")
}

/// Makes a random value for a schema.
fn value_of(random: &mut Rng, root: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#'));
        return value_of(random, root, target.unwrap_or_else(|| panic!("{reference} has no target")));
    }
    let choice = |random: &mut Rng, list: &Value| list.as_array().and_then(|list| random.choice(list)).cloned();
    if let Some(value) = choice(random, &schema["enum"]) {
        return value;
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        if let Some(branch) = choice(random, &schema[keyword]) {
            return value_of(random, root, &branch);
        }
    }
    let named = choice(random, &schema["type"]).unwrap_or_else(|| schema["type"].clone());
    match named.as_str() {
        Some("object") => object_of(random, root, schema),
        Some("array") => (0..random.usize(0..3)).map(|_| value_of(random, root, &schema["items"])).collect(),
        Some("integer") => {
            let least = schema["minimum"].as_u64().unwrap_or(0);
            let most = schema["maximum"].as_u64().unwrap_or(u64::MAX);
            json!([least, most, random.u64(least..=most)][random.usize(0..3)])
        }
        Some("string") => {
            let most = schema["maxLength"].as_u64().and_then(|length| usize::try_from(length).ok()).unwrap_or(64);
            let length = if random.u8(0..5) == 0 { most } else { random.usize(0..=most.min(32)) };
            json!((0..length).map(|_| random.char(..)).collect::<String>())
        }
        Some("boolean") => json!(random.bool()),
        _ => anything(random),
    }
}

/// Makes an object with some of the schema's properties and with some fields that the schema does not have.
fn object_of(random: &mut Rng, root: &Value, schema: &Value) -> Value {
    let mut object = Map::new();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if random.u8(0..5) > 0 {
            object.insert(name.clone(), value_of(random, root, property));
        }
    }
    for number in 0..random.usize(0..3) {
        object.insert(format!("x_{number}"), anything(random));
    }
    object.into()
}

/// Makes a random JSON value. The value has up to 99 levels of nesting.
fn anything(random: &mut Rng) -> Value {
    let leaf = match random.u8(0..4) {
        0 => Value::Null,
        1 => json!(random.bool()),
        2 => json!(random.i64(..)),
        _ => json!((0..random.usize(0..8)).map(|_| random.char(..)).collect::<String>()),
    };
    let arrays = random.bool();
    (0..random.usize(0..100)).fold(leaf, |inner, _| if arrays { json!([inner]) } else { json!({ "a": inner }) })
}
