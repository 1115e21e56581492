//! `cargo xtask`: parses the command line, calls the library and prints its result.

use std::{
    io::{IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use dataarts_insight_diff::{Verdict, rules};
use dataarts_insight_lint as lint;
use dataarts_insight_report::{OutputFormat, Renderer, Tool, check_files, render_text};
use xtask::{
    Error, ExitCode, Input, Project,
    commands::{
        self, check,
        lint::Contracts,
        release_check,
        standalone::{self, Standalone},
        watch,
    },
    lower::Selection,
    released,
};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The tasks of the project", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Derive every generated file from the contract.
    #[command(after_help = ExitCode::help())]
    Generate {
        /// Write nothing; exit 4 with a diff when a derived file is stale.
        #[arg(long, conflicts_with = "diff")]
        check: bool,
        /// Write nothing; show what would be written.
        #[arg(long, visible_alias = "dry-run")]
        diff: bool,
        /// Generate again each time that a contract, an overlay or the manifest is saved, until Ctrl-C.
        #[arg(long, conflicts_with_all = ["check", "diff"])]
        watch: bool,
        #[command(flatten)]
        standalone: StandaloneArguments,
    },
    /// Report the contract's problems: where, why it matters, how to fix it.
    #[command(after_help = ExitCode::help())]
    Lint {
        /// How to write findings.
        #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
        output: OutputFormat,
        /// The old name of `--output`. With this name, `json` writes one object on each line.
        #[arg(long, hide = true, value_enum, value_name = "FORMAT", conflicts_with = "output")]
        format: Option<OutputFormat>,
        /// The folder that must contain all files to which the `$ref`s of a contract lead. The default is the folder in
        /// the manifest, or the folder of the contract.
        #[arg(long, value_name = "DIR")]
        ref_folder: Option<PathBuf>,
        /// The contracts to lint; by default, those of the manifest.
        files: Vec<PathBuf>,
    },
    /// Show the differences of two versions of the contracts, their effects on clients, and the versions to release.
    #[command(after_help = ExitCode::help())]
    Diff(DiffArguments),
    /// Check everything that a change of the contracts must pass: lint, fresh files, changes, versions, changelog.
    #[command(after_help = ExitCode::help())]
    Check {
        /// The older version to compare with: a commit or `openapi/released`; by default, the last release.
        #[arg(long, value_name = "REV")]
        base: Option<String>,
        /// Fail if a change that is not accepted has this verdict or a worse verdict. The default is `breaking`.
        #[arg(long, value_enum, value_name = "VERDICT")]
        fail_on: Option<FailOn>,
    },
    /// Check that the crates can be released: `check`, manifests, packages, docs, licences, oldest version of Rust.
    #[command(after_help = ExitCode::help())]
    ReleaseCheck {
        /// Make the packages, but do not build them.
        #[arg(long)]
        no_verify: bool,
    },
    /// Record the contracts and versions of the working tree as the last release, in `openapi/released`.
    RecordRelease,
    /// Print the JSON Schema of a component; without a name, the names of the components.
    Schema {
        /// The component.
        name: Option<String>,
        /// The name of the contract in the manifest. The default is the first contract with the component.
        #[arg(long)]
        contract: Option<String>,
    },
}

/// The options for a contract that is not in the manifest.
#[derive(Args)]
struct StandaloneArguments {
    /// Generate a new client crate for this contract. The files of the manifest are not generated.
    #[arg(long, value_name = "FILE", requires = "out_dir", conflicts_with_all = ["check", "diff", "watch"])]
    contract: Option<PathBuf>,
    /// The folder of the new crate.
    #[arg(long, value_name = "DIR", requires = "contract")]
    out_dir: Option<PathBuf>,
    /// The folder that must contain all files to which the `$ref`s of the contract lead. The default is the folder of
    /// the contract.
    #[arg(long, value_name = "DIR", requires = "contract")]
    ref_folder: Option<PathBuf>,
    /// Generate only these operations and their types. An operation is given by its ID or by one of its tags.
    #[arg(long, value_name = "ID", value_delimiter = ',', requires = "contract")]
    operations: Vec<String>,
    /// Generate only the types.
    #[arg(long, requires = "contract")]
    types_only: bool,
}

#[derive(Args)]
struct DiffArguments {
    /// The old version: a commit, COMMIT:PATH, a file, or `-` for stdin. The default on a branch is the commit where the
    /// branch began. The default on the main branch is the last release.
    old: Option<String>,
    /// The new version. The default is the working tree.
    new: Option<String>,
    /// The name of a contract in the manifest. The default is all contracts.
    #[arg(long)]
    contract: Option<String>,
    /// How to write the changes.
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    output: DiffFormat,
    /// Exit with 1 if a change has this verdict or a worse verdict.
    #[arg(long, value_enum, value_name = "VERDICT")]
    fail_on: Option<FailOn>,
}

/// The output format of changes.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum DiffFormat {
    /// For people
    Human,
    /// A table for the comment of a review
    Markdown,
    /// One JSON document for each contract
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0
    Sarif,
}

/// The verdict of `--fail-on`. The command exits with 1 if a change has this verdict or a worse verdict.
#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    /// Correct clients fail
    Breaking,
    /// Strict clients can fail
    Risky,
    /// Any change that a client can see
    Any,
}

impl FailOn {
    fn verdict(self) -> Verdict {
        match self {
            Self::Breaking => Verdict::Breaking,
            Self::Risky => Verdict::Risky,
            Self::Any => Verdict::Safe,
        }
    }
}

fn main() -> std::process::ExitCode {
    let outcome = run(Cli::parse().command);
    let code = outcome.unwrap_or_else(|error| {
        print_error(&error);
        ExitCode::from(&error).code()
    });
    code.into()
}

fn run(command: Command) -> Result<u8, Error> {
    match command {
        Command::Generate { check, diff, watch, standalone } => match (standalone.contract, standalone.out_dir) {
            (Some(contract), Some(folder)) => {
                let selection = Selection { operations: standalone.operations, types_only: standalone.types_only };
                let project = match project() {
                    Err(Error::NoWorkspace(_)) => None,
                    project => Some(project?),
                };
                let standalone = Standalone { contract, ref_folder: standalone.ref_folder, folder, selection };
                print(&standalone::write(&standalone, project.as_ref())?)?;
                Ok(0)
            }
            _ if watch => {
                // Reads the sources five times per second. The sources are small, so one read takes little time.
                let pause = std::time::Duration::from_millis(200);
                let wait = || {
                    std::thread::sleep(pause);
                    true
                };
                watch::watch(&project()?, wait, |result| match result {
                    Ok(text) => print(&format!("{text}\n")).unwrap_or_else(|error| print_error(&error)),
                    Err(error) => print_error(&error),
                });
                Ok(0)
            }
            _ => generate(&project()?, check, diff),
        },
        Command::Lint { output, format, ref_folder, files } => {
            let format = match format {
                Some(OutputFormat::Json) => OutputFormat::Jsonl,
                other => other.unwrap_or(output),
            };
            lint(files, format, ref_folder.as_deref())
        }
        Command::Diff(arguments) => diff(&arguments),
        Command::Check { base, fail_on } => {
            let options = check::Options {
                base: base.map(|base| Input::parse(&base, || std::io::read_to_string(std::io::stdin()))).transpose()?,
                fail_on: fail_on.map(FailOn::verdict),
            };
            let screen = check::run(&project()?, &options)?;
            print(&screen.text())?;
            Ok(screen.exit_code().code())
        }
        Command::ReleaseCheck { no_verify } => {
            let project = project()?;
            let options = release_check::Options { no_verify };
            let screen = release_check::run(&project, options, &mut |command| program(&project, command))?;
            print(&screen.text())?;
            Ok(screen.exit_code().code())
        }
        Command::RecordRelease => {
            let recorded = released::record(&project()?)?;
            print(&recorded.iter().map(|path| format!("{path:<58} written\n")).collect::<String>())?;
            Ok(0)
        }
        Command::Schema { name, contract } => {
            print(&commands::schema::run(&project()?, contract.as_deref(), name.as_deref())?)?;
            Ok(0)
        }
    }
}

fn generate(project: &Project, check: bool, diff: bool) -> Result<u8, Error> {
    let comparison = commands::generate::compare(project)?;
    if check {
        let Some(complaint) = comparison.complaint() else {
            print(&format!("all {} derived files are fresh\n", comparison.files.len()))?;
            return Ok(0);
        };
        print(&complaint)?;
        return Ok(4);
    }
    if diff {
        print(&comparison.diff())?;
    } else {
        comparison.write(project)?;
    }
    print(&comparison.summary())?;
    print(&commands::generate::meaning(project)?)?;
    Ok(0)
}

fn lint(mut files: Vec<PathBuf>, format: OutputFormat, ref_folder: Option<&Path>) -> Result<u8, Error> {
    let contracts = match project() {
        Err(Error::NoWorkspace(_)) if !files.is_empty() => Contracts::default(),
        project => Contracts::of(&project?)?,
    };
    if files.is_empty() {
        // Shows paths relative to the current folder if possible.
        let here = std::env::current_dir().unwrap_or_default();
        files.extend(contracts.paths().map(|path| path.strip_prefix(&here).unwrap_or(path).to_owned()));
    }
    let tool = Tool { name: "xtask lint", version: env!("CARGO_PKG_VERSION"), rules: lint::rules::descriptions() };
    let styled = std::io::stdout().is_terminal();
    let renderer = Renderer::new(format, styled, tool);
    let (output, summary) = check_files(&renderer, &files, |path, text| contracts.lint(path, text, ref_folder));
    print(&output)?;
    let mut stderr = std::io::stderr();
    for error in &summary.unread {
        let _ = writeln!(stderr, "error: {error}");
    }
    if renderer.is_for_people() {
        let _ = writeln!(stderr, "{}", summary.sentence());
    }
    Ok(summary.exit_code())
}

fn diff(arguments: &DiffArguments) -> Result<u8, Error> {
    let input = |argument: &String| Input::parse(argument, || std::io::read_to_string(std::io::stdin()));
    let (old, new) = (arguments.old.as_ref().map(input).transpose()?, arguments.new.as_ref().map(input).transpose()?);
    let outcome = match (project(), &old, &new) {
        (Err(Error::NoWorkspace(_)), Some(old @ Input::Text(..)), Some(new @ Input::Text(..))) => {
            commands::diff::texts(old, new)?
        }
        (project, old, new) => {
            let project = project?;
            let old = old.clone().map_or_else(|| Input::base(&project), Ok)?;
            commands::diff::run(&project, &old, new.as_ref().unwrap_or(&Input::Tree), arguments.contract.as_deref())?
        }
    };
    let reports = &outcome.reports;
    let tool = Tool { name: "xtask diff", version: env!("CARGO_PKG_VERSION"), rules: rules::descriptions() };
    for report in reports {
        let rendered = |format| {
            let new = &report.comparison.new;
            let renderer = Renderer::new(format, false, tool.clone());
            render_text(&renderer, new.name(), new.text(), &report.comparison.changes)
        };
        print(&match arguments.output {
            DiffFormat::Human => format!("{}\n{}", report.comparison.new.name(), report.human()),
            DiffFormat::Markdown => report.markdown(),
            DiffFormat::Json => report.json(),
            DiffFormat::Github => rendered(OutputFormat::Github),
            DiffFormat::Sarif => rendered(OutputFormat::Sarif),
        })?;
    }
    let mut stderr = std::io::stderr();
    for note in &outcome.notes {
        let _ = writeln!(stderr, "note: {note}");
    }
    outcome.unmatched.iter().for_each(print_error);
    let is_bad = |limit: FailOn| reports.iter().any(|report| report.worst() >= limit.verdict());
    let is_bad = arguments.fail_on.is_some_and(is_bad);
    Ok(u8::from(is_bad || !outcome.unmatched.is_empty()))
}

/// Runs a program in the root of the workspace. Returns `None` if the program is not installed. A run can take minutes,
/// so the command line is printed to stderr first.
fn program(project: &Project, command: &[&str]) -> Option<release_check::Output> {
    let (name, arguments) = command.split_first()?;
    let _ = writeln!(std::io::stderr(), "{}", command.join(" "));
    let mut command = std::process::Command::new(name);
    let command = command.args(arguments).current_dir(project.root()).env("RUSTDOCFLAGS", "-D warnings");
    // Cargo sets these environment variables for `xtask`. They would select the wrong toolchain in the new process.
    for (key, _) in std::env::vars_os().filter(|(key, _)| key == "CARGO" || key == "RUSTUP_TOOLCHAIN") {
        command.env_remove(key);
    }
    let output = command.output().ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    Some(release_check::Output { success: output.status.success(), stdout, stderr })
}

fn project() -> Result<Project, Error> {
    let here = std::env::current_dir().map_err(|source| Error::Io { action: "find", path: ".".into(), source })?;
    Project::find(&here)
}

/// Prints to stdout. A closed pipe, as in `xtask diff | head`, is not an error.
fn print(text: &str) -> Result<(), Error> {
    let mut out = std::io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(source) if source.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::Io { action: "write to", path: "stdout".into(), source })
        }
        _ => Ok(()),
    }
}

fn print_error(error: &Error) {
    let bold = if std::io::stderr().is_terminal() { ("\u{1b}[1;31m", "\u{1b}[0m") } else { ("", "") };
    let mut text = format!("{}error:{} {error}", bold.0, bold.1);
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    let _ = writeln!(std::io::stderr(), "{text}");
}
