//! `validate`: documents against a contract. Tests use a fixture as the contract unless they name another.

mod captures;
mod findings;
mod inputs;
mod options;
mod outputs;
mod sarif;

use std::{fs, path::PathBuf};

use super::{Run, assert_run};

/// The contract of the tests.
const CONTRACT: &str = "../../tests/fixtures/import-tasks.yaml";

/// Runs `validate` with the contract of the tests.
fn run(args: &[&str]) -> Run {
    super::run(&with_contract(args))
}

/// Runs `validate` with the contract of the tests on stdin.
fn run_on(args: &[&str], stdin: &str) -> Run {
    super::run_on(&with_contract(args), stdin)
}

fn with_contract<'a>(args: &[&'a str]) -> Vec<&'a str> {
    if args.iter().any(|arg| matches!(*arg, "--contract" | "--explain")) {
        return args.to_vec();
    }
    [&["validate", "--contract", CONTRACT], args.strip_prefix(&["validate"]).unwrap()].concat()
}

/// A file that is there while the test runs.
struct File(PathBuf);

impl File {
    fn new(name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Returns the findings in the output of `jsonl`.
fn findings(run: &Run) -> Vec<serde_json::Value> {
    let lines = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.filter(|line: &serde_json::Value| line.get("severity").is_some()).collect()
}

#[test]
fn a_valid_document_is_silent_on_stdout() {
    assert_run!(
        "valid",
        run_on(&["validate", "-"], r#"{"id":"t","status":1,"import_type":"import|crossSpaceImport"}"#)
    );
}

#[test]
fn without_a_contract_the_embedded_one_is_used() {
    assert_eq!(super::run_on(&["validate"], "{}").code, 0);
    assert_eq!(super::run_on(&["validate"], "[]").code, 1);
}

#[test]
fn every_finding_is_written_with_its_place() {
    assert_run!("invalid", run_on(&["validate"], "{\n  \"id\": 7,\n  \"status\": 9\n}"));
}

#[test]
fn text_that_is_not_json_is_invalid() {
    assert_run!("no-json", run_on(&["validate"], "{\"id\": "));
}

#[test]
fn the_selector_chooses_the_schema() {
    let error = r#"{"error_code":"APIGW.0101","error_msg":"no"}"#;
    for (args, document, code) in [
        (&["--component", "ServiceError"][..], error, 0),
        (&["--component", "ServiceError"], "{}", 1),
        (&["--operation", "show_import_task", "--status", "404"], "{}", 1),
        (&["--operation", "show_import_task", "--status", "404"], error, 0),
        (&["--operation", "show_import_task"], "{}", 0),
        (&["--component", "ImportTaskStatus"], "4", 0),
        (&["--component", "ImportTaskStatus"], "99", 1),
        (&["--component", "Nothing"], "{}", 2),
        (&["--operation", "nothing"], "{}", 2),
        (&["--operation", "show_import_task", "--status", "201"], "{}", 2),
        (&["--status", "404"], "{}", 2),
        (&["--operation", "show_import_task", "--status", "600"], "{}", 2),
        (&["--component", "ServiceError", "--operation", "show_import_task"], "{}", 2),
        (&["--contract", "no/such/file"], "{}", 3),
        (&["no/such/file"], "{}", 3),
        (&["src"], "{}", 3),
    ] {
        let run = run_on(&[&["validate"], args].concat(), document);
        assert_eq!(run.code, code, "{args:?}: {run}");
    }
}

#[test]
fn a_wrong_selector_lists_the_nearest_and_all_names() {
    for (args, near, all) in [
        (&["--component", "ImprtTask"][..], "did you mean `ImportTask`?", "ServiceError"),
        (&["--operation", "show_import_tsk"], "did you mean `show_import_task`?", "show_import_task"),
        (
            &["--operation", "show_import_task", "--status", "201"],
            "did you mean `200`?",
            "200, 400, 401, 403, 404, 429, 500, 503",
        ),
        (&["--explain", "max-lenght"], "'max-length'", "min-length, max-length, minimum"),
    ] {
        let run = run_on(&[&["validate"], args].concat(), "{}");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run}");
        assert!(run.stderr.contains(near) && run.stderr.contains(all), "{run}");
    }
}

#[test]
fn several_operations_need_a_selector() {
    let response = r#"{"description":"d","content":{"application/json":{"schema":{"type":"boolean"}}}}"#;
    let operation = |id: &str| format!(r#"{{"get":{{"operationId":"{id}","responses":{{"200":{response}}}}}}}"#);
    let (a, b) = (operation("get_a"), operation("get_b"));
    let text = format!(r#"{{"openapi":"3.0.3","info":{{"title":"t","version":"1"}},"paths":{{"/a":{a},"/b":{b}}}}}"#);
    let contract = File::new("several.json", text);
    let run = run_on(&["validate", "--contract", contract.path()], "true");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("get_a") && run.stderr.contains("get_b"), "{run}");
    assert_eq!(run_on(&["validate", "--contract", contract.path(), "--operation", "get_b"], "true").code, 0);
}

#[test]
fn request_chooses_the_request_body() {
    let contract = File::new(
        "request.yaml",
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /tasks:
    post:
      operationId: create_task
      requestBody: {content: {application/json: {schema: {type: object, required: [name]}}}}
      responses: {'200': {description: d, content: {application/json: {schema: {type: boolean}}}}}
",
    );
    for (args, document, code) in [
        (&["--request"][..], r#"{"name": "a"}"#, 0),
        (&["--request"], "true", 1),
        (&[], "true", 0),
        (&["--request", "--status", "200"], "true", 2),
    ] {
        let selector = ["validate", "--contract", contract.path(), "--operation", "create_task"];
        let run = run_on(&[&selector, args].concat(), document);
        assert_eq!(run.code, code, "{args:?}: {run}");
    }
    assert_eq!(run_on(&["validate", "--request"], "{}").code, 2);
}

#[test]
fn a_broken_contract_is_reported_as_the_linter_does() {
    let folder = env!("CARGO_TARGET_TMPDIR");
    for (name, text) in [
        ("broken-syntax", "openapi: ["),
        ("broken-version", "openapi: 3.2.0\ninfo: {title: t, version: '1'}\npaths: {}\n"),
        (
            "broken-reference",
            "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Part:\n      type: string\n    \
             Whole:\n      $ref: '#/components/schemas/Prt'\n",
        ),
    ] {
        let contract = File::new(&format!("{name}.yaml"), text);
        let run = run_on(&["validate", "--contract", contract.path(), "--component", "Whole"], "true");
        assert_eq!(run.code, 3, "{run}");
        insta::with_settings!({filters => vec![(folder, "FOLDER")]}, {
            insta::assert_snapshot!(name, run.to_string());
        });
    }
}

#[test]
fn the_exit_code_is_the_highest_of_several_files() {
    let valid = File::new("valid.json", "{}");
    let invalid = File::new("invalid.json", "[]");
    let run_ = run(&["validate", valid.path(), invalid.path(), valid.path()]);
    assert_eq!(run_.code, 1);
    assert!(run_.stderr.contains("2 valid, 1 invalid (1 error)"), "{run_}");
    let run_ = run(&["validate", "no/such/file", invalid.path()]);
    assert_eq!(run_.code, 3);
    assert!(run_.stdout.contains("invalid.json:1:1: error[type]"), "{run_}");
    assert!(run_.stderr.contains("no/such/file"), "{run_}");
}

#[test]
fn a_contract_may_refer_to_files_in_its_folder() {
    let _schemas = File::new("split/schemas/task.yaml", "Task: {type: object, required: [id]}\n");
    let _outside = File::new("outside.yaml", "type: string\n");
    let contract = File::new(
        "split/contract.yaml",
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths: {}
components:
  schemas:
    Task: {$ref: 'schemas/task.yaml#/Task'}
    Outside: {$ref: '../outside.yaml'}
    Gone: {$ref: gone.yaml}
",
    );
    let validate = |component: &str| {
        run_on(&["validate", "-o", "jsonl", "--contract", contract.path(), "--component", component], "{}")
    };
    let run = validate("Task");
    assert!(run.code == 1 && run.stdout.contains("split/schemas/task.yaml:1"), "{run}");
    for (component, reason) in
        [("Outside", "../outside.yaml is not inside the folder of the contract"), ("Gone", "cannot read gone.yaml: ")]
    {
        let run = validate(component);
        assert!(run.code == 3 && run.stderr.contains(reason), "{run}");
    }
}

#[test]
fn an_option_allows_another_folder() {
    let _pets = File::new(
        "three/api/pets.yaml",
        "pets:
  get:
    operationId: pets
    responses:
      '200':
        description: Pets.
        content: {application/json: {schema: {$ref: '../common.yaml#/Pet'}}}
",
    );
    let common = "Pet:\n  type: object\n  properties:\n    name: {type: string, maxLength: 3}\n";
    let _common = File::new("three/common.yaml", common);
    let contract = File::new(
        "three/api/api.yaml",
        "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets: {$ref: 'pets.yaml#/pets'}\n",
    );
    let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/three");
    let options = ["validate", "--contract", contract.path(), "--operation", "pets"];
    let found = run_on(&[options.as_slice(), &["--ref-folder", folder]].concat(), r#"{"name": "Rex and Max"}"#);
    assert!(found.code == 1 && found.stdout.contains("common.yaml:4"), "the place of the rule: {found}");
    let refused = run_on(&options, "{}");
    assert!(refused.code == 3 && refused.stderr.contains("pets.yaml:7:53: error[external-ref]"), "{refused}");
    assert!(refused.stderr.contains("--ref-folder"), "{refused}");

    let lint = |options: &[&str]| super::run(&[&["lint", contract.path()], options].concat());
    let found = lint(&[]);
    assert!(found.code == 1 && found.stdout.contains("pets.yaml:7:53: error[external-ref]"), "{found}");
    let found = lint(&["--ref-folder", folder, "--output", "json"]);
    assert!(found.stdout.contains(r#"common.yaml","pointer":"/components/schemas/Pet"#), "{found}");
    let same = super::run(&["diff", contract.path(), contract.path(), "--ref-folder", folder]);
    assert_eq!((same.code, same.stdout.as_str()), (0, "no changes\n"), "{same}");
}
