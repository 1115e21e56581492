//! The built program: exit code, stdout and stderr of each run.
//!
//! To add a case, add a row or a snapshot below the subject that it belongs to.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "clippy does not recognize helpers of tests")]

mod diff;
mod help;
mod import_task;
mod lint;
mod mock;
mod validate;

use std::{
    fmt,
    io::Write as _,
    process::{Child, Command, Stdio},
};

/// One run of the program.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "exit code {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// The program in an empty environment.
fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dataarts-insight"));
    command.args(args).env_clear().current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn run(args: &[&str]) -> Run {
    finish(program(args))
}

fn run_with(args: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = program(args);
    command.envs(variables.iter().copied());
    finish(command)
}

fn run_on(args: &[&str], stdin: &str) -> Run {
    let mut command = program(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    write_all(&mut child, stdin.as_bytes());
    read(child.wait_with_output().unwrap())
}

fn write_all(child: &mut Child, stdin: &[u8]) {
    // The program may end without reading.
    let _ = child.stdin.take().unwrap().write_all(stdin);
}

fn finish(mut command: Command) -> Run {
    command.stdin(Stdio::null());
    read(command.output().unwrap())
}

fn read(output: std::process::Output) -> Run {
    Run {
        code: output.status.code().expect("no signal ends the program"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Compares a run with its snapshot file, without what differs from run to run. Snapshots are files, because
/// `INSTA_UPDATE=always` does not update inline ones.
macro_rules! assert_run {
    ($name:literal, $run:expr) => {
        insta::with_settings!({filters => vec![
            (r"127\.0\.0\.1:\d+", "127.0.0.1:PORT"),
            (r"\b\d+\.\d s\b", "N.N s"),
            (r"request ID [0-9a-f]{32}", "request ID ID"),
        ]}, {
            insta::assert_snapshot!($name, $run.to_string());
        });
    };
}
use assert_run;
