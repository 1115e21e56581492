//! `completions`: writes the completion script for a shell.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::{exit::ExitCode, failure::Failure, terminal};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments, mut command: Command) -> Result<ExitCode, Failure> {
    let name = command.get_name().to_owned();
    // Writes the script to memory first, because clap_complete panics if a write to stdout fails.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    terminal::out(|out| out.write_all(&script))?;
    Ok(ExitCode::Success)
}
