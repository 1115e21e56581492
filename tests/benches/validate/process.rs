//! Whole processes: our command and other programs on one small file and on NDJSON.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    Effort,
    documents::{self, Component},
    peers::{self, Peers},
    table::{self, Times, digits, median, ratio},
};

const NOTHING: &str = "`true`, which does nothing";
const OURS: &str = "`dataarts-insight validate`";
const SOURCEMETA: &str = "Sourcemeta's `jsonschema validate --fast`";
const AJV: &str = "`node`, a script with ajv";
const PYTHON: &str = "`python -m jsonschema`";

/// A command, and whether it should succeed.
struct Program {
    name: &'static str,
    command: Command,
    succeeds: bool,
}

impl Program {
    fn new(name: &'static str, mut command: Command, succeeds: bool) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self { name, command, succeeds }
    }

    /// Measures the seconds from start to end.
    ///
    /// # Panics
    /// When its exit code is not the expected one.
    fn time(&mut self) -> f64 {
        let start = Instant::now();
        let status = self.command.status().unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let seconds = start.elapsed().as_secs_f64();
        assert_eq!(status.success(), self.succeeds, "{} ends with {status}", self.name);
        seconds
    }

    /// Measures the peak of resident memory in MiB; `None` outside Linux.
    ///
    /// The kernel keeps the peak, so only the last reading counts. `wait4` cannot be used: its value for a child starts
    /// with the memory of this process.
    fn peak(&mut self) -> Option<f64> {
        let mut child = self.command.spawn().unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let status = format!("/proc/{}/status", child.id());
        let mut peak = None;
        while child.try_wait().expect("the child can be waited for").is_none() {
            let text = fs::read_to_string(&status).unwrap_or_default();
            let mark = text.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
            peak = mark.and_then(|kib| kib.parse().ok()).map(|kib: f64| kib / 1024.0).or(peak);
            thread::sleep(Duration::from_millis(1));
        }
        peak
    }
}

/// Runs programs in turns, after a warm-up, and returns the seconds of each.
fn in_turns(programs: &mut [Program], rounds: usize) -> Vec<Times> {
    let mut times = vec![Times::new(); programs.len()];
    for round in 0..=rounds {
        for (program, times) in programs.iter_mut().zip(&mut times) {
            let seconds = program.time();
            if round > 0 {
                times.push(seconds);
            }
        }
    }
    times
}

/// Validates a file with one task, and returns how many times as long a script with ajv takes.
pub(crate) fn one_file(effort: &Effort, ours: &Path, peers: &Peers, folder: &Path) -> Option<f64> {
    let (valid, invalid) = (folder.join("one.json"), folder.join("invalid.json"));
    for (path, valid) in [(&valid, true), (&invalid, false)] {
        fs::write(path, documents::ndjson(1, valid)).expect("the folder is writable");
    }
    // A program that accepts everything would be fast.
    for mut program in validators(ours, peers, folder, &invalid, false) {
        program.time();
    }
    let mut programs = vec![Program::new(NOTHING, Command::new("true"), true)];
    programs.extend(validators(ours, peers, folder, &valid, true));
    let times = in_turns(&mut programs, effort.runs);
    let of = |name| programs.iter().position(|program| program.name == name).map(|at| &times[at]);
    let ours = of(OURS).expect("it is among them");
    let rows: Vec<_> = programs
        .iter()
        .zip(&times)
        .map(|(program, times)| vec![program.name.to_owned(), digits(median(times) * 1e3), digits(ratio(times, ours))])
        .collect();
    table::print(&["one process, one file", "ms", "÷ ours"], &rows);
    of(AJV).map(|ajv| ratio(ajv, ours))
}

/// Returns every program that validates a file by the schema of a task.
fn validators(ours: &Path, peers: &Peers, folder: &Path, document: &Path, valid: bool) -> Vec<Program> {
    let schema = peers::schema_file(Component::Task, folder);
    let mut programs = vec![ours_on(OURS, ours, "", document, valid)];
    programs.extend(peers.sourcemeta.as_ref().map(|program| sourcemeta_on(program, folder, document, valid)));
    if peers.has(peers::AJV) {
        let mut script = Command::new("node");
        script.arg(peers::file("once.cjs")).arg(&schema).arg(document);
        programs.push(Program::new(AJV, script, valid));
    }
    if peers.has(peers::PYTHON) {
        let mut module = Command::new(peers::python());
        module.args(["-m", "jsonschema", "-i"]).arg(document).arg(&schema);
        programs.push(Program::new(PYTHON, module, valid));
    }
    programs
}

fn ours_on(name: &'static str, ours: &Path, options: &str, document: &Path, valid: bool) -> Program {
    let mut command = Command::new(ours);
    command.arg("validate").args(options.split_whitespace()).arg(document);
    Program::new(name, command, valid)
}

fn sourcemeta_on(program: &Path, folder: &Path, document: &Path, valid: bool) -> Program {
    let mut command = Command::new(program);
    command.args(["validate", "--fast"]).arg(peers::schema_file(Component::Task, folder)).arg(document);
    Program::new(SOURCEMETA, command, valid)
}

/// The results of our command on NDJSON.
pub(crate) struct Ndjson {
    /// How many times as fast two threads are as one.
    pub(crate) two_threads: f64,
    /// The most memory of all runs, in MiB.
    pub(crate) peak: Option<f64>,
}

/// Validates NDJSON files of two sizes.
pub(crate) fn ndjson(effort: &Effort, ours: &Path, peers: &Peers, folder: &Path) -> Ndjson {
    let [less, more] = effort.ndjson;
    let file = |name: &str, bytes, valid| {
        // Sourcemeta's command recognizes NDJSON by this extension.
        let path = folder.join(name).with_extension("jsonl");
        write_ndjson(&path, bytes, valid);
        path
    };
    let (short, long, invalid) = (file("short", less, true), file("long", more, true), file("invalid", less, false));
    let mut programs = vec![
        ours_on("`--threads 1`", ours, "--threads 1", &long, true),
        ours_on("`--threads 2`", ours, "--threads 2", &long, true),
        ours_on("`--threads 2`", ours, "--threads 2", &short, true),
        ours_on("`--threads 2 --output jsonl`, all invalid", ours, "--threads 2 --output jsonl", &invalid, false),
    ];
    let own = programs.len();
    programs.extend(peers.sourcemeta.as_ref().map(|program| sourcemeta_on(program, folder, &short, true)));
    let sizes = [more, more, less, less, less];

    let times = in_turns(&mut programs, effort.rounds);
    let peaks: Vec<Option<f64>> = programs.iter_mut().map(Program::peak).collect();
    let mut rows = Vec::new();
    for (((program, size), times), peak) in programs.iter().zip(sizes).zip(&times).zip(&peaks) {
        let (megabytes, seconds) = (size as f64 / 1e6, median(times));
        let peak = peak.map_or("—".to_owned(), digits);
        rows.push(vec![program.name.to_owned(), digits(megabytes), digits(seconds), digits(megabytes / seconds), peak]);
    }
    table::print(&["NDJSON, whole process", "MB", "s", "MB/s", "peak RSS, MiB"], &rows);
    let peak = peaks.into_iter().take(own).flatten().reduce(f64::max);
    Ndjson { two_threads: ratio(&times[0], &times[1]), peak }
}

/// Writes about so many bytes of flat tasks, one on each line, by repeating a block.
fn write_ndjson(path: &Path, bytes: usize, valid: bool) {
    let block = documents::ndjson(bytes.min(50_000_000), valid);
    let mut file = fs::File::create(path).expect("the folder is writable");
    for _ in 0..bytes.div_ceil(block.len()) {
        file.write_all(block.as_bytes()).expect("the disk has room");
    }
}
