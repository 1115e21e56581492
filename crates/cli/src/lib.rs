//! The `dataarts-insight` command line: follows import tasks, validates payloads, mocks the service.
//!
//! [`run`] parses the arguments, calls the command in `commands/<name>.rs`, and turns what it says into an
//! [`ExitCode`]. Results go to stdout, all else to stderr.

mod args;
mod commands;
mod connection;
mod contract;
mod duration;
mod exit;
mod failure;
mod progress;
mod render;
mod terminal;

use std::ffi::OsString;

use clap::Parser as _;

pub use args::Cli;
pub use exit::ExitCode;

/// Runs the command that the arguments say, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> std::process::ExitCode {
    let code = match Cli::try_parse_from(args) {
        Ok(cli) => commands::run(cli),
        Err(error) => {
            // A help page that nobody reads to its end is no failure.
            let _ = error.print();
            if error.use_stderr() { ExitCode::Usage } else { ExitCode::Success }
        }
    };
    code.into()
}
