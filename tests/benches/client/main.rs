//! Measures what the client costs: `cargo bench -p dataarts-insight-tests --bench client`. With `-- --quick` it only shows
//! that everything runs.
//!
//! A server runs on the first core, and each scenario ([`scenarios`]) in a process of its own on the second. In each round
//! every client has its turn, so that other work of the machine affects all of them equally. Heap calls are counted in
//! another program (`client_heap.rs`), because counting takes time.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a benchmark prints its table, and stops when something fails"
)]

#[path = "../validate/build.rs"]
mod build;
mod scenarios;
mod server;
#[path = "../validate/table.rs"]
#[expect(dead_code, reason = "the other benchmark needs more")]
mod table;

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Command, ExitCode, Stdio},
};

use scenarios::{Heap, POLLS};
use server::{RATE, Server};
use table::{digits, median, ratio};

/// How much to measure.
struct Effort {
    rounds: usize,
    waits: usize,
    limited_waits: usize,
}

const FULL: Effort = Effort { rounds: 21, waits: 10_000, limited_waits: 1000 };
const QUICK: Effort = Effort { rounds: 1, waits: 100, limited_waits: 20 };

fn main() -> ExitCode {
    // Cargo adds --bench.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let effort = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--scenario", ..] => {
            scenarios::run(&arguments[1..], Heap::default);
            return ExitCode::SUCCESS;
        }
        [] => FULL,
        ["--quick"] => QUICK,
        _ => panic!("the only option is --quick"),
    };
    let arguments = ["bench", "--no-run", "--package", "dataarts-insight-tests", "--bench", "client_heap"];
    let heap = build::build(&arguments, "client_heap");
    let plain = std::env::current_exe().expect("a program has a path");
    let server = Server::start();
    let run = |program: &Path, scenario, size: usize| run(program, scenario, &server, size);

    let costs = run(&plain, "get", effort.rounds);
    let counts = run(&heap, "get", 1);
    let waits = run(&plain, "waits", effort.waits);
    let sockets = server.take().peak_connections;
    let heap_of_waits = run(&heap, "waits", effort.waits);
    server.take();
    run(&plain, "limit", effort.limited_waits);
    let limited = server.take().requests;
    let faults = run(&plain, "faults", 0);

    if effort.rounds == 1 {
        println!("Everything runs; these numbers are too few to compare.\n");
    }
    table::print_machine(&[]);
    let turns = |name: &str| (1..=effort.rounds).map(|round| costs[&format!("{name}.{round}")]).collect::<Vec<_>>();
    print_calls(&turns, &counts);
    let needed = (effort.limited_waits as f64) * POLLS as f64;
    let row = |what: &str, most: f64, good: f64, measured: f64, unit: &str| {
        let met = if measured <= good {
            "good"
        } else if measured <= most {
            "yes"
        } else {
            "**no**"
        };
        let show = |number: f64| format!("{}{unit}", digits(number));
        vec![what.to_owned(), show(most), show(good), show(measured), met.to_owned()]
    };
    table::print(
        &["what", "at most", "good", "measured", "met"],
        &[
            row("CPU of a `get` ÷ `reqwest` and serde", 1.05, 0.85, ratio(&turns("ours"), &turns("raw")), "×"),
            row("heap calls of a `get`", 77.0, 60.0, counts["ours.allocations"], ""),
            row("heap bytes of a `get`", 23.0, 18.0, counts["ours.bytes"] / 1000.0, " kB"),
            row("CPU of a signed `get` ÷ one with a token", 1.15, 1.08, ratio(&turns("signed"), &turns("ours")), "×"),
            row("heap of a wait beyond its task", 0.75, 0.5, heap_of_waits["heap_per_wait"] / 1000.0, " kB"),
            row("peak RSS of the waits", 25.0, 21.0, waits["peak"], " MiB"),
            row("sockets of the waits", 64.0, 64.0, f64::from(sockets), ""),
            row("CPU of a poll", 25.0, 18.0, waits["cpu_per_poll"], " µs"),
            row("requests ÷ needed, limited", 1.4, 1.2, f64::from(limited) / needed, "×"),
            row("memory of a fault beyond the limit of the body", 4.0, 2.0, faults["memory_beyond"], " MiB"),
            row("time of a fault beyond its deadline", 50.0, 20.0, faults["late_ms"], " ms"),
        ],
    );
    println!(
        "{} waits, one poll a second each, {POLLS} polls; limited: {} waits at {RATE}/s.",
        effort.waits, effort.limited_waits
    );
    ExitCode::SUCCESS
}

fn print_calls(turns: &dyn Fn(&str) -> Vec<f64>, counts: &Figures) {
    let rows = [("`reqwest` and serde", "raw"), ("`get` with a token", "ours"), ("`get`, signed", "signed")].map(
        |(name, key)| {
            let figures = [
                digits(median(&turns(key))),
                digits(ratio(&turns(key), &turns("raw"))),
                digits(counts[&format!("{key}.allocations")]),
                format!("{:.0}", counts[&format!("{key}.bytes")]),
            ];
            [name.to_owned()].into_iter().chain(figures).collect::<Vec<_>>()
        },
    );
    table::print(&["one call, 16 at a time", "CPU, µs", "÷ `reqwest`", "heap calls", "heap bytes"], &rows);
}

/// The figures of a scenario by name.
type Figures = BTreeMap<String, f64>;

/// Runs a scenario in a process of its own.
fn run(program: &Path, scenario: &str, server: &Server, size: usize) -> Figures {
    let mut command = Command::new(program);
    command.args(["--scenario", scenario, &format!("http://{}", server.address), &size.to_string()]);
    let output = command.stderr(Stdio::inherit()).output().expect("the program runs");
    assert!(output.status.success(), "the scenario {scenario} fails");
    let text = String::from_utf8(output.stdout).expect("figures are text");
    let figure =
        |line: &str| line.split_once(' ').and_then(|(name, number)| Some((name.to_owned(), number.parse().ok()?)));
    text.lines().map(|line| figure(line).unwrap_or_else(|| panic!("{line}"))).collect()
}
