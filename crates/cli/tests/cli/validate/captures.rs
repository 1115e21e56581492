//! HAR captures.

use serde_json::{Value, json};

use super::{File, assert_run, run, run_on};
use crate::{finish, program};

const URL: &str = "https://example.com/v1/0123456789abcdef0123456789abcdef/resource-package/import-tasks/0123456789abcdef0123456789abcdef";

fn entry(url: &str, headers: &[(&str, &str)], status: u16, content: Value) -> Value {
    let headers: Vec<Value> = headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({
        "request": {"method": "GET", "url": url, "headers": headers},
        "response": {"status": status, "headers": [], "content": content},
    })
}

const HEADERS: [(&str, &str); 2] = [("x-auth-token", "secret"), ("X-Workspace-Id", "0123456789abcdef0123456789abcdef")];

fn capture() -> String {
    let json_type = "application/json; charset=utf-8";
    let entries = [
        entry(URL, &HEADERS, 200, json!({"mimeType": json_type, "text": "{\"status\": 1}"})),
        entry("https://example.com/favicon.ico", &[], 404, json!({})),
        entry(URL, &HEADERS[..1], 200, json!({"mimeType": json_type, "text": "{\n  \"status\": 9\n}"})),
        // `{"id":1}`
        entry(URL, &HEADERS, 200, json!({"mimeType": json_type, "text": "eyJpZCI6MX0=", "encoding": "base64"})),
        entry(URL, &HEADERS, 0, json!({})),
    ];
    json!({"log": {"version": "1.2", "entries": entries}}).to_string()
}

fn outputs(format: &str) -> crate::Run {
    let folder = format!("captures-{format}");
    let _file = File::new(&format!("{folder}/a.har"), capture());
    let mut command = program(&["validate", "-o", format, "a.har"]);
    command.current_dir(format!("{}/{folder}", env!("CARGO_TARGET_TMPDIR")));
    finish(command)
}

#[test]
fn each_entry_of_the_contract_is_judged_and_the_rest_counted() {
    assert_run!("capture-human", outputs("human"));
    assert_run!("capture-jsonl", outputs("jsonl"));
    assert_run!("capture-github", outputs("github"));
    assert_run!("capture-json", outputs("json"));
    let log: Value = serde_json::from_str(&outputs("sarif").stdout).unwrap();
    assert!(log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"].is_null(), "{log:#}");
    assert_eq!(run_on(&["validate", "--har"], &capture()).code, 1);
    assert_eq!(run_on(&["validate", "--har", "-q"], &capture()).code, 1);
}

#[test]
fn what_is_no_capture_is_invalid_at_its_place() {
    let run_ = run_on(&["validate", "--har"], "{\"log\": {\"entries\": [{\"request\": 1}]}}");
    assert_eq!(run_.code, 1);
    assert!(run_.stdout.contains("error[type] at /log/entries/0/request"), "{run_}");
    let run_ = run_on(&["validate", "--har"], "{\"log\"");
    assert!(run_.code == 1 && run_.stdout.contains("json-syntax"), "{run_}");
    let empty = File::new("empty.har", r#"{"log": {"entries": []}}"#);
    assert_eq!(run(&["validate", empty.path()]).code, 0);
    assert_eq!(run(&["validate", "no/such.har"]).code, 3);
    // Hostile URLs and bodies end nothing.
    for url in ["", "/", "::", "http://", "%zz", "https://example.com/v1/%ff/import-tasks/%"] {
        let text = json!({"log": {"entries": [entry(url, &[], 200, json!({"text": "x", "encoding": "base64"}))]}});
        assert!(run_on(&["validate", "--har"], &text.to_string()).code <= 1, "{url}");
    }
}
