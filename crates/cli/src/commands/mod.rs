//! The commands: each parses its own arguments, calls the library, renders what comes.

pub(crate) mod completions;
pub(crate) mod mock;
pub(crate) mod show;
pub(crate) mod validate;
pub(crate) mod wait;

use std::future::Future;

use crate::{
    args::{Cli, Command, ImportTask},
    exit::ExitCode,
    failure::Failure,
    terminal,
};

/// Runs a command and says on stderr why it failed, if it did.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Command::ImportTask(ImportTask::Show(arguments)) => block_on(show::run(arguments)),
        Command::ImportTask(ImportTask::Wait(arguments)) => block_on(wait::run(arguments)),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Mock(arguments) => block_on(mock::run(arguments)),
        Command::Completions(arguments) => completions::run(&arguments),
    };
    result.unwrap_or_else(|failure| {
        terminal::error(&failure.to_string());
        failure.code
    })
}

/// Runs a future on a runtime of one thread: a client of this kind waits more than it works.
fn block_on(future: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(ExitCode::Other, format!("cannot start: {error}")))?;
    runtime.block_on(future)
}
