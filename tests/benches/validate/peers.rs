//! Validators of other languages, where they are installed: child processes that take turns with our engines.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use crate::{
    contracts::Contract,
    documents::{Component, Set},
    engines::{Engine, Turn},
};

pub(crate) const AJV: &str = "ajv, compiled, over `JSON.parse`";
pub(crate) const MSGSPEC: &str = "msgspec, a handwritten model";
pub(crate) const PYTHON: &str = "Python `jsonschema` over `json`";

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers");
const NPM: &str = "npm ci --prefix tests/peers";
const PIP: &str = "python3 -m venv tests/peers/.venv && tests/peers/.venv/bin/pip install -r \
                   tests/peers/requirements.txt";

/// A validator that runs when it gets an order.
pub(crate) struct Peer {
    name: &'static str,
    /// The program and its first arguments.
    command: Vec<PathBuf>,
}

/// The installed peers.
pub(crate) struct Peers {
    pub(crate) workers: Vec<Peer>,
    /// The command of Sourcemeta, which reads files itself.
    pub(crate) sourcemeta: Option<PathBuf>,
    /// The version of each, or how to install it.
    pub(crate) lines: Vec<String>,
}

impl Peers {
    pub(crate) fn find() -> Self {
        let (ajv, py) = (file("worker.cjs"), file("worker.py"));
        let known = [
            (AJV, vec!["node".into(), ajv], NPM),
            (MSGSPEC, vec![python(), py.clone(), "msgspec".into()], PIP),
            (PYTHON, vec![python(), py, "jsonschema".into()], PIP),
        ];
        let missing = |name: &str, install: &str| format!("not installed: {name}; `{install}`");
        let (mut workers, mut lines) = (Vec::new(), Vec::new());
        for (name, command, install) in known {
            let peer = Peer { name, command };
            match output(peer.command().arg("--version")) {
                Some(version) => {
                    lines.push(version);
                    workers.push(peer);
                }
                None => lines.push(missing(name, install)),
            }
        }
        let version = |program: &PathBuf| output(Command::new(program).arg("version"));
        let sourcemeta = sourcemeta().and_then(|program| version(&program).map(|version| (program, version)));
        lines.push(match &sourcemeta {
            Some((_, version)) => format!("Sourcemeta's jsonschema {version}"),
            None => missing("Sourcemeta's `jsonschema`", NPM),
        });
        let sourcemeta = sourcemeta.map(|(program, _)| program);
        Self { workers, sourcemeta, lines }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.workers.iter().any(|peer| peer.name == name)
    }
}

impl Peer {
    fn command(&self) -> Command {
        let mut parts = self.command.iter();
        let mut command = Command::new(parts.next().expect("a program"));
        command.args(parts);
        command
    }

    /// Returns the engine for a set, whose files lie in this folder; `None` if it cannot read these documents.
    pub(crate) fn engine(&self, set: &Set, folder: &Path) -> Option<Engine<'static>> {
        if self.name == MSGSPEC && set.component == Component::Everything {
            return None;
        }
        let mut command = self.command();
        command.arg(schema_file(set.component, folder)).arg(documents_file(set, folder));
        command.arg(if set.valid { "first" } else { "all" });
        let mut worker = Worker::start(self.name, command);
        Some(Engine::new(self.name, move |time| worker.turn(time)))
    }
}

/// Writes the files that the peers read for a set.
pub(crate) fn write(set: &Set, contract: &Contract, folder: &Path) {
    fs::write(schema_file(set.component, folder), &contract.schema).expect("the folder is writable");
    fs::write(documents_file(set, folder), set.documents.join("\n") + "\n").expect("the folder is writable");
}

pub(crate) fn schema_file(component: Component, folder: &Path) -> PathBuf {
    folder.join(format!("{component:?}.schema.json"))
}

fn documents_file(set: &Set, folder: &Path) -> PathBuf {
    folder.join(format!("{}.ndjson", set.name))
}

/// Returns a file of the folder in which the peers are installed.
pub(crate) fn file(name: &str) -> PathBuf {
    Path::new(FOLDER).join(name)
}

/// Returns the Python of that folder, or else the one of the machine.
pub(crate) fn python() -> PathBuf {
    let own = file(".venv/bin/python");
    if own.exists() { own } else { "python3".into() }
}

/// Returns the program for this machine inside the npm package, which would start it through Node.js.
fn sourcemeta() -> Option<PathBuf> {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        system => system,
    };
    let machine = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        machine => machine,
    };
    let name = format!("node_modules/@sourcemeta/jsonschema/build/github-releases/jsonschema-{system}-{machine}");
    Some(file(&name)).filter(|path| path.exists())
}

/// Returns what a program prints, if it runs and succeeds.
fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A process that has read its documents and waits for orders.
struct Worker {
    name: &'static str,
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn start(name: &'static str, mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it ran before");
        let answers = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { name, orders: child.stdin.take(), child, answers }
    }

    fn turn(&mut self, time: Duration) -> Turn {
        let orders = self.orders.as_mut().expect("open until the end");
        writeln!(orders, "{}", time.as_millis())
            .unwrap_or_else(|error| panic!("{} does not read orders: {error}", self.name));
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        parse(&answer).unwrap_or_else(|| panic!("{} answers {answer:?}, not `passes valid seconds`", self.name))
    }
}

fn parse(answer: &str) -> Option<Turn> {
    let mut parts = answer.split_whitespace();
    let (passes, valid) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(Turn { passes, valid, seconds: parts.next()?.parse().ok()? })
}

impl Drop for Worker {
    fn drop(&mut self) {
        // The worker ends at the end of its input.
        self.orders = None;
        let _ = self.child.wait();
    }
}
