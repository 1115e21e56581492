//! Reads the contract that a user passes, and reports its problems.

use std::{
    fs::File,
    io::Read as _,
    path::{Path, PathBuf},
};

use dataarts_insight_lint::lint_text;
use dataarts_insight_report::{escape, human_text};
use dataarts_insight_validator::{Contract, Error, ErrorKind};

use crate::{exit::ExitCode, failure::Failure, terminal};

/// The maximum size of a contract in bytes, including all files that the contract refers to.
const LARGEST: u64 = 32 << 20;

/// Reads a contract and the files that it refers to. Files outside of the folder of the contract are not read.
pub(crate) fn read(path: &Path) -> Result<Contract, Failure> {
    let name = path.display().to_string();
    let mut left = LARGEST;
    let text = read_text(path, &mut left)
        .map_err(|why| Failure::new(ExitCode::Unreadable, escape(&format!("the contract {name}: {why}"))))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut read = |relative: &str| {
        let file = folder.join(relative);
        let name = file.display().to_string();
        match read_beside(folder, &file, &mut left) {
            Ok(text) => Some((name, text)),
            Err(why) => {
                terminal::aside(&escape(&format!("the contract refers to {name}, which is not read: {why}")));
                None
            }
        }
    };
    Contract::parse_with_files(name.as_str(), text.as_str(), &mut read).map_err(|error| broken(&error, &name, &text))
}

/// Reads a file in the folder of the contract. Returns an error if a link leads to a file outside of the folder.
fn read_beside(folder: &Path, file: &Path, left: &mut u64) -> Result<String, String> {
    let (folder, file) = (canonical(folder)?, canonical(file)?);
    if !file.starts_with(&folder) {
        return Err("it lies outside of the folder of the contract".to_owned());
    }
    if !file.is_file() {
        return Err("it is not a file".to_owned());
    }
    read_text(&file, left)
}

fn canonical(path: &Path) -> Result<PathBuf, String> {
    path.canonicalize().map_err(|error| error.to_string())
}

/// Reads a text file and subtracts its size from `left`. Returns an error if the file is larger than `left`, because
/// all files of a contract together have at most [`LARGEST`] bytes.
fn read_text(path: &Path, left: &mut u64) -> Result<String, String> {
    let mut text = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(*left + 1).read_to_end(&mut text).map_err(|error| error.to_string())?;
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    *left = left.checked_sub(length).ok_or_else(|| format!("a contract has at most {} MiB", LARGEST >> 20))?;
    String::from_utf8(text).map_err(|error| match error.as_bytes() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it is UTF-16: save it as UTF-8".to_owned(),
        _ => format!("it is not UTF-8 at byte {}", error.utf8_error().valid_up_to()),
    })
}

/// Makes the failure for a contract that was read but cannot be used. For example, the contract does not contain the
/// component that `--component` names.
pub(crate) fn refused(error: &Error, contract: &Contract) -> Failure {
    match error.kind() {
        ErrorKind::NotFound => Failure::usage(lines(error)),
        ErrorKind::Ambiguous => Failure::usage(format!("{}; pass --operation or --component", lines(error))),
        _ => broken(error, contract.document().name(), contract.document().text()),
    }
}

/// Makes the failure for a broken contract.
///
/// The linter describes a problem in more detail than the error. So the failure shows the findings of the linter for
/// the lines that the error names. If there are no such findings, the failure shows the error.
fn broken(error: &Error, name: &str, text: &str) -> Failure {
    let places = error.problems().iter().filter(|problem| problem.file == name).filter_map(|problem| problem.position);
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
