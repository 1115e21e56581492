//! Reads the user's own contract and reports its problems.

use std::{fs::File, io::Read as _, path::Path};

use dataarts_insight_lint::lint_text;
use dataarts_insight_report::{escape, human_text};
use dataarts_insight_validator::{Contract, Error, ErrorKind};

use crate::{exit::ExitCode, failure::Failure};

/// The length of the longest contract in bytes.
const LARGEST: u64 = 32 << 20;

/// Reads a contract from a file.
pub(crate) fn read(path: &Path) -> Result<Contract, Failure> {
    let name = path.display().to_string();
    let unreadable = |why: String| Failure::new(ExitCode::Unreadable, escape(&format!("the contract {name}: {why}")));
    let mut text = String::new();
    let file = File::open(path).map_err(|error| unreadable(error.to_string()))?;
    file.take(LARGEST + 1).read_to_string(&mut text).map_err(|error| unreadable(error.to_string()))?;
    if u64::try_from(text.len()).is_ok_and(|length| length > LARGEST) {
        return Err(unreadable(format!("a contract has at most {} MiB", LARGEST >> 20)));
    }
    Contract::parse(name.as_str(), text.as_str()).map_err(|error| broken(&error, &name, &text))
}

/// Makes the failure for an error that a contract returned.
pub(crate) fn refused(error: &Error, contract: &Contract) -> Failure {
    match error.kind() {
        ErrorKind::NotFound => Failure::usage(lines(error)),
        ErrorKind::Ambiguous => Failure::usage(format!("{}; pass --operation or --component", lines(error))),
        _ => broken(error, contract.document().name(), contract.document().text()),
    }
}

/// Makes the failure for a broken contract: the linter's findings at the places of the error, or the error itself.
fn broken(error: &Error, name: &str, text: &str) -> Failure {
    let places = error.problems().iter().filter_map(|problem| problem.position);
    let mut findings = lint_text(name, text);
    findings.retain(|finding| places.clone().any(|place| place.line == finding.line));
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
