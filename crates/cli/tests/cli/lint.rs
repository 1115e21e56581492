//! `lint`: what is wrong with a contract.

use std::fs;

use super::{assert_run, finish, program};

#[test]
fn every_format_shows_the_same_findings() {
    let folder = format!("{}/lint", env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(&folder).unwrap();
    let contract = "openapi: 3.0.3\ninfo:\n  title: Tasks\n  versio: v1\npaths: {}\n";
    fs::write(format!("{folder}/tasks.yaml"), contract).unwrap();
    for format in ["human", "json", "jsonl", "sarif", "github"] {
        let mut command = program(&["lint", "-o", format, "tasks.yaml", "gone.yaml"]);
        command.current_dir(&folder);
        let run = finish(command);
        assert_eq!(run.code, 3, "{run}");
        assert!(run.stderr.contains("error: gone.yaml: "), "{run}");
        for rule in ["missing-key", "misspelt-key"] {
            assert!(run.stdout.contains(rule), "{format}: {run}");
        }
        if format == "human" {
            assert_run!("lint-human", run);
        } else if format != "github" {
            let lines = if format == "jsonl" { run.stdout.lines().collect() } else { vec![run.stdout.as_str()] };
            for line in lines {
                serde_json::from_str::<serde_json::Value>(line).unwrap();
            }
        }
    }
}

#[test]
fn the_exit_code_is_1_only_for_errors() {
    let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/dataarts-insight.yaml");
    let run = finish(program(&["lint", contract]));
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", "1 valid\n"), "{run}");
    assert_eq!(finish(program(&["lint"])).code, 2);
}
