//! The options: what is written, when validation stops, which rules count.

use super::{File, assert_run, run, run_on};

#[test]
fn quiet_leaves_the_exit_code() {
    let run_ = run_on(&["validate", "--quiet"], "[]");
    assert_eq!((run_.code, run_.stdout.as_str(), run_.stderr.as_str()), (1, "", ""));
    let run_ = run(&["validate", "-q", "no/such/file"]);
    assert_eq!((run_.code, run_.stdout.as_str()), (3, ""));
    assert!(run_.stderr.contains("no/such/file"), "{run_}");
}

#[test]
fn max_findings_limits_what_is_written_not_what_is_counted() {
    let text = "{\"id\": 1}\n".repeat(9);
    let run_ = run_on(&["validate", "--lines", "--max-findings", "2"], &text);
    assert_run!("max-findings", run_);
    // The last line of `jsonl` has the counts.
    for (format, count) in [("jsonl", 3), ("github", 2)] {
        let run_ = run_on(&["validate", "--lines", "--max-findings", "2", "-o", format], &text);
        assert_eq!((run_.code, run_.stdout.lines().count()), (1, count), "{run_}");
    }
    let run_ = run_on(&["validate", "--lines", "--max-findings", "0"], "[]");
    assert_eq!(run_.code, 1, "{run_}");
}

#[test]
fn fail_fast_stops_after_the_first_invalid_document() {
    let text = "{}\n".repeat(3) + "[]\n" + &"[]\n".repeat(100_000);
    for threads in ["1", "8"] {
        let run_ = run_on(&["validate", "--lines", "--fail-fast", "--threads", threads], &text);
        assert!(run_.stderr.contains("3 valid, 1 invalid (1 error)"), "{run_}");
        assert!(run_.stdout.contains("<stdin>:4:1: error[type]"), "{run_}");
    }
    let (valid, invalid) = (File::new("fast-valid.json", "{}"), File::new("fast-invalid.json", "[]"));
    let run_ = run(&["validate", "--fail-fast", valid.path(), invalid.path(), "no/such/file", invalid.path()]);
    assert_eq!(run_.code, 1, "{run_}");
    let run_ = run(&["validate", "--fail-fast", valid.path(), "no/such/file", invalid.path()]);
    assert_eq!((run_.code, run_.stdout.as_str()), (3, ""), "{run_}");
}

/// Output and counts depend on the input only.
#[test]
fn limits_of_the_output_do_not_depend_on_threads() {
    let lines = |number: u32| {
        let line = match number % 11 {
            0 => "[]".to_owned(),
            5 => format!("{{\"id\": {number}, \"id\": \"a\", \"status\": 9}}"),
            _ => "{}".to_owned(),
        };
        // Long lines make several chunks.
        format!("{line:100}\n")
    };
    let file = File::new("threads.ndjson", (1..12_000).map(lines).collect::<String>());
    for limit in [&["--max-findings", "0"][..], &["--max-findings", "1000"], &["--fail-fast"], &["--fail-fast", "-q"]] {
        for format in ["human", "json", "jsonl", "sarif", "github"] {
            let validate = |threads| {
                let args = ["validate", "-o", format, "--threads", threads, file.path()];
                run(&[&args[..], limit].concat())
            };
            let (one, many) = (validate("1"), validate("5"));
            assert_eq!((one.code, many.code), (1, 1), "{limit:?} {format}");
            assert!(one.stdout == many.stdout && one.stderr == many.stderr, "{limit:?} {format}");
        }
    }
}

#[test]
fn names_unknown_formats_once() {
    let schema = r#"{"type":"object","properties":{"a":{"type":"string","format":"zip"},"b":{"type":"array","items":{"type":"string","format":"phone\u001b"}},"c":{"type":"string","format":"zip"}}}"#;
    let response = format!(r#"{{"description":"d","content":{{"application/json":{{"schema":{schema}}}}}}}"#);
    let text = format!(
        r#"{{"openapi":"3.0.3","info":{{"title":"t","version":"1"}},"paths":{{"/a":{{"get":{{"operationId":"a","responses":{{"200":{response}}}}}}}}}}}"#
    );
    let contract = File::new("formats.json", text);
    let args = ["validate", "--lines", "--contract", contract.path(), "-o"];
    for format in ["human", "json", "jsonl", "sarif", "github"] {
        let run_ = run_on(&[&args[..], &[format]].concat(), "{\"a\": \"x\"}\n{\"b\": [\"y\"]}\n");
        let note = "note: formats that are not validated, and accept everything: phone\\u{1b}, zip";
        let notes: Vec<&str> = run_.stderr.lines().filter(|line| line.starts_with("note:")).collect();
        assert_eq!((run_.code, &notes[..]), (0, &[note][..]), "{run_}");
        assert!(!run_.stdout.contains("zip"), "{run_}");
        assert_eq!(run_on(&[&args[..], &[format, "-q"]].concat(), "{}").stderr, "");
    }
}

#[test]
fn levels_of_rules_can_be_chosen() {
    let twice = r#"{"id": "a", "id": "b"}"#;
    for (args, code, findings) in [
        (&[][..], 0, 1),
        (&["--strict"], 1, 1),
        (&["--deny", "duplicate-key"], 1, 1),
        (&["--allow", "duplicate-key"], 0, 0),
        (&["--strict", "--warn", "duplicate-key"], 0, 1),
        (&["--deny", "lone-surrogate"], 0, 1),
        (&["--deny", "type"], 2, 0),
        (&["--deny", "duplicate-key", "--allow", "duplicate-key"], 2, 0),
    ] {
        let run_ = run_on(&[&["validate", "-o", "jsonl"], args].concat(), twice);
        assert_eq!((run_.code, super::findings(&run_).len()), (code, findings), "{args:?}: {run_}");
    }
}

#[test]
fn every_rule_is_explained() {
    for rule in dataarts_insight_validator::rules::all() {
        let run_ = run(&["validate", "--explain", rule.id]);
        assert_eq!((run_.code, run_.stderr.as_str()), (0, ""), "{}", rule.id);
        assert!(run_.stdout.starts_with(&format!("{}: {}\n", rule.id, rule.summary)), "{run_}");
        assert!(run_.stdout.contains("\naccepted   ") && run_.stdout.contains("\nrefused    "), "{run_}");
    }
    assert_run!("explain", run(&["validate", "--explain", "max-length"]));
    assert_run!("explain-bytes", run(&["validate", "--explain", "invalid-utf8"]));
    assert_run!("explain-warning", run(&["validate", "--explain", "duplicate-key"]));
    assert_run!("explain-message", run(&["validate", "--explain", "unexpected-body"]));
    assert_eq!(run(&["validate", "--explain", "max-lenght"]).code, 2);
}
