//! The top level of the command line; each command defines its own arguments.

use clap::{Parser, Subcommand};

use crate::{
    commands::{completions, lint, mock, show, validate, wait},
    exit::ExitCode,
};

/// Follows import tasks of Huawei Cloud DataArts Insight, validates payloads, lints contracts, and mocks the service.
#[derive(Debug, Parser)]
#[command(name = "dataarts-insight", version, after_help = ExitCode::help(), max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Follow import tasks: a package of resources on its way into a workspace
    #[command(subcommand)]
    ImportTask(ImportTask),
    /// Validate JSON documents against the contract
    Validate(validate::Arguments),
    /// Find what is wrong with an OpenAPI 3.0 contract
    Lint(lint::Arguments),
    /// Serve a mock of the service on this machine until interrupted
    Mock(mock::Arguments),
    /// Print the completion script of a shell
    Completions(completions::Arguments),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportTask {
    /// Show a task as it is now
    Show(show::Arguments),
    /// Wait until tasks end, then show them
    Wait(wait::Arguments),
}
