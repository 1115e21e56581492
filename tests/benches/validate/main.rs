//! Measures the speed of verdicts as ratios: `cargo bench -p dataarts-insight-tests --bench validate`. With `-- --quick`
//! it only shows that everything runs.
//!
//! In each round every engine has its turn with the same documents, and every command with the same files, so that other
//! work of the machine affects all of them equally. A seeded generator makes the documents ([`documents`]). Our engine
//! and those of other crates ([`contracts`], [`engines`]), validators of other languages where they are installed
//! ([`peers`]), and whole processes ([`process`]) validate them. A wrong verdict stops the benchmark. To add an engine,
//! see [`engines::here`] or [`peers::Peers::find`].

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints its table, and stops when an engine is wrong"
)]

mod build;
mod contracts;
mod documents;
mod engines;
mod peers;
mod process;
mod table;

use std::{collections::BTreeMap, path::Path, process::ExitCode, time::Duration};

use contracts::Contract;
use documents::Set;
use engines::Engine;
use peers::Peers;
use process::Ndjson;
use table::{Bar, Times, Unit, digits, median, ratio, spread};

/// How long to measure.
struct Effort {
    /// Rounds after a warm-up.
    rounds: usize,
    /// Tasks of each set.
    tasks: usize,
    /// The time of an engine in each round.
    turn: Duration,
    /// How often a process runs on one small file.
    runs: usize,
    /// Sizes of the NDJSON files in bytes.
    ndjson: [usize; 2],
}

const FULL: Effort =
    Effort { rounds: 5, tasks: 4000, turn: Duration::from_millis(250), runs: 40, ndjson: [100_000_000, 800_000_000] };
const QUICK: Effort =
    Effort { rounds: 1, tasks: 200, turn: Duration::from_millis(5), runs: 3, ndjson: [2_000_000, 8_000_000] };

fn main() -> ExitCode {
    // Cargo adds --bench.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let effort = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => FULL,
        ["--quick"] => QUICK,
        _ => {
            eprintln!("the only option is --quick");
            return ExitCode::from(2);
        }
    };
    // The command as people install it.
    let ours = build::build(&["build", "--release", "--package", "dataarts-insight-cli"], "dataarts-insight");
    let peers = Peers::find();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("the target folder is writable");

    if effort.rounds == 1 {
        println!("Everything runs; these numbers are too few to compare.\n");
    }
    table::print_machine(&peers.lines);
    let verdicts = verdicts(&effort, &peers, folder.path());
    let ajv_on_one_file = process::one_file(&effort, &ours, &peers, folder.path());
    let ndjson = process::ndjson(&effort, &ours, &peers, folder.path());
    table::print_bars(&bars(&verdicts, ajv_on_one_file, &ndjson));
    ExitCode::SUCCESS
}

/// Times by the names of the set and the engine.
type Verdicts = BTreeMap<(&'static str, &'static str), Times>;

/// Measures every engine with every set that it can read.
fn verdicts(effort: &Effort, peers: &Peers, folder: &Path) -> Verdicts {
    let sets = documents::sets(effort.tasks);
    let contracts: Vec<Contract> = sets.iter().map(|set| Contract::of(set.component)).collect();
    let mut measured: Vec<(&Set, Vec<Engine<'_>>)> = sets
        .iter()
        .zip(&contracts)
        .map(|(set, contract)| {
            peers::write(set, contract, folder);
            let mut engines = engines::here(set, contract);
            engines.extend(peers.workers.iter().filter_map(|peer| peer.engine(set, folder)));
            (set, engines)
        })
        .collect();
    let mut verdicts = Verdicts::new();
    for round in 0..=effort.rounds {
        for (set, engines) in &mut measured {
            for engine in engines {
                let seconds = engine.measure(set, effort.turn);
                if round > 0 {
                    verdicts.entry((set.name, engine.name)).or_default().push(seconds);
                }
            }
        }
    }
    print_verdicts(&sets, &verdicts);
    verdicts
}

fn print_verdicts(sets: &[Set], verdicts: &Verdicts) {
    let headings: Vec<&str> = ["÷ our verdict"].into_iter().chain(sets.iter().map(|set| set.name)).collect();
    let row = |name: &str, cell: &dyn Fn(&Set, &Times) -> String| {
        let cells = sets.iter().map(|set| cell(set, &verdicts[&(set.name, engines::OURS)]));
        [name.to_owned()].into_iter().chain(cells).collect::<Vec<_>>()
    };
    let mut rows = vec![
        row("bytes of a document", &|set, _| set.size().to_string()),
        row("our verdict, ns", &|_, ours| digits(median(ours) * 1e9)),
    ];
    let others = [
        engines::DIAGNOSIS,
        engines::IGNORED,
        engines::VALUE,
        engines::TYPED,
        engines::JSONSCHEMA,
        peers::AJV,
        peers::MSGSPEC,
        peers::PYTHON,
    ];
    rows.extend(others.map(|name| {
        row(name, &|set, ours| match verdicts.get(&(set.name, name)) {
            Some(times) => digits(ratio(times, ours)),
            None => "—".to_owned(),
        })
    }));
    table::print(&headings, &rows);
    let spreads: Times = verdicts.values().map(|times| spread(times) * 100.0).collect();
    let most = spreads.iter().copied().fold(0.0, f64::max);
    let usual = median(&spreads);
    println!("The rounds of one engine and set lie {usual:.0} % apart in the median, {most:.0} % at most.\n");
}

/// Compares the results with the required ratios.
fn bars(verdicts: &Verdicts, ajv_on_one_file: Option<f64>, ndjson: &Ndjson) -> Vec<Bar> {
    use documents::{EVERY_KEYWORD, FLAT, INVALID, LISTS, LISTS_SORTED, ORDERED, SHUFFLED, SORTED};
    // Ratios of our engine to another engine on a set, and to itself on another set.
    let than = |set, ours, other| Some(ratio(verdicts.get(&(set, other))?, verdicts.get(&(set, ours))?));
    let verdict = |set, other| than(set, engines::OURS, other);
    let order = |set, documented| {
        let times = |set| verdicts.get(&(set, engines::OURS));
        Some(ratio(times(documented)?, times(set)?))
    };
    let times = |what, least, good, measured| Bar { what, unit: Unit::Times, least, good, measured };
    vec![
        times("flat ÷ `IgnoredAny`", 1.0, 1.5, verdict(FLAT, engines::IGNORED)),
        times("lists ÷ `IgnoredAny`", 0.9, 1.3, verdict(LISTS, engines::IGNORED)),
        times("flat ÷ `Value`", 4.0, 6.0, verdict(FLAT, engines::VALUE)),
        times("lists ÷ `Value`", 6.0, 8.0, verdict(LISTS, engines::VALUE)),
        times("flat ÷ `jsonschema` with its parse", 4.3, 6.5, verdict(FLAT, engines::JSONSCHEMA)),
        times("flat ÷ compiled ajv, one thread", 5.5, 9.0, verdict(FLAT, peers::AJV)),
        times("flat, sorted ÷ documented order", 0.7, 0.9, order(SORTED, ORDERED)),
        times("flat, shuffled ÷ documented order", 0.7, 0.9, order(SHUFFLED, ORDERED)),
        times("lists, sorted ÷ lists", 0.7, 0.9, order(LISTS_SORTED, LISTS)),
        times("every keyword ÷ `jsonschema` with its parse", 3.0, 5.0, verdict(EVERY_KEYWORD, engines::JSONSCHEMA)),
        times(
            "invalid, with pointer, line and column ÷ `iter_errors`",
            1.7,
            3.0,
            than(INVALID, engines::DIAGNOSIS, engines::JSONSCHEMA),
        ),
        times("NDJSON, 2 threads ÷ 1", 1.8, 1.95, Some(ndjson.two_threads)),
        Bar { what: "peak RSS on NDJSON", unit: Unit::Mebibytes, least: 16.0, good: 8.0, measured: ndjson.peak },
        Bar {
            what: "whole process on one file ÷ node + ajv",
            unit: Unit::Share,
            least: 40.0,
            good: 50.0,
            measured: ajv_on_one_file,
        },
    ]
}
