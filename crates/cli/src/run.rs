//! Parses the command line and runs one command. Each command defines its own arguments.

use std::{ffi::OsString, future::Future};

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::{
    commands::{
        completions, diff,
        import_task::{self, ImportTaskCommand},
        lint, mock, validate,
    },
    exit::ExitCode,
    failure::Failure,
};

/// Follows import tasks of Huawei Cloud DataArts Insight, validates payloads, lints and compares contracts, and
/// mocks the service.
#[derive(Debug, Parser)]
#[command(name = "dataarts-insight", version, after_help = ExitCode::help(), max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show import tasks, or wait for their end. An import task imports a package of resources into a workspace
    #[command(subcommand)]
    ImportTask(ImportTaskCommand),
    /// Validate JSON documents against the contract
    Validate(validate::Arguments),
    /// Find the problems of an OpenAPI 3.0 or 3.1 contract
    Lint(lint::Arguments),
    /// Find the differences of two contracts, and their effects on clients
    Diff(diff::Arguments),
    /// Serve a mock of the service on this machine until interrupted
    Mock(mock::Arguments),
    /// Print the completion script of a shell
    Completions(completions::Arguments),
}

/// Runs the command in the arguments. The first argument is the name of the program.
pub fn run(args: impl IntoIterator<Item = OsString>) -> std::process::ExitCode {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Ignores an error of the write, because a pipe such as `| head` can be closed before the whole help page
            // is written.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::Usage } else { ExitCode::Success }.into();
        }
    };
    let result = match cli.command {
        Command::ImportTask(command) => block_on(import_task::run(command)),
        Command::Validate(arguments) => validate::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Mock(arguments) => block_on(mock::run(arguments)),
        Command::Completions(arguments) => completions::run(&arguments, Cli::command()),
    };
    let code = result.unwrap_or_else(|failure| {
        failure.print();
        failure.code
    });
    code.into()
}

/// Runs a future on a runtime with one thread, because the program mostly waits.
fn block_on(future: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(ExitCode::Other, format!("cannot start: {error}")))?;
    runtime.block_on(future)
}
