//! Compares the model of deployed programs (`xtask::deployed`) with the compiled client and the wrapper.
//!
//! These tests use the real contract. Both sides decode the same random payloads, which are often invalid by the
//! contract.

use std::{collections::BTreeSet, fs, path::Path};

use dataarts_insight::ImportTask;
use dataarts_insight_client::builder::ShowImportTask;
use dataarts_insight_openapi::document::{Document, Node, Value, unescape_token};
use dataarts_insight_validator::Decimal;
use fastrand::Rng;
use reqwest::{StatusCode, header::HeaderMap};
use xtask::deployed::{Reader, Reading};

/// The number of payloads.
const PAYLOADS: usize = 1_000;

#[test]
fn model_and_compiled_client_agree() {
    let effective = effective();
    let schema = effective.pointer("/components/schemas/ImportTask").unwrap();
    let names: Vec<String> =
        schema.get("properties").unwrap().entries().iter().map(|entry| entry.key.clone()).collect();
    let reader = Reader::new(effective.root());
    let mut random = Rng::with_seed(11);
    let mut counts = [0; 3];
    for _ in 0..PAYLOADS {
        let text = payload(&mut random, &names);
        let document = Document::parse("payload", text.as_str()).unwrap();
        let reading = reader.read(schema, document.root(), &[]);
        let decoded = ShowImportTask::decode(StatusCode::OK, &HeaderMap::new(), text.as_bytes());
        match decoded {
            Err(_) => {
                assert_eq!(reading.result().name(), "fails", "{text}");
                counts[2] += 1;
            }
            Ok(task) => {
                let mut lost: BTreeSet<String> = task.unfit_fields.iter().cloned().collect();
                let written = serde_json::to_value(&task).unwrap();
                let entries = document.root().entries().iter();
                lost.extend(entries.filter(|entry| !is_kept(&entry.node, &written[&entry.key])).map(|e| e.key.clone()));
                assert_eq!(lost_fields(&reading), lost, "{text}");
                assert_eq!(reading.result().name(), if lost.is_empty() { "decodes" } else { "loses" }, "{text}");
                counts[usize::from(!lost.is_empty())] += 1;
            }
        }
        let needed = reader.read(schema, document.root(), &["/status".to_owned()]);
        let task: Result<ImportTask, _> = serde_json::from_str(&text);
        let accepted = task.is_ok_and(|task| task.status().is_ok() && !task.unfit_fields().any(|n| n == "status"));
        assert_eq!(needed.result().name() != "fails", accepted, "{text}");
    }
    assert!(counts.iter().all(|count| *count > PAYLOADS / 50), "decodes, loses, fails: {counts:?}");
}

/// The effective contract of the client.
fn effective() -> Document {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/generated/dataarts-insight.effective.json");
    Document::parse("effective", fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns the names of the fields of which the model loses a part.
fn lost_fields(reading: &Reading) -> BTreeSet<String> {
    let lost = reading.effects.iter().filter(|effect| effect.deviation.result().name() == "loses");
    lost.filter_map(|effect| effect.pointer.split('/').nth(1).map(unescape_token)).collect()
}

/// Returns whether the client writes a value as it was in the payload. A field with `null` is not written.
fn is_kept(sent: &Node, written: &serde_json::Value) -> bool {
    use serde_json::Value as Json;
    match (&sent.value, written) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(sent), Json::Bool(written)) => sent == written,
        (Value::String(sent), Json::String(written)) => sent == written,
        (Value::Number(sent), Json::Number(written)) => {
            Decimal::parse(sent.as_bytes()) == Decimal::parse(written.to_string().as_bytes())
        }
        (Value::Array(sent), Json::Array(written)) => {
            sent.len() == written.len() && sent.iter().zip(written).all(|(sent, written)| is_kept(sent, written))
        }
        (Value::Object(sent), Json::Object(written)) => {
            // A name that occurs twice in the payload is written only once.
            sent.len() == written.len()
                && sent.iter().all(|entry| written.get(&entry.key).is_some_and(|value| is_kept(&entry.node, value)))
        }
        _ => false,
    }
}

/// Makes a payload: usually an object with some fields of the contract and some other fields.
fn payload(random: &mut Rng, names: &[String]) -> String {
    if random.u8(0..10) == 0 {
        return value(random, 0);
    }
    let mut members = Vec::new();
    for name in names.iter().map(String::as_str).chain(["new", "other/name", "a~b"]) {
        let times = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2][random.usize(0..if members.len() > 3 { 7 } else { 12 })];
        for _ in 0..times {
            members.push(format!("{name:?}:{}", likely(random, name)));
        }
    }
    random.shuffle(&mut members);
    format!("{{{}}}", members.join(","))
}

/// Makes the value of a field. The value often has the type of the contract.
fn likely(random: &mut Rng, name: &str) -> String {
    match (random.u8(0..8), name) {
        (0, _) => value(random, 0),
        (_, "status") => random.i32(-2..9).to_string(),
        (_, "create_date" | "update_date") => random.u64(..).to_string(),
        (_, "new") => "{\"a\":[1,null,true]}".to_owned(),
        _ => format!("\"{}\"", random.alphabetic()),
    }
}

/// Makes any value.
fn value(random: &mut Rng, depth: usize) -> String {
    const SCALARS: [&str; 18] = [
        "null",
        "true",
        "\"\"",
        "\"7\"",
        "0",
        "-0",
        "7",
        "-1",
        "1.0",
        "1e2",
        "0.5",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "0.12345678901234567890123",
        "1e400",
    ];
    let inner = |random: &mut Rng| (0..random.usize(0..3)).map(|_| value(random, depth + 1)).collect::<Vec<_>>();
    match random.u8(0..10) {
        0 if depth < 3 => format!("[{}]", inner(random).join(",")),
        1 | 2 if depth < 3 => {
            // Some of these objects have the same name twice.
            let members = inner(random).into_iter().map(|value| format!("\"{}\":{value}", random.u8(..3)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        _ => SCALARS[random.usize(..SCALARS.len())].to_owned(),
    }
}
