//! `cargo xtask`: the thin binary over the library.

use std::{
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use xtask::lint;

const USAGE: &str = "usage: cargo xtask lint [--format human|json] [FILE]...";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() != Some("lint") {
        return usage();
    }
    let (mut files, mut format) = (Vec::new(), lint::Format::Human);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--format" => match args.next().as_deref() {
                Some("human") => format = lint::Format::Human,
                Some("json") => format = lint::Format::Json,
                _ => return usage(),
            },
            flag if flag.starts_with('-') => return usage(),
            file => files.push(PathBuf::from(file)),
        }
    }
    if files.is_empty() {
        files.push("openapi/dataarts-insight.yaml".into());
    }
    let outcome = lint::lint_files(&files, format, std::io::stdout().is_terminal());
    // A closed pipe is no error of ours.
    let _ = std::io::stdout().write_all(outcome.stdout.as_bytes());
    let _ = std::io::stderr().write_all(outcome.stderr.as_bytes());
    ExitCode::from(outcome.exit)
}

fn usage() -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{USAGE}");
    ExitCode::from(2)
}
