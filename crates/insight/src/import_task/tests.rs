use proptest::{collection::btree_map, prelude::*};
use serde_json::{Value, json};

use super::*;
use crate::{error::ErrorKind, generated::ImportTaskStatus};

/// The example response of the documentation page, byte for byte.
const DOCUMENTED: &str = r#"{ "id" : "2406a337-xxxx-a5b2-b01a61d2043b", "name" : "string", "domain_id" : "ad9e2f08-xxxx-87eb-1f9619b6c313", "project_id" : "string", "workspace_id" : "12913c92-xxxx-b8fd-a72af3945b61", "import_param" : "", "obs_bucket" : "test", "obs_object_key" : "test.zip", "import_detail": "Import successful. [Export resource list] Data source: 1; [Import parameter list]: Target workspace: sample workspace; Replace: false; Carry permission information: false", "status" : 1, "error_msg" : "string", "import_type" : "import|crossSpaceImport", "create_user" : "string", "create_user_name" : "string", "create_date" : 9223372036854776000, "update_date" : 9223372036854776000 }"#;

fn read(value: Value) -> ImportTask {
    serde_json::from_value(value).unwrap()
}

#[test]
fn documented_example_round_trips() {
    let task: ImportTask = serde_json::from_str(DOCUMENTED).unwrap();
    let again: Value = serde_json::to_value(&task).unwrap();
    assert_eq!(again, serde_json::from_str::<Value>(DOCUMENTED).unwrap());
    assert_eq!(task.status().unwrap(), ImportTaskStatus::Succeeded);
    assert_eq!(task.import_type(), Some(ImportType::Unknown("import|crossSpaceImport".to_owned())));
    let param = task.import_param().unwrap();
    assert_eq!((param.to_string(), param.fields()), (String::new(), None));
    assert_eq!(task.created_at(), None, "the number in the example is not a time");
}

#[test]
fn reads_timestamps_as_milliseconds() {
    for milliseconds in [0, 1_678_441_900_769, LAST_MILLISECOND] {
        let expected = SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(milliseconds));
        assert_eq!(time(&Number::from(milliseconds)), expected);
    }
    for number in ["-1", "253402300800000", "18446744073709551615", "1e300", "0.5"] {
        assert_eq!(time(&number.parse().unwrap()), None, "{number}");
    }
}

#[test]
fn task_without_status_has_no_outcome() {
    for task in [json!({}), json!({"status": null}), json!({"Status": 1})] {
        let task = read(task);
        assert_eq!(task.status().unwrap_err().kind(), ErrorKind::InvalidResponse);
        assert_eq!(task.outcome(), None);
    }
    assert!(serde_json::from_value::<ImportTask>(json!([1, 2])).is_err());
}

#[test]
fn hides_secrets_at_every_level() {
    for param in [
        json!({"access_code": "hunter2"}),
        json!({"accessCode": ["hunter2"]}),
        json!({"a": {"b": [{"Access_Code": "hunter2"}]}}),
        json!({"a": "{\"access_code\":\"hunter2\"}"}),
        json!({"a": "{\"access_code\":\"hunter2"}),
        json!("{\"access_code\":\"hunter2\"}"),
        json!("{\"access_code\":\"hunter2"),
        json!("access_code=hunter2"),
        json!(["hunter2"]),
    ] {
        let task = read(json!({"import_param": param, "status": 1, "new": {"access_code": "hunter2"}}));
        let view = task.import_param().unwrap();
        let printed = format!("{task:?} {task:#?} {view:?} {view} {}", view.redacted());
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(".{0,4}", inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn unknown_states_types_and_fields_round_trip(
        status: i64,
        import_type in ".{0,20}",
        date in prop_oneof![any::<u64>().prop_map(Number::from), any::<i64>().prop_map(Number::from)],
        extra in btree_map("x_.{0,10}", any_json(), 0..4),
        param in any_json().prop_filter("null is dropped", |value| !value.is_null()),
    ) {
        let mut value = json!({
            "status": status, "import_type": import_type, "create_date": date, "import_param": param,
        });
        value.as_object_mut().unwrap().extend(extra);
        let task: ImportTask = serde_json::from_str(&value.to_string()).unwrap();
        prop_assert_eq!(i64::from(task.status().unwrap()), status);
        prop_assert_eq!(serde_json::to_value(&task).unwrap(), value);
    }
}
