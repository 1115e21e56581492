//! The output formats, each as a snapshot of the same documents.

use serde_json::Value;

use super::{CONTRACT, File, assert_run, run_on};
use crate::{finish, program, run_with};

/// Validates what each format must show: an object over several lines, a line of NDJSON, a warning, hostile text.
fn outputs(format: &str) -> crate::Run {
    let document = "{\n  \"id\": \"t\",\n  \"status\": [1,\n    2]\n}\n";
    let records = "{}\n{\"id\":\"中\",\"import_type\":\"impotr\",\"id\":\"b\"}\n{\"id\": \"\u{1b}[2J\u{202e}\"}\n";
    let folder = format!("outputs-{format}");
    let _files = [
        File::new(&format!("{folder}/a b.json"), document),
        File::new(&format!("{folder}/c.ndjson"), records),
        File::new(&format!("{folder}/d.json"), "{}"),
        File::new(&format!("{folder}/contract.yaml"), std::fs::read(CONTRACT).unwrap()),
    ];
    let mut command = program(&[
        "validate",
        "--contract",
        "contract.yaml",
        "-o",
        format,
        "a b.json",
        "c.ndjson",
        "d.json",
        "gone.json",
    ]);
    command.current_dir(format!("{}/{folder}", env!("CARGO_TARGET_TMPDIR")));
    finish(command)
}

#[test]
fn human_shows_each_value_in_its_line() {
    assert_run!("output-human", outputs("human"));
}

/// Styles are for terminals; this variable forces them.
#[test]
fn styles_are_for_terminals() {
    let file = File::new("styles.json", "{\"status\": 9, \"a\": 1, \"a\": 2}");
    let styled =
        |variables: &[(&str, &str)]| run_with(&["validate", "--contract", CONTRACT, file.path()], variables).stdout;
    let shown = styled(&[("CLICOLOR_FORCE", "1")]);
    for part in [
        "\u{1b}[1m\u{1b}[31merror[enum]\u{1b}[0m",
        "\u{1b}[1m\u{1b}[33mwarning[duplicate-key]\u{1b}[0m",
        "\u{1b}[2m1\u{1b}[0m \u{1b}[2m|\u{1b}[0m {\"status\": 9,",
        "\u{1b}[1m\u{1b}[31m^\u{1b}[0m\n",
    ] {
        assert!(shown.contains(part), "{part:?} in {shown}");
    }
    for plain in [styled(&[]), styled(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")])] {
        assert!(!plain.contains('\u{1b}') && plain.contains(": error[enum] at /status: "), "{plain}");
    }
}

#[test]
fn json_is_one_document() {
    let run = outputs("json");
    let all: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(all["documents"].as_array().unwrap().len(), 5, "{run}");
    assert_run!("output-json", run);
    let run = run_on(&["validate", "-o", "json", "--lines"], "{}\n{}");
    assert_eq!(serde_json::from_str::<Value>(&run.stdout).unwrap()["valid"], true);
}

#[test]
fn jsonl_has_a_line_for_each_finding() {
    assert_run!("output-jsonl", outputs("jsonl"));
}

#[test]
fn sarif_is_one_run() {
    let run = outputs("sarif");
    let mut log: Value = serde_json::from_str(&run.stdout).unwrap();
    // The list of rules is that of the library.
    log["runs"][0]["tool"]["driver"]["rules"] = Value::Null;
    insta::assert_snapshot!("output-sarif", format!("{log:#}"));
}

#[test]
fn github_annotates_lines() {
    assert_run!("output-github", outputs("github"));
}
