//! The `dataarts-insight` command line: follows import tasks, validates payloads, lints contracts, mocks the service.
//!
//! [`run`] parses the arguments, calls the command in `commands/<name>.rs`, and exits with an [`ExitCode`]. Results go
//! to stdout. All other text goes to stderr.

mod commands;
mod connection;
mod contract;
mod demo;
mod exit;
mod failure;
mod progress;
mod run;
mod task;
mod terminal;
mod time;

pub use exit::ExitCode;
pub use run::{Cli, run};
