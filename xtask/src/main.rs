//! `cargo xtask`: parses the command line, calls the library, prints what it says.

use std::{
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use dataarts_insight_lint as lint;
use xtask::{Error, Project, commands, project};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The tasks of the project", version)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Derive every generated file from the contract.
    #[command(after_help = "Exit codes: 0 done or fresh, 1 failed or lint errors, 2 usage, 3 unreadable, 4 stale.")]
    Generate(Generate),
    /// Report the contract's problems: where, why it matters, how to fix it.
    #[command(after_help = "Exit codes: 0 no errors, 1 errors, 2 usage, 3 unreadable.")]
    Lint {
        /// How findings are written; `json` is one object a line.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// The contracts to lint; the project's by default.
        files: Vec<PathBuf>,
    },
    /// Print the JSON Schema of a component; without a name, the names of the components.
    Schema {
        /// The component.
        name: Option<String>,
    },
}

#[derive(Args)]
struct Generate {
    /// Write nothing; exit 4 with a diff when a derived file is stale.
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Write nothing; show what would be written.
    #[arg(long, visible_alias = "dry-run")]
    diff: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

fn main() -> ExitCode {
    let outcome = run(Cli::parse().task);
    let code = outcome.unwrap_or_else(|error| {
        say_error(&error);
        match error {
            Error::Io { .. } | Error::NoWorkspace(_) => 3,
            Error::NoComponent { .. } => 2,
            _ => 1,
        }
    });
    ExitCode::from(code)
}

fn run(task: Task) -> Result<u8, Error> {
    match task {
        Task::Generate(options) => generate(&project()?, &options),
        Task::Lint { format, files } => lint(files, format),
        Task::Schema { name } => {
            say(&commands::schema::run(&project()?, name.as_deref())?);
            Ok(0)
        }
    }
}

fn generate(project: &Project, options: &Generate) -> Result<u8, Error> {
    let comparison = commands::generate::compare(project)?;
    if options.check {
        let Some(complaint) = comparison.complaint() else {
            say(&format!("all {} derived files are fresh\n", comparison.files.len()));
            return Ok(0);
        };
        say(&complaint);
        return Ok(4);
    }
    if options.diff {
        say(&comparison.diff());
    } else {
        comparison.write(project)?;
    }
    say(&comparison.summary());
    Ok(0)
}

fn lint(mut files: Vec<PathBuf>, format: Format) -> Result<u8, Error> {
    if files.is_empty() {
        // Below the root, a path from where the caller stands is no help: the root's is complete.
        let root = project()?.root().to_owned();
        let here = std::env::current_dir().is_ok_and(|here| here == root);
        files.push(if here { project::CONTRACT.into() } else { root.join(project::CONTRACT) });
    }
    let format = match format {
        Format::Human => lint::Format::Human,
        Format::Json => lint::Format::Json,
    };
    let outcome = lint::lint_files(&files, format, std::io::stdout().is_terminal());
    say(&outcome.stdout);
    let _ = std::io::stderr().write_all(outcome.stderr.as_bytes());
    Ok(outcome.exit)
}

fn project() -> Result<Project, Error> {
    let here = std::env::current_dir().map_err(|source| Error::Io { action: "find", path: ".".into(), source })?;
    Project::find(&here)
}

/// A closed pipe is the reader's decision, no error.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn say_error(error: &Error) {
    let bold = if std::io::stderr().is_terminal() { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
    let mut text = format!("{}error:{} {error}", bold.0, bold.1);
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    let _ = writeln!(std::io::stderr(), "{text}");
}
