//! Snapshots of the code that is generated from the real contract: some items in full, and the differences between the
//! Rust types and the contract.
//!
//! After an intended change, run `INSTA_UPDATE=always cargo test --workspace` and review `git diff`.

use std::{collections::BTreeSet, fs, path::Path};

use dataarts_insight_client::types::ImportTask;
use serde_json::Value;

#[test]
fn response_type() {
    insta::assert_snapshot!(slice("crates/client/src/generated/client.rs", "    pub struct ImportTask {", "\n    }\n"));
}

#[test]
fn operation() {
    insta::assert_snapshot!(slice(
        "crates/client/src/generated/client.rs",
        "    impl<'a> ShowImportTask<'a> {",
        "\n    }\n"
    ));
}

#[test]
fn enum_of_the_wrapper() {
    insta::assert_snapshot!(slice(
        "crates/insight/src/generated/import_task_status.rs",
        "pub enum ImportTaskStatus {",
        "\n}\n"
    ));
}

/// Compares the contract with the JSON Schema that the crate `schemars` makes from the generated Rust types.
#[test]
fn rust_types_differ_from_the_contract_for_known_reasons() {
    let derived = serde_json::to_value(schemars::schema_for!(ImportTask)).unwrap();
    let contract: Value = serde_json::from_str(&read("openapi/generated/schema/ImportTask.json")).unwrap();
    let mut differences = BTreeSet::new();
    compare("", &contract, &derived, &mut differences);
    let explained: Vec<String> =
        differences.iter().map(|(place, what)| format!("{place}: {what}\n    because {}", why(what))).collect();
    insta::assert_snapshot!(explained.join("\n"));
}

/// Returns the reason for a difference. Panics if the difference has no known reason.
fn why(difference: &str) -> &'static str {
    let reasons = [
        ("maxLength", "a longer text must not fail a response (pass `lengths`)"),
        ("minimum", "a number out of bounds must not fail a response (pass `bounds`)"),
        ("maximum", "a number out of bounds must not fail a response (pass `bounds`)"),
        ("allOf", "enumerations are plain numbers here, and open enums in the wrapper (pass `enums`)"),
        ("anyOf", "a choice between strings is a string (pass `combinators`)"),
        ("additionalProperties", "undocumented fields are kept (pass `unknown_fields`)"),
        ("type null", "an `Option` reads null as absent"),
        ("type any", "the overlay accepts any value here"),
        ("type integer", "every number must decode as a timestamp (pass `formats`)"),
        ("type added", "in the contract, the type is that of the referenced schema"),
        ("format", "references to numbers are inlined (pass `scalar_references`)"),
    ];
    let reason = reasons.iter().find(|(start, _)| difference.starts_with(start));
    reason.unwrap_or_else(|| panic!("unexplained: {difference}")).1
}

/// Keywords that do not change whether a value is valid.
const ANNOTATIONS: [&str; 7] = ["$schema", "$id", "$comment", "$defs", "title", "description", "examples"];

fn compare(place: &str, contract: &Value, derived: &Value, found: &mut BTreeSet<(String, String)>) {
    let empty = serde_json::Map::new();
    let object = |value: &Value| value.as_object().unwrap_or(&empty).clone();
    let (left, right) = (object(contract), object(derived));
    let keys: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    for key in keys.into_iter().filter(|key| !ANNOTATIONS.contains(&key.as_str())) {
        let mut note = |what: String| found.insert((if place.is_empty() { "/" } else { place }.to_owned(), what));
        match (key.as_str(), left.get(key), right.get(key)) {
            ("properties", Some(left), Some(right)) => {
                let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
                assert_eq!(names(left), names(right), "both have the same properties");
                for name in names(left) {
                    compare(&format!("{place}/{name}"), &left[&name], &right[&name], found);
                }
            }
            ("type", left, right) => note_type(left, right, note),
            (key, Some(left), Some(right)) if left != right => drop(note(format!("{key} {left} became {right}"))),
            (_, Some(_), Some(_)) => {}
            (key, Some(left), None) => drop(note(format!("{key} {left} is gone"))),
            (key, None, right) => drop(note(format!("{key} {} is new", right.unwrap_or(&Value::Null)))),
        }
    }
}

fn note_type(left: Option<&Value>, right: Option<&Value>, mut note: impl FnMut(String) -> bool) {
    let list = |value: Option<&Value>| -> BTreeSet<String> {
        match value {
            Some(Value::String(one)) => BTreeSet::from([one.clone()]),
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => BTreeSet::new(),
        }
    };
    let (left, mut right) = (list(left), list(right));
    if !left.contains("null") && right.remove("null") {
        note("type null is new".to_owned());
    }
    match (left.is_empty(), right.is_empty()) {
        _ if left == right => false,
        (true, _) => note(format!("type added: {right:?}")),
        (_, true) => note("type any is new".to_owned()),
        _ => note(format!("type {} became {right:?}", left.iter().next().unwrap())),
    };
}

/// Returns the source text of an item with its attributes and docs. `start` is the first line of the item, `end` is the
/// text after which the item ends.
fn slice(path: &str, start: &str, end: &str) -> String {
    let text = read(path);
    let at = text.find(start).unwrap_or_else(|| panic!("{path} has no {start}"));
    let before = text[..at].trim_end_matches('\n').rsplit('\n').take_while(|line| {
        let line = line.trim_start();
        line.starts_with('#') || line.starts_with("///")
    });
    let length: usize = before.map(|line| line.len() + 1).sum();
    let stop = text[at..].find(end).map_or(text.len(), |stop| at + stop + end.len());
    text[at - length..stop].to_owned()
}

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
