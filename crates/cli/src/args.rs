//! The command line, defined once: parsing, help pages and completions are made from this.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    commands::{completions, mock, show, validate, wait},
    exit::ExitCode,
};

/// Follows import tasks of Huawei Cloud DataArts Insight, validates payloads against its contract, and mocks the
/// service.
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
    /// Judge JSON documents by the contract
    Validate(validate::Arguments),
    /// Serve a mock of the service on this machine until interrupted
    Mock(mock::Arguments),
    /// Print the completion script of a shell
    Completions(completions::Arguments),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportTask {
    /// Show a task as it is now
    Show(show::Arguments),
    /// Wait for tasks to end, then show them
    Wait(wait::Arguments),
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people; coloured on a terminal
    Human,
    /// For scripts
    Json,
}

/// The option that chooses it.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// How to write tasks to stdout: for people, or the JSON of the service, one line for each task (for one that was
    /// never seen, an object with its id and error). Human output hides the access code in import_param, JSON does not
    #[arg(long = "output", short = 'o', value_enum, value_name = "FORMAT", default_value = "human")]
    pub(crate) format: Format,
}

/// A file to read, or `-` for stdin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

impl From<std::ffi::OsString> for Input {
    fn from(text: std::ffi::OsString) -> Self {
        if text == "-" { Self::Stdin } else { Self::File(text.into()) }
    }
}
