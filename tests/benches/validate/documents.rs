//! The documents, made by a seeded generator.

use fastrand::Rng;
use serde_json::{Value, json};

/// The component that the documents of a set are instances of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Component {
    Task,
    List,
    Everything,
}

/// Documents that are validated together.
pub(crate) struct Set {
    pub(crate) name: &'static str,
    pub(crate) component: Component,
    pub(crate) valid: bool,
    pub(crate) documents: Vec<String>,
}

impl Set {
    fn new(name: &'static str, component: Component, count: usize, make: impl FnMut(&mut Rng) -> String) -> Self {
        Self { name, component, valid: true, documents: documents(count, make) }
    }

    /// Returns the average size of a document in bytes.
    pub(crate) fn size(&self) -> usize {
        self.documents.iter().map(String::len).sum::<usize>() / self.documents.len()
    }
}

pub(crate) const FLAT: &str = "flat";
pub(crate) const LISTS: &str = "lists";
pub(crate) const LISTS_SORTED: &str = "lists, sorted";
pub(crate) const ORDERED: &str = "flat, documented order";
pub(crate) const SORTED: &str = "flat, sorted";
pub(crate) const SHUFFLED: &str = "flat, shuffled";
pub(crate) const EVERY_KEYWORD: &str = "every keyword";
pub(crate) const INVALID: &str = "invalid";

/// Makes every set, each with so many tasks.
pub(crate) fn sets(tasks: usize) -> Vec<Set> {
    let lists = tasks / PER_LIST;
    vec![
        Set::new(FLAT, Component::Task, tasks, |random| write_task(&mixed(random))),
        Set::new(LISTS, Component::List, lists, |random| list(random, mixed)),
        Set::new(LISTS_SORTED, Component::List, lists, |random| list(random, |random| sorted(mixed(random)))),
        Set::new(ORDERED, Component::Task, tasks, |random| write_task(&task(random))),
        Set::new(SORTED, Component::Task, tasks, |random| write_task(&sorted(task(random)))),
        Set::new(SHUFFLED, Component::Task, tasks, |random| {
            let task = task(random);
            write_task(&shuffled(random, task))
        }),
        Set::new(EVERY_KEYWORD, Component::Everything, tasks / 2, everything),
        Set { valid: false, ..Set::new(INVALID, Component::Task, tasks, |random| write_task(&broken(random))) },
    ]
}

/// Makes about so many bytes of flat tasks, one on each line.
pub(crate) fn ndjson(bytes: usize, valid: bool) -> String {
    let mut random = random();
    let mut text = String::with_capacity(bytes + 4096);
    while text.len() < bytes {
        text += &write_task(&if valid { mixed(&mut random) } else { broken(&mut random) });
        text.push('\n');
    }
    text
}

const PER_LIST: usize = 50;

fn random() -> Rng {
    Rng::with_seed(2025)
}

fn hex(random: &mut Rng, length: usize) -> String {
    (0..length).map(|_| random.digit(16)).collect()
}

fn words(random: &mut Rng, length: usize) -> String {
    const WORDS: &[&str] = &["import", "resource", "workspace", "data source:", "target", "succeeded", "1;", "carry"];
    let mut text = String::new();
    while text.len() < length {
        text += WORDS[random.usize(..WORDS.len())];
        text.push(' ');
    }
    text
}

fn documents(count: usize, mut make: impl FnMut(&mut Rng) -> String) -> Vec<String> {
    let mut random = random();
    (0..count).map(|_| make(&mut random)).collect()
}

type Task = Vec<(&'static str, Value)>;

/// Makes a task with its fields in the order of the documentation.
fn task(random: &mut Rng) -> Task {
    let date = 1_600_000_000_000 + random.u64(..100_000_000_000);
    let detail = if random.u64(..20) == 0 { "导入成功，资源清单".repeat(6) } else { words(random, 150) };
    vec![
        ("id", json!(hex(random, 32))),
        ("name", json!(words(random, 14))),
        ("domain_id", json!(hex(random, 32))),
        ("project_id", json!(hex(random, 32))),
        ("workspace_id", json!(hex(random, 32))),
        ("import_param", json!("")),
        ("obs_bucket", json!(words(random, 8))),
        ("obs_object_key", json!(format!("packages/{}.zip", hex(random, 12)))),
        ("import_detail", json!(detail)),
        ("status", json!(random.i64(-1..=4))),
        ("error_msg", json!(if random.u64(..10) == 0 { "line\nbreak \"quoted\"" } else { "" })),
        ("import_type", json!(if random.u64(..2) == 0 { "import" } else { "crossSpaceImport" })),
        ("create_user", json!(hex(random, 32))),
        ("create_user_name", json!(words(random, 10))),
        ("create_date", json!(date)),
        ("update_date", json!(date + random.u64(..100_000))),
    ]
}

/// Makes a task; one in ten is shuffled or has an unknown key.
fn mixed(random: &mut Rng) -> Task {
    let mut task = task(random);
    match random.u64(..20) {
        0 => shuffled(random, task),
        1 => {
            task.insert(3, ("future_field", json!({"a": [1, 2.5, null], "b": "text"})));
            task
        }
        _ => task,
    }
}

fn shuffled(random: &mut Rng, mut task: Task) -> Task {
    for index in (1..task.len()).rev() {
        let other = random.usize(..=index);
        task.swap(index, other);
    }
    task
}

fn sorted(mut task: Task) -> Task {
    task.sort_by_key(|(name, _)| *name);
    task
}

/// Makes a task with one error.
fn broken(random: &mut Rng) -> Task {
    let mut task = task(random);
    match random.u64(..4) {
        0 => task[9].1 = json!(7),
        1 => task[9].1 = json!("1"),
        2 => task[14].1 = json!(-1),
        _ => task[1].1 = json!("n".repeat(300)),
    }
    task
}

fn write_task(task: &Task) -> String {
    let members: Vec<String> = task.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn list(random: &mut Rng, mut make: impl FnMut(&mut Rng) -> Task) -> String {
    let tasks: Vec<String> = (0..PER_LIST).map(|_| write_task(&make(random))).collect();
    format!("{{\"total\":{PER_LIST},\"tasks\":[{}]}}", tasks.join(","))
}

fn everything(random: &mut Rng) -> String {
    let number = random.u32(..1000);
    json!({
        "id": format!("{}-{}-{}-{}-{}", hex(random, 8), hex(random, 4), hex(random, 4), hex(random, 4), hex(random, 12)),
        "kind": if number.is_multiple_of(2) { "cat" } else { "dog" },
        "code": format!("AB-{:04}", number),
        "when": "2024-02-29T12:34:56Z",
        "day": "2024-02-29",
        "address": "192.168.0.1",
        "mail": "someone@example.org",
        "link": "https://example.org/a?b=c",
        "data": "QUJDRA==",
        "ratio": f64::from(number) / 4.0,
        "step": number * 5,
        "tags": [hex(random, 6), hex(random, 7), hex(random, 8)],
        "either": if number.is_multiple_of(3) { json!(number) } else { json!(hex(random, 5)) },
        "both": {"a": number, "b": hex(random, 4)},
        "one": if number.is_multiple_of(2) { json!({"cat": 1}) } else { json!({"dog": "x"}) },
        "tree": {"value": 1, "children": [{"value": 2, "children": []}, {"value": 3}]},
        "labels": {"x": "1", "y": "2"},
        "nothing": null,
        "not_empty": hex(random, 3),
    })
    .to_string()
}
