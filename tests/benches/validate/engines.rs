//! What judges documents, and its time: each engine has its turn in each round, so that whatever else the machine does
//! hits all alike.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use dataarts_insight_client::types::ImportTask;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use crate::{
    contracts::Contract,
    documents::{Set, Shape},
};

pub(crate) const OURS: &str = "our verdict";
pub(crate) const DIAGNOSIS: &str = "our diagnosis";
pub(crate) const IGNORED: &str = "`IgnoredAny`, merely skipping";
pub(crate) const VALUE: &str = "`serde_json::Value`, merely parsing";
pub(crate) const TYPED: &str = "the client's struct, by serde";
pub(crate) const JSONSCHEMA: &str = "`jsonschema` over `Value`";

/// Something that judges the documents of one set.
pub(crate) struct Engine<'a> {
    pub(crate) name: &'static str,
    turn: Box<dyn FnMut(Duration) -> Turn + 'a>,
}

/// What an engine did in its turn.
pub(crate) struct Turn {
    /// How often it judged all documents.
    pub(crate) passes: u32,
    /// How many of them it found valid, all passes together.
    pub(crate) valid: u64,
    pub(crate) seconds: f64,
}

impl<'a> Engine<'a> {
    pub(crate) fn new(name: &'static str, turn: impl FnMut(Duration) -> Turn + 'a) -> Self {
        Self { name, turn: Box::new(turn) }
    }

    fn here(name: &'static str, documents: &'a [String], judge: impl Fn(&[u8]) -> bool + 'a) -> Self {
        Self::new(name, move |time| {
            let (mut passes, mut valid, start, before) = (0, 0, Instant::now(), used());
            // Fast engines pass over the documents often enough for the clock.
            while passes == 0 || start.elapsed() < time {
                valid += documents.iter().map(|text| u64::from(judge(black_box(text.as_bytes())))).sum::<u64>();
                passes += 1;
            }
            Turn { passes, valid, seconds: (used() - before).as_secs_f64() }
        })
    }

    /// Seconds a document.
    ///
    /// # Panics
    /// When a verdict is not the expected one: what is wrong fast is of no interest.
    pub(crate) fn measure(&mut self, set: &Set, time: Duration) -> f64 {
        let turn = (self.turn)(time);
        let judged = u64::from(turn.passes) * set.documents.len() as u64;
        let expected = if set.valid { judged } else { 0 };
        assert_eq!(turn.valid, expected, "{} finds so many of {judged} valid documents in {}", self.name, set.name);
        turn.seconds / judged as f64
    }
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "total")]
    _total: u64,
    #[serde(rename = "tasks")]
    _tasks: Vec<ImportTask>,
}

/// The engines that live in this process.
pub(crate) fn here<'a>(set: &'a Set, contract: &'a Contract) -> Vec<Engine<'a>> {
    let Contract { ours, theirs, .. } = contract;
    let documents = &set.documents;
    let verdict = Engine::here(OURS, documents, |bytes| ours.is_valid(bytes));
    if !set.valid {
        return vec![
            verdict,
            Engine::here(DIAGNOSIS, documents, |bytes| rendered_findings(contract, bytes)),
            Engine::here(JSONSCHEMA, documents, |bytes| rendered_errors(contract, bytes)),
        ];
    }
    let mut engines = vec![
        verdict,
        Engine::here(DIAGNOSIS, documents, |bytes| ours.validate(bytes).is_valid()),
        Engine::here(IGNORED, documents, |bytes| serde_json::from_slice::<IgnoredAny>(bytes).is_ok()),
        Engine::here(VALUE, documents, |bytes| serde_json::from_slice::<Value>(bytes).is_ok()),
        Engine::here(JSONSCHEMA, documents, |bytes| {
            serde_json::from_slice(bytes).is_ok_and(|value: Value| theirs.is_valid(&value))
        }),
    ];
    engines.extend(match set.shape {
        Shape::Task => {
            Some(Engine::here(TYPED, documents, |bytes| serde_json::from_slice::<ImportTask>(bytes).is_ok()))
        }
        Shape::List => Some(Engine::here(TYPED, documents, |bytes| serde_json::from_slice::<List>(bytes).is_ok())),
        Shape::Everything => None,
    });
    engines
}

/// Every finding with its pointer, line and column, as text.
fn rendered_findings(contract: &Contract, bytes: &[u8]) -> bool {
    let report = contract.ours.validate(bytes);
    for f in report.findings() {
        black_box(format!("{} {}:{} {}, not {}", f.pointer, f.line, f.column, f.expected, f.found));
    }
    report.findings().is_empty()
}

/// Every error with its pointer, as text; `jsonschema` has no line and no column.
fn rendered_errors(contract: &Contract, bytes: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return false };
    let mut valid = true;
    for error in contract.theirs.iter_errors(&value) {
        black_box(format!("{} {error}", error.instance_path()));
        valid = false;
    }
    valid
}

/// The time that this thread had a processor, where the system tells, else the time that went by: on a busy machine only
/// the former compares engines.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn used() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("a thread has used no less than nothing")
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn used() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}
