//! The forms of output, each as a snapshot of the same documents.

use serde_json::Value;

use super::{File, assert_run, run_on};
use crate::{finish, program};

/// What each form must show: an object over several lines, a record of NDJSON, a warning, hostile text.
fn outputs(format: &str) -> crate::Run {
    let document = "{\n  \"id\": \"t\",\n  \"status\": [1,\n    2]\n}\n";
    let records = "{}\n{\"id\":\"中\",\"import_type\":\"impotr\",\"id\":\"b\"}\n{\"id\": \"\u{1b}[2J\u{202e}\"}\n";
    let folder = format!("outputs-{format}");
    let _files = [
        File::new(&format!("{folder}/a b.json"), document),
        File::new(&format!("{folder}/c.ndjson"), records),
        File::new(&format!("{folder}/d.json"), "{}"),
    ];
    let mut command = program(&["validate", "-o", format, "a b.json", "c.ndjson", "d.json", "gone.json"]);
    command.current_dir(format!("{}/{folder}", env!("CARGO_TARGET_TMPDIR")));
    finish(command)
}

#[test]
fn human_shows_each_value_in_its_line() {
    assert_run!("output-human", outputs("human"));
}

#[test]
fn json_is_one_document() {
    let run = outputs("json");
    let all: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(all["documents"].as_array().unwrap().len(), 4, "{run}");
    assert_run!("output-json", run);
    let run = run_on(&["validate", "-o", "json", "--lines"], "{}\n{}");
    assert_eq!(serde_json::from_str::<Value>(&run.stdout).unwrap()["valid"], true);
}

#[test]
fn jsonl_is_what_its_schema_says() {
    let run = outputs("jsonl");
    let schema =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/finding.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for line in run.stdout.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let errors: Vec<String> = schema.iter_errors(&line).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0], "{line}");
        let mut less = line.clone();
        less.as_object_mut().unwrap().remove("hint");
        assert!(!schema.is_valid(&less));
    }
    assert_run!("output-jsonl", run);
}

#[test]
fn sarif_is_one_run_with_every_rule() {
    let run = outputs("sarif");
    let log: Value = serde_json::from_str(&run.stdout).unwrap();
    let run_ = &log["runs"][0];
    let rules = run_["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), dataarts_insight_contract::rules::all().count());
    for result in run_["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    // The list of rules is that of the library.
    let mut log = log;
    log["runs"][0]["tool"]["driver"]["rules"] = Value::Null;
    insta::assert_snapshot!("output-sarif", format!("{log:#}"));
}

#[test]
fn github_annotates_lines() {
    assert_run!("output-github", outputs("github"));
}
