//! Reads the contract that a user passes, and reports its problems.

use std::path::{Path, PathBuf};

use clap::Args;
use dataarts_insight_lint::{Finding, Levels, lint, lint_text};
use dataarts_insight_report::{escape, human_text};
use dataarts_insight_validator::{Contract, ContractFiles, Error, ErrorKind};

use crate::{exit::ExitCode, failure::Failure};

/// The option for other files of a contract.
#[derive(Debug, Args)]
pub(crate) struct RefFolder {
    /// The folder that must contain all files to which the `$ref`s of a contract lead. The default is the folder of the
    /// contract
    #[arg(long, value_name = "DIR")]
    ref_folder: Option<PathBuf>,
}

impl RefFolder {
    /// Prepares to read a contract and its other files.
    pub(crate) fn files(&self, contract: &Path) -> ContractFiles {
        ContractFiles::new(contract, self.ref_folder.as_deref())
    }
}

/// Reads a contract and the files to which its `$ref`s lead.
pub(crate) fn read(path: &Path, folder: &RefFolder) -> Result<Contract, Failure> {
    let name = path.display().to_string();
    let mut files = folder.files(path);
    let text = files
        .contract()
        .map_err(|why| Failure::new(ExitCode::Unreadable, escape(&format!("the contract {name}: {why}"))))?;
    let contract = Contract::parse_with_files(name.as_str(), text.as_str(), &mut |path| files.other(path));
    contract.map_err(|error| broken(&error, &name, &text, lint_text(&name, &text)))
}

/// Makes the failure for a contract that was read but cannot be used. For example, the contract does not contain the
/// component that `--component` names.
pub(crate) fn refused(error: &Error, contract: &Contract) -> Failure {
    let document = contract.document();
    match error.kind() {
        ErrorKind::NotFound => Failure::usage(lines(error)),
        ErrorKind::Ambiguous => Failure::usage(format!("{}; pass --operation or --component", lines(error))),
        _ => broken(error, document.name(), document.text(), lint(document, &Levels::default())),
    }
}

/// Makes the failure for a broken contract.
///
/// The linter describes a problem in more detail than the error. So the failure shows the findings of the linter at the
/// lines of the error. If the linter found nothing at these lines, the failure shows the error.
fn broken(error: &Error, name: &str, text: &str, mut findings: Vec<Finding>) -> Failure {
    findings.retain(|finding| {
        let is_here = |line: usize, file: &str| line == finding.line && file == finding.file;
        error.problems().iter().any(|problem| problem.position.is_some_and(|at| is_here(at.line, &problem.file)))
    });
    if findings.is_empty() {
        return Failure::new(ExitCode::Unreadable, lines(error));
    }
    let message = format!("the contract {} cannot be used: correct it first", escape(name));
    Failure::new(ExitCode::Unreadable, message).with_details(human_text(name, text, &findings, true))
}

fn lines(error: &Error) -> String {
    let lines: Vec<_> = error.problems().iter().map(|problem| escape(&problem.to_string()).into_owned()).collect();
    lines.join("\n")
}
