//! HAR captures.

use serde_json::{Value, json};

use super::{CONTRACT, File, assert_run, run, run_on};
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

pub(super) fn capture() -> String {
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
    let _contract = File::new(&format!("{folder}/contract.yaml"), std::fs::read(CONTRACT).unwrap());
    let mut command = program(&["validate", "--contract", "contract.yaml", "-o", format, "a.har"]);
    command.current_dir(format!("{}/{folder}", env!("CARGO_TARGET_TMPDIR")));
    finish(command)
}

#[test]
fn validates_entries_that_call_an_operation_and_counts_the_others() {
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
fn text_that_is_not_a_capture_is_invalid() {
    let run_ = run_on(&["validate", "--har"], "{\"log\": {\"entries\": [{\"request\": 1}]}}");
    assert_eq!(run_.code, 1);
    assert!(run_.stdout.contains("<stdin>#/log/entries/0:1:13: error[type] at /request"), "{run_}");
    let run_ = run_on(&["validate", "--har"], "{\"log\": {\"entries\": {}}}");
    assert!(run_.code == 1 && run_.stdout.contains("<stdin>:1:21: error[type] at /log/entries"), "{run_}");
    // The schema of HAR is internal: findings do not refer to it.
    assert!(!run_.stdout.contains("HAR:") && !run_.stdout.contains("help"), "{run_}");
    let run_ = run_on(&["validate", "--har"], "{\"log\"");
    assert!(run_.code == 1 && run_.stdout.contains("json-syntax"), "{run_}");
    let empty = File::new("empty.har", r#"{"log": {"entries": []}}"#);
    assert_eq!(run(&["validate", empty.path()]).code, 0);
    assert_eq!(run(&["validate", "no/such.har"]).code, 3);
}

#[test]
fn counts_entries_that_call_no_operation() {
    let other = entry("https://example.com/v1/import-tasks", &[], 200, json!({}));
    let run = run_on(&["validate", "--har"], &json!({"log": {"entries": [other]}}).to_string());
    assert_eq!((run.code, run.stderr.trim_end()), (0, "nothing was validated, 1 not of this contract"), "{run}");
}

#[test]
fn reports_an_undecodable_body_and_validates_the_rest() {
    let broken = entry(URL, &HEADERS, 200, json!({"text": "*", "encoding": "base64"}));
    let invalid = entry(URL, &HEADERS, 200, json!({"mimeType": "application/json", "text": "[]"}));
    let text = json!({"log": {"entries": [broken, invalid]}}).to_string();
    let all = run_on(&["validate", "--har"], &text);
    assert!(all.stderr.contains("<stdin>#/log/entries/0/response: the body is marked as base64"), "{all}");
    assert!(all.code == 3 && all.stdout.contains("entries/1/response:1:1: error[type]"), "{all}");
    let first = run_on(&["validate", "--har", "--fail-fast"], &text);
    assert_eq!((first.code, first.stdout.as_str()), (3, ""), "{first}");
    let limited = run_on(&["validate", "--har", "--max-size", "64"], &text);
    assert!(limited.code == 1 && limited.stdout.contains("error[document-size]"), "{limited}");
}

#[test]
fn an_invalid_entry_does_not_affect_the_others() {
    let valid = json!({"mimeType": "application/json", "text": "{}"});
    let mut odd = entry(URL, &HEADERS, 200, valid.clone());
    odd["response"]["status"] = json!("200");
    let nulls = entry(URL, &HEADERS, 200, json!({"mimeType": null, "text": null, "encoding": null}));
    let text = json!({"log": {"entries": [odd, nulls, entry(URL, &HEADERS, 200, valid)]}}).to_string();
    let twice = text.replacen("\"entries\":[", r#""entries":[{"request":1,"request":2},"#, 1);
    for (text, sentence) in
        [(text, "2 valid, 1 invalid (1 error)"), (twice, "2 valid, 2 invalid (3 errors, 1 warning)")]
    {
        let run = run_on(&["validate", "--har"], &text);
        assert_eq!((run.code, run.stderr.trim_end()), (1, sentence), "{run}");
        assert!(run.stdout.contains(": error[type] at /response/status: expected an integer"), "{run}");
    }
}

#[test]
fn a_capture_of_which_nothing_matches_can_be_refused() {
    let other = json!({"log": {"entries": [entry("https://h/other", &[], 200, json!({}))]}}).to_string();
    assert_eq!(run_on(&["validate", "--har"], &other).code, 0);
    let refused = run_on(&["validate", "--har", "--require-match"], &other);
    assert!(refused.code == 1 && refused.stdout.contains("error[unknown-path]"), "{refused}");
    assert_eq!(
        run_on(&["validate", "--har", "--require-match"], &capture()).code,
        run_on(&["validate", "--har"], &capture()).code
    );
}

#[test]
fn names_the_operations_that_are_left_out() {
    let contract = File::new(
        "parts.yaml",
        "
openapi: 3.0.3
info: {title: Parts, version: '1'}
paths:
  /good: {get: {operationId: good, responses: {'200': {description: Done.}}}}
  /bad: {get: {operationId: bad, responses: {'200': {$ref: '#/none'}}}}
",
    );
    let text = json!({"log": {"entries": [entry("https://h/good", &[], 500, json!({}))]}}).to_string();
    let run = run_on(&["validate", "--har", "--contract", contract.path()], &text);
    assert!(run.code == 1 && run.stdout.contains("error[unknown-status]"), "{run}");
    assert!(run.stderr.contains("the operation bad is not validated: ") && run.stderr.contains(":6:"), "{run}");
}

#[test]
fn credentials_that_a_browser_removed_are_a_note() {
    let headers: Vec<_> =
        HEADERS.iter().copied().filter(|(name, _)| !name.eq_ignore_ascii_case("x-auth-token")).collect();
    let contract = File::new(
        "secured.yaml",
        "
openapi: 3.0.3
info: {title: Secured, version: '1'}
security: [{token: []}]
components: {securitySchemes: {token: {type: http, scheme: bearer}}}
paths:
  /a: {get: {operationId: a, responses: {'200': {description: Done.}}}}
",
    );
    let text = json!({"log": {"entries": [entry("https://h/a", &headers, 200, json!({}))]}}).to_string();
    let validate =
        |args: &[&str]| run_on(&[&["validate", "--har", "--contract", contract.path()], args].concat(), &text);
    let run = validate(&[]);
    assert!(run.code == 0 && run.stderr.contains("the browser may have removed them"), "{run}");
    assert_eq!(validate(&["--deny", "missing-credentials"]).code, 1);
    assert_eq!(validate(&["--allow", "missing-credentials"]).stdout, "");
}

#[test]
fn suggests_har_for_a_capture_with_another_name() {
    let file = File::new("capture.json", capture());
    let run_ = run(&["validate", file.path()]);
    assert!(
        run_.code == 0 && run_.stderr.contains("capture.json looks like a HAR capture: validate it with --har"),
        "{run_}"
    );
    assert!(!run(&["validate", "-q", file.path()]).stderr.contains("HAR"));
    for text in ["{\"log\": 1}", "{\"id\": \"log\"}", "{}", ""] {
        assert!(!run_on(&["validate"], text).stderr.contains("HAR"), "{text}");
    }
}

#[test]
fn refuses_a_selector_for_captures() {
    let file = File::new("selected.har", capture());
    for selector in ["--component=ImportTask", "--operation=show_import_task"] {
        let run = run(&["validate", selector, file.path()]);
        assert!(run.code == 2 && run.stderr.contains("leave out the selector"), "{run}");
    }
}

#[test]
fn many_entries_have_the_same_output_on_any_number_of_threads() {
    let text = |number: usize| format!("{{\"status\": {}}}", number % 9);
    let json = |number: usize| json!({"mimeType": "application/json", "text": text(number)});
    let entries: Vec<Value> = (0..3000).map(|number| entry(URL, &HEADERS, 200, json(number))).collect();
    let file = File::new("many.har", json!({"log": {"entries": entries}}).to_string());
    let validate =
        |threads, more: &[&str]| run(&[&["validate", "-o", "jsonl", "--threads", threads, file.path()], more].concat());
    for more in [&[][..], &["--fail-fast"]] {
        let (one, many) = (validate("1", more), validate("4", more));
        assert_eq!((one.code, many.code), (1, 1));
        assert!(one.stdout == many.stdout && one.stderr == many.stderr, "{more:?}");
    }
    assert_eq!(super::findings(&validate("4", &[])).len(), 3000 / 9 * 4);
}
