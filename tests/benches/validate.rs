//! The speed of verdicts, in ratios: `cargo bench -p dataarts-insight-tests --bench validate`.
//!
//! Every engine judges the same documents of a seeded generator, in turns within each round, so that whatever else the
//! machine does hits all alike. The table gives medians over the rounds, as multiples of what `serde_json` takes to
//! skip a document (`IgnoredAny`).

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints its table, and stops when an engine is wrong"
)]

use std::{
    fmt::Write as _,
    hint::black_box,
    time::{Duration, Instant},
};

use dataarts_insight_contract::{
    document::Document,
    engine::{self, Compiled, Direction},
};
use serde_json::{Map, Value, json};

const ROUNDS: usize = 5;
const FLAT: usize = 4_000;
const LISTS: usize = 80;

/// A small generator whose whole state is its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % bound
    }

    fn hex(&mut self, length: usize) -> String {
        (0..length).fold(String::new(), |mut text, _| {
            let _ = write!(text, "{:x}", self.below(16));
            text
        })
    }

    fn words(&mut self, length: usize) -> String {
        const WORDS: &[&str] =
            &["import", "resource", "workspace", "data source:", "target", "succeeded", "1;", "carry"];
        let mut text = String::new();
        while text.len() < length {
            text += WORDS[usize::try_from(self.below(WORDS.len() as u64)).expect("small")];
            text.push(' ');
        }
        text
    }
}

type Task = Vec<(&'static str, Value)>;

/// A task as the service describes it, in the order of its documentation.
fn task(random: &mut Random) -> Task {
    let date = 1_600_000_000_000 + random.below(100_000_000_000);
    let detail = if random.below(20) == 0 { "导入成功，资源清单".repeat(6) } else { random.words(150) };
    vec![
        ("id", json!(random.hex(32))),
        ("name", json!(random.words(14))),
        ("domain_id", json!(random.hex(32))),
        ("project_id", json!(random.hex(32))),
        ("workspace_id", json!(random.hex(32))),
        ("import_param", json!("")),
        ("obs_bucket", json!(random.words(8))),
        ("obs_object_key", json!(format!("packages/{}.zip", random.hex(12)))),
        ("import_detail", json!(detail)),
        ("status", json!(i64::try_from(random.below(6)).expect("small") - 1)),
        ("error_msg", json!(if random.below(10) == 0 { "line\nbreak \"quoted\"" } else { "" })),
        ("import_type", json!(if random.below(2) == 0 { "import" } else { "crossSpaceImport" })),
        ("create_user", json!(random.hex(32))),
        ("create_user_name", json!(random.words(10))),
        ("create_date", json!(date)),
        ("update_date", json!(date + random.below(100_000))),
    ]
}

fn write_task(task: &Task) -> String {
    let members: Vec<String> = task.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn shuffle(random: &mut Random, task: &mut Task) {
    for index in (1..task.len()).rev() {
        let other = usize::try_from(random.below(index as u64 + 1)).expect("small");
        task.swap(index, other);
    }
}

/// One in ten shuffled or with keys that the contract does not know.
fn mixed(random: &mut Random) -> String {
    let mut task = task(random);
    match random.below(20) {
        0 => shuffle(random, &mut task),
        1 => task.insert(3, ("future_field", json!({"a": [1, 2.5, null], "b": "text"}))),
        _ => {}
    }
    write_task(&task)
}

fn set(count: usize, mut make: impl FnMut(&mut Random) -> String) -> Vec<String> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    (0..count).map(|_| make(&mut random)).collect()
}

/// The time that this thread had a processor, where the system tells (Linux), else the time that went by: on a busy
/// machine only the former compares engines.
struct Clock(Instant, Option<u64>);

impl Clock {
    fn start() -> Self {
        Self(Instant::now(), Self::on_processor())
    }

    fn on_processor() -> Option<u64> {
        std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
    }

    fn seconds(&self) -> f64 {
        match (self.1, Self::on_processor()) {
            (Some(start), Some(end)) if end > start => Duration::from_nanos(end - start).as_secs_f64(),
            _ => self.0.elapsed().as_secs_f64(),
        }
    }
}

/// A named way to judge a document.
type Engine<'a> = (&'static str, Box<dyn Fn(&[u8]) -> bool + 'a>);

/// Median seconds per pass over the documents, for each engine.
fn measure(documents: &[String], engines: &[Engine<'_>], expected: bool) -> Vec<f64> {
    let mut times = vec![Vec::new(); engines.len()];
    for round in 0..=ROUNDS {
        for ((name, judge), times) in engines.iter().zip(&mut times) {
            // Fast engines pass over the documents often enough for the clock.
            let (mut passes, start, clock) = (0_u32, Instant::now(), Clock::start());
            while start.elapsed() < Duration::from_millis(120) {
                for document in documents {
                    assert_eq!(black_box(judge(black_box(document.as_bytes()))), expected, "{name}: {document}");
                }
                passes += 1;
            }
            if round > 0 {
                times.push(clock.seconds() / f64::from(passes));
            }
        }
    }
    times
        .into_iter()
        .map(|mut times| {
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        })
        .collect()
}

/// OpenAPI 3.0 as JSON Schema draft 4, for the contracts below.
fn lower(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(lower).collect(),
        Value::Object(entries) => {
            let mut lowered: Map<String, Value> = entries.iter().map(|(k, v)| (k.clone(), lower(v))).collect();
            if lowered.remove("nullable") == Some(true.into()) {
                lowered.insert("type".into(), json!([entries["type"], "null"]));
            }
            lowered.into()
        }
        other => other.clone(),
    }
}

struct Contract {
    ours: Compiled,
    theirs: jsonschema::Validator,
}

impl Contract {
    fn new(document: &Document, pointer: &str) -> Self {
        let schema = document.pointer(pointer).unwrap_or_else(|| panic!("{pointer}"));
        let ours = Compiled::new(document, schema, Direction::Either).unwrap_or_else(|errors| panic!("{errors:?}"));
        let mut lowered = lower(&document.root().to_json());
        lowered["allOf"] = json!([{"$ref": format!("#{pointer}")}]);
        let theirs = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .should_validate_formats(true)
            .build(&lowered)
            .unwrap_or_else(|error| panic!("{error}"));
        Self { ours, theirs }
    }

    fn engines(&self) -> Vec<Engine<'_>> {
        vec![
            ("IgnoredAny", Box::new(|bytes| serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok())),
            ("Value", Box::new(|bytes| serde_json::from_slice::<Value>(bytes).is_ok())),
            (
                "jsonschema",
                Box::new(|bytes| serde_json::from_slice(bytes).is_ok_and(|value: Value| self.theirs.is_valid(&value))),
            ),
            (
                "ours, diagnosis",
                Box::new(|bytes| self.ours.findings(bytes).iter().all(|f| f.level != engine::Level::Deny)),
            ),
            ("ours", Box::new(|bytes| self.ours.is_valid(bytes))),
        ]
    }
}

fn main() {
    let text = include_str!("../../crates/contract/src/generated/dataarts-insight.yaml");
    let document = Document::parse("dataarts-insight.yaml", text).expect("the contract parses");
    let task_contract = Contract::new(&document, "/components/schemas/ImportTask");

    let list = json!({
        "type": "object", "required": ["total", "tasks"],
        "properties": {
            "total": {"type": "integer", "minimum": 0},
            "tasks": {"type": "array", "minItems": 1, "maxItems": 100,
                      "items": {"$ref": "#/components/schemas/ImportTask"}},
        },
    });
    let mut with_list = document.root().to_json();
    with_list["components"]["schemas"]["List"] = list;
    // The order of the contract survives: it is read from its text, only the list is appended.
    let listed = text.replacen(
        "  schemas:\n",
        &format!("  schemas:\n    List: {}\n", with_list["components"]["schemas"]["List"]),
        1,
    );
    let list_document = Document::parse("list.yaml", listed).expect("the contract parses");
    let list_contract = Contract::new(&list_document, "/components/schemas/List");

    let every = Document::parse("every-keyword.yaml", include_str!("every-keyword.yaml")).expect("the contract parses");
    let every_contract = Contract::new(&every, "/components/schemas/Everything");

    println!(
        "| documents | bytes | IgnoredAny | Value | jsonschema | ours, diagnosis | ours | ÷ IgnoredAny | ÷ Value | ÷ jsonschema |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    let sorted = |random: &mut Random| {
        let mut task = task(random);
        task.sort_by_key(|(name, _)| *name);
        task
    };
    let shuffled = |random: &mut Random| {
        let mut task = task(random);
        shuffle(random, &mut task);
        task
    };
    let list_of = |make: &dyn Fn(&mut Random) -> String, random: &mut Random| {
        let tasks: Vec<String> = (0..50).map(|_| make(random)).collect();
        format!("{{\"total\":50,\"tasks\":[{}]}}", tasks.join(","))
    };
    let plain = |random: &mut Random| write_task(&task(random));
    let ordered = row("flat, documented order", &set(FLAT, plain), &task_contract);
    row("flat, a tenth otherwise", &set(FLAT, mixed), &task_contract);
    let by_name = row("flat, sorted keys", &set(FLAT, |r| write_task(&sorted(r))), &task_contract);
    let random = row("flat, shuffled keys", &set(FLAT, |r| write_task(&shuffled(r))), &task_contract);
    let lists = row("lists of 50", &set(LISTS, |r| list_of(&mixed, r)), &list_contract);
    let lists_sorted =
        row("lists of 50, sorted keys", &set(LISTS, |r| list_of(&|r| write_task(&sorted(r)), r)), &list_contract);
    row("every keyword", &set(FLAT / 2, everything), &every_contract);
    println!();
    println!(
        "sorted ÷ documented order: {:.2} (flat), {:.2} (lists); shuffled: {:.2}",
        ordered / by_name,
        lists / lists_sorted,
        ordered / random
    );
    invalid(&task_contract);
}

/// Prints one line; the seconds per pass of our verdict.
fn row(name: &str, documents: &[String], contract: &Contract) -> f64 {
    let times = measure(documents, &contract.engines(), true);
    let bytes: usize = documents.iter().map(String::len).sum();
    let count = documents.len() as f64;
    let mut line = format!("| {name} | {} |", bytes / documents.len());
    for time in &times {
        let _ = write!(line, " {:.0} ns |", time / count * 1e9);
    }
    let ours = times[times.len() - 1];
    for other in &times[..3] {
        let _ = write!(line, " {:.2}× |", other / ours);
    }
    println!("{line}");
    ours
}

/// Invalid documents: all findings with their places, against the oracle's errors rendered.
fn invalid(contract: &Contract) {
    let documents = set(FLAT, |random| {
        let mut task = task(random);
        match random.below(4) {
            0 => task[9].1 = json!(7),
            1 => task[9].1 = json!("1"),
            2 => task[14].1 = json!(-1),
            _ => task[1].1 = json!("n".repeat(300)),
        }
        write_task(&task)
    });
    let engines: Vec<Engine<'_>> = vec![
        (
            "jsonschema",
            Box::new(|bytes| {
                let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return false };
                let mut valid = true;
                for error in contract.theirs.iter_errors(&value) {
                    black_box(format!("{} {error}", error.instance_path()));
                    valid = false;
                }
                valid
            }),
        ),
        (
            "ours",
            Box::new(|bytes| {
                let findings = contract.ours.findings(bytes);
                for f in &findings {
                    black_box(format!("{} {}:{} {}, not {}", f.pointer, f.line, f.column, f.expected, f.found));
                }
                findings.is_empty()
            }),
        ),
    ];
    let times = measure(&documents, &engines, false);
    println!("invalid, rendered with places ÷ iter_errors: {:.2}×", times[0] / times[1]);
}

fn everything(random: &mut Random) -> String {
    let number = random.below(1000);
    json!({
        "id": format!("{}-{}-{}-{}-{}", random.hex(8), random.hex(4), random.hex(4), random.hex(4), random.hex(12)),
        "kind": if number.is_multiple_of(2) { "cat" } else { "dog" },
        "code": format!("AB-{:04}", number),
        "when": "2024-02-29T12:34:56Z",
        "day": "2024-02-29",
        "address": "192.168.0.1",
        "mail": "someone@example.org",
        "link": "https://example.org/a?b=c",
        "data": "QUJDRA==",
        "ratio": f64::from(u32::try_from(number).expect("small")) / 4.0,
        "step": number * 5,
        "tags": [random.hex(6), random.hex(7), random.hex(8)],
        "either": if number.is_multiple_of(3) { json!(number) } else { json!(random.hex(5)) },
        "both": {"a": number, "b": random.hex(4)},
        "one": if number.is_multiple_of(2) { json!({"cat": 1}) } else { json!({"dog": "x"}) },
        "tree": {"value": 1, "children": [{"value": 2, "children": []}, {"value": 3}]},
        "labels": {"x": "1", "y": "2"},
        "nothing": null,
        "not_empty": random.hex(3),
    })
    .to_string()
}
