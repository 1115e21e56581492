//! `lint`: reports the problems of a contract.

use std::path::{Path, PathBuf};

use clap::Args;
use dataarts_insight_lint as lint;
use dataarts_insight_report::{OutputFormat, Renderer, Tool, check_files};

use crate::{contract::RefFolder, exit::ExitCode, failure::Failure, terminal};

#[derive(Debug, Args)]
#[command(after_help = ExitCode::help())]
pub(crate) struct Arguments {
    /// The contracts, OpenAPI 3.0 or 3.1 as YAML or JSON
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,

    /// How to write findings
    #[arg(long, short = 'o', value_enum, value_name = "FORMAT", default_value = "human")]
    output: OutputFormat,

    #[command(flatten)]
    ref_folder: RefFolder,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let rules = lint::rules::descriptions();
    let tool = Tool { name: "dataarts-insight lint", version: env!("CARGO_PKG_VERSION"), rules };
    let renderer = Renderer::new(arguments.output, terminal::stdout_is_styled(), tool);
    let (output, summary) = check_files(&renderer, &arguments.files, |name, text| {
        let mut files = arguments.ref_folder.files(Path::new(name));
        lint::lint_files(name, text, &mut |path| files.other(path), &lint::Levels::default())
    });
    terminal::out(|out| out.write_all(output.as_bytes()))?;
    summary.unread.iter().for_each(|error| terminal::error(error));
    if renderer.is_for_people() {
        terminal::note(&summary.sentence());
    }
    Ok(ExitCode::of(&summary))
}
