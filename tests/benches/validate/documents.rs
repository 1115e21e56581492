//! The documents, from a generator whose whole state is its seed.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// What the documents of a set are, by the name of a component of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Task,
    List,
    Everything,
}

/// Documents that are judged together.
pub(crate) struct Set {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) valid: bool,
    pub(crate) documents: Vec<String>,
}

impl Set {
    fn new(name: &'static str, shape: Shape, count: usize, make: impl FnMut(&mut Random) -> String) -> Self {
        Self { name, shape, valid: true, documents: documents(count, make) }
    }

    /// Bytes of a document, on average.
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

/// Every set; `tasks` says how many tasks there are in each.
pub(crate) fn sets(tasks: usize) -> Vec<Set> {
    let lists = tasks / PER_LIST;
    vec![
        Set::new(FLAT, Shape::Task, tasks, |random| write_task(&mixed(random))),
        Set::new(LISTS, Shape::List, lists, |random| list(random, mixed)),
        Set::new(LISTS_SORTED, Shape::List, lists, |random| list(random, |random| sorted(mixed(random)))),
        Set::new(ORDERED, Shape::Task, tasks, |random| write_task(&task(random))),
        Set::new(SORTED, Shape::Task, tasks, |random| write_task(&sorted(task(random)))),
        Set::new(SHUFFLED, Shape::Task, tasks, |random| {
            let task = task(random);
            write_task(&shuffled(random, task))
        }),
        Set::new(EVERY_KEYWORD, Shape::Everything, tasks / 2, everything),
        Set { valid: false, ..Set::new(INVALID, Shape::Task, tasks, |random| write_task(&broken(random))) },
    ]
}

/// Flat tasks, a document a line, of about so many bytes.
pub(crate) fn ndjson(bytes: usize, valid: bool) -> String {
    let mut random = Random::new();
    let mut text = String::with_capacity(bytes + 4096);
    while text.len() < bytes {
        text += &write_task(&if valid { mixed(&mut random) } else { broken(&mut random) });
        text.push('\n');
    }
    text
}

const PER_LIST: usize = 50;

struct Random(u64);

impl Random {
    fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

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

fn documents(count: usize, mut make: impl FnMut(&mut Random) -> String) -> Vec<String> {
    let mut random = Random::new();
    (0..count).map(|_| make(&mut random)).collect()
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

/// One in ten shuffled or with keys that the contract does not know.
fn mixed(random: &mut Random) -> Task {
    let mut task = task(random);
    match random.below(20) {
        0 => shuffled(random, task),
        1 => {
            task.insert(3, ("future_field", json!({"a": [1, 2.5, null], "b": "text"})));
            task
        }
        _ => task,
    }
}

fn shuffled(random: &mut Random, mut task: Task) -> Task {
    for index in (1..task.len()).rev() {
        let other = usize::try_from(random.below(index as u64 + 1)).expect("small");
        task.swap(index, other);
    }
    task
}

fn sorted(mut task: Task) -> Task {
    task.sort_by_key(|(name, _)| *name);
    task
}

/// A task with one thing wrong.
fn broken(random: &mut Random) -> Task {
    let mut task = task(random);
    match random.below(4) {
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

fn list(random: &mut Random, mut make: impl FnMut(&mut Random) -> Task) -> String {
    let tasks: Vec<String> = (0..PER_LIST).map(|_| write_task(&make(random))).collect();
    format!("{{\"total\":{PER_LIST},\"tasks\":[{}]}}", tasks.join(","))
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
