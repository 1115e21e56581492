//! Runs one command.

use std::{ffi::OsString, future::Future};

use clap::{CommandFactory as _, Parser as _};

use crate::{
    args::{Cli, Command, ImportTask},
    commands::{completions, lint, mock, show, validate, wait},
    exit::ExitCode,
    failure::Failure,
};

/// Runs the command that the arguments name; the first argument is the name of the program.
pub fn run(args: impl IntoIterator<Item = OsString>) -> std::process::ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // A reader may close a help page early.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::Usage } else { ExitCode::Success }.into();
        }
    };
    let result = match cli.command {
        Command::ImportTask(ImportTask::Show(arguments)) => block_on(show::run(arguments)),
        Command::ImportTask(ImportTask::Wait(arguments)) => block_on(wait::run(arguments)),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Mock(arguments) => block_on(mock::run(arguments)),
        Command::Completions(arguments) => completions::run(&arguments, Cli::command()),
    };
    let code = result.unwrap_or_else(|failure| {
        failure.print();
        failure.code
    });
    code.into()
}

/// Runs a future on a runtime of one thread: the program waits more than it works.
fn block_on(future: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(ExitCode::Other, format!("cannot start: {error}")))?;
    runtime.block_on(future)
}
