//! The engines and their times. In each round every engine has its turn, so that other work of the machine affects all
//! of them equally.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use dataarts_insight_client::types::ImportTask;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use crate::{
    contracts::Contract,
    documents::{Component, Set},
};

pub(crate) const OURS: &str = "our verdict";
pub(crate) const DIAGNOSIS: &str = "our diagnosis";
pub(crate) const IGNORED: &str = "`IgnoredAny`, merely skipping";
pub(crate) const VALUE: &str = "`serde_json::Value`, merely parsing";
pub(crate) const TYPED: &str = "the client's struct, by serde";
pub(crate) const JSONSCHEMA: &str = "`jsonschema` over `Value`";

/// A validator, or another reader, of the documents of one set.
pub(crate) struct Engine<'a> {
    pub(crate) name: &'static str,
    turn: Box<dyn FnMut(Duration) -> Turn + 'a>,
}

/// The result of one turn of an engine.
pub(crate) struct Turn {
    /// How often it read all documents.
    pub(crate) passes: u32,
    /// How many documents were valid, in all passes together.
    pub(crate) valid: u64,
    pub(crate) seconds: f64,
}

impl<'a> Engine<'a> {
    pub(crate) fn new(name: &'static str, turn: impl FnMut(Duration) -> Turn + 'a) -> Self {
        Self { name, turn: Box::new(turn) }
    }

    fn here(name: &'static str, documents: &'a [String], is_valid: impl Fn(&[u8]) -> bool + 'a) -> Self {
        Self::new(name, move |time| {
            let (mut passes, mut valid, start, before) = (0, 0, Instant::now(), used());
            // Several passes, until the clock can measure them.
            while passes == 0 || start.elapsed() < time {
                valid += documents.iter().map(|text| u64::from(is_valid(black_box(text.as_bytes())))).sum::<u64>();
                passes += 1;
            }
            Turn { passes, valid, seconds: (used() - before).as_secs_f64() }
        })
    }

    /// Measures the seconds that a document takes.
    ///
    /// # Panics
    /// When a verdict is wrong.
    pub(crate) fn measure(&mut self, set: &Set, time: Duration) -> f64 {
        let turn = (self.turn)(time);
        let read = u64::from(turn.passes) * set.documents.len() as u64;
        let expected = if set.valid { read } else { 0 };
        assert_eq!(
            turn.valid, expected,
            "{} finds another number of {read} documents valid in {}",
            self.name, set.name
        );
        turn.seconds / read as f64
    }
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "total")]
    _total: u64,
    #[serde(rename = "tasks")]
    _tasks: Vec<ImportTask>,
}

/// Returns the engines that run in this process.
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
    engines.extend(match set.component {
        Component::Task => {
            Some(Engine::here(TYPED, documents, |bytes| serde_json::from_slice::<ImportTask>(bytes).is_ok()))
        }
        Component::List => Some(Engine::here(TYPED, documents, |bytes| serde_json::from_slice::<List>(bytes).is_ok())),
        Component::Everything => None,
    });
    engines
}

/// Writes every finding with its pointer, line and column as text.
fn rendered_findings(contract: &Contract, bytes: &[u8]) -> bool {
    let report = contract.ours.validate(bytes);
    for f in report.findings() {
        black_box(format!("{} {}:{} {}, not {}", f.pointer, f.line, f.column, f.expected, f.found));
    }
    report.findings().is_empty()
}

/// Writes every error with its pointer as text; `jsonschema` has no line and no column.
fn rendered_errors(contract: &Contract, bytes: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return false };
    let mut valid = true;
    for error in contract.theirs.iter_errors(&value) {
        black_box(format!("{} {error}", error.instance_path()));
        valid = false;
    }
    valid
}

/// Returns the processor time of this thread or, where the system has no such clock, the elapsed time, which is not
/// comparable on a busy machine.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn used() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("the time of a thread is not negative")
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn used() -> Duration {
    static START: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    START.elapsed()
}
