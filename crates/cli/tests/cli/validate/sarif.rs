//! SARIF, checked by the schema of the standard and by the fields that code scanning reads.

use std::fs;

use dataarts_insight_validator::rules;
use jsonschema::Validator;
use serde_json::{Value, json};

use super::{File, captures::capture, run, run_on};
use crate::Run;

fn schema() -> Validator {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/validate/sarif/sarif-schema-2.1.0.json");
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    // Its pattern for languages, which this program does not write, is not a regular expression.
    for owner in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{owner}/properties/language")).unwrap();
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn log(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn every_log_is_valid_by_the_standard() {
    let schema = schema();
    let document = File::new("sarif a%/ü:1.json", "{\n  \"status\": [\n 1]\n}");
    let records = "{}\n{\"status\": 9, \"status\": 9}\n{\"id\": \"\u{1b}\u{202e}\"\n\u{feff}[]";
    let args = |rest: &[&'static str]| [&["validate", "-o", "sarif"], rest].concat();
    for run in [
        run_on(&args(&["--lines"]), records),
        run_on(&args(&["--lines", "--max-findings", "1"]), records),
        run_on(&args(&["--lines", "--fail-fast"]), records),
        run_on(&args(&[]), "{}"),
        run_on(&args(&[]), ""),
        run_on(&args(&["--har"]), &capture()),
        run(&[&args(&["no/such/file"])[..], &[document.path()]].concat()),
    ] {
        let mut log = log(&run);
        let errors: Vec<String> =
            schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, [""; 0], "{run}");
        assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
        assert_eq!(log["runs"][0]["invocations"][0]["exitCode"], run.code);
        // The schema can fail.
        log["runs"][0]["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] = json!("fatal");
        assert!(!schema.is_valid(&log));
    }
}

#[test]
fn the_log_names_unreadable_files() {
    let log = log(&run(&["validate", "-o", "sarif", "no/such/file"]));
    let notification = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["level"], "error");
    assert!(notification["message"]["text"].as_str().unwrap().starts_with("no/such/file: "), "{log:#}");
}

#[test]
fn every_rule_is_described() {
    let log = log(&run_on(&["validate", "-o", "sarif"], "{}"));
    let described = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(described.len(), rules::all().count());
    for (rule, described) in rules::all().zip(described) {
        assert_eq!(described["id"], rule.id);
        assert_eq!(described["shortDescription"]["text"], rule.summary);
        assert_eq!(described["defaultConfiguration"]["level"], rule.severity.to_string());
        assert!(described["help"]["text"].as_str().unwrap().contains("Accepted:"), "{described:#}");
    }
}

#[test]
fn a_result_has_its_place_in_the_file() {
    let file = File::new("sarif-place.ndjson", "\n{\"a\": \"中\", \"id\": 1}\n");
    let log = log(&run(&["validate", "-o", "sarif", file.path()]));
    let result = &log["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], format!("file://{}", file.path()));
    assert_eq!(
        place["region"],
        json!({"startLine": 2, "startColumn": 18, "endLine": 2, "endColumn": 19, "byteOffset": 20, "byteLength": 1})
    );
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(log["runs"][0]["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
}

#[test]
fn a_fingerprint_does_not_depend_on_lines() {
    let fingerprint = |text: &str| {
        let log = log(&run_on(&["validate", "-o", "sarif"], text));
        log["runs"][0]["results"][0]["partialFingerprints"]["finding/v1"].as_str().unwrap().to_owned()
    };
    let one = fingerprint("{\"status\": 9}");
    assert_eq!(one, fingerprint("{\n\n  \"status\":\n 9}"));
    for other in ["{\"status\": 8}", "{\"id\": 9}", "{\"status\": \"9\"}"] {
        assert_ne!(one, fingerprint(other), "{other}");
    }
}
