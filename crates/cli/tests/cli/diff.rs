//! `diff`: what two contracts differ in.

use std::{fs, process::Stdio};

use super::{assert_run, finish, program, run, write_all};

const OLD: &str = "openapi: 3.0.3
info: {title: Tasks, version: v1}
paths:
  /tasks/{id}:
    get:
      operationId: show_task
      parameters:
        - {name: id, in: path, required: true, schema: {type: string, maxLength: 64}}
      responses:
        '200':
          description: The task.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Task'}}
components:
  schemas:
    Task:
      type: object
      required: [id]
      properties:
        id: {type: string}
        status: {type: integer, enum: [0, 1]}
        note: {type: string}
";

fn folder(name: &str) -> String {
    let folder = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(&folder).unwrap();
    let new = OLD.replace("maxLength: 64", "maxLength: 32").replace("[0, 1]", "[0, 1, 2]").replace("note:", "remark:");
    fs::write(format!("{folder}/old.yaml"), OLD).unwrap();
    fs::write(format!("{folder}/new.yaml"), new).unwrap();
    folder
}

#[test]
fn every_format_shows_the_same_changes() {
    let folder = folder("diff-formats");
    for format in ["human", "markdown", "json", "github", "sarif"] {
        let mut command = program(&["diff", "-o", format, "old.yaml", "new.yaml"]);
        command.current_dir(&folder);
        let run = finish(command);
        assert_eq!(run.code, 0, "{run}");
        for rule in ["max-length-lowered", "enum-value-added", "property-renamed"] {
            assert!(run.stdout.contains(rule), "{format}: {run}");
        }
        match format {
            "human" => {
                assert_run!("diff-human", run);
            }
            "markdown" => {
                assert_run!("diff-markdown", run);
            }
            "json" => {
                assert_run!("diff-json", run);
            }
            "sarif" => drop(serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap()),
            _ => assert!(run.stdout.starts_with("::error file=new.yaml,line=8,"), "{run}"),
        }
    }
}

#[test]
fn the_exit_code_follows_fail_on() {
    let folder = folder("diff-codes");
    let (old, new) = (format!("{folder}/old.yaml"), format!("{folder}/new.yaml"));
    let risky = format!("{folder}/risky.yaml");
    fs::write(&risky, OLD.replace("[0, 1]", "[0, 1, 2]")).unwrap();
    for (limit, other, code) in
        [("breaking", &new, 1), ("breaking", &risky, 0), ("risky", &risky, 1), ("any", &risky, 1), ("any", &old, 0)]
    {
        let run = run(&["diff", &old, other, "--fail-on", limit]);
        assert_eq!(run.code, code, "{limit} {other}: {run}");
    }
    assert_eq!(run(&["diff", &old, "gone.yaml"]).code, 3);
    assert_eq!(run(&["diff", &old]).code, 2);
    assert_eq!(run(&["diff", "-", "-"]).code, 2);
}

#[test]
fn a_contract_may_come_from_stdin() {
    let folder = folder("diff-stdin");
    let mut command = program(&["diff", "-", "new.yaml"]);
    command.current_dir(&folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    write_all(&mut child, OLD.as_bytes());
    let run = super::read(child.wait_with_output().unwrap());
    assert!(run.stdout.contains("  --> new.yaml:8:82 (was <stdin>:8:82)"), "{run}");
}

#[test]
fn explains_a_rule() {
    assert_run!("diff-explain", run(&["diff", "--explain", "enum-value-added"]));
    let run = run(&["diff", "--explain", "enum-value-add"]);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (2, "error: there is no rule enum-value-add; did you mean `enum-value-added`?\n")
    );
}

#[test]
fn json_follows_its_published_schema() {
    let folder = folder("diff-schema");
    let schema = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/diff.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for (old, new) in [("old", "new"), ("new", "old"), ("old", "old")] {
        let path = |name: &str| format!("{folder}/{name}.yaml");
        let run = run(&["diff", &path(old), &path(new), "--output", "json"]);
        let document = serde_json::from_str(&run.stdout).unwrap();
        let errors: Vec<String> = schema.iter_errors(&document).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}
