//! `cargo xtask diff [OLD] [NEW]`: lists the differences of contracts, in requests and responses and in the generated
//! code.

use std::{collections::BTreeMap, path::Path};

use dataarts_insight_diff::{Report, RustChange, Step, compare};
use dataarts_insight_openapi::Contract;

use crate::{
    Error, Project, Sources, artifacts,
    manifest::{Entry, in_crate},
    public_api, revision,
};

/// The old or the new side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The contracts of the working tree.
    Tree,
    /// The contracts of a commit.
    Revision(String),
    /// One file of a commit: the commit, then the path.
    FileOf(String, String),
    /// The name and the text of one file or of stdin.
    Text(String, String),
}

impl Input {
    /// Parses an argument: a file, `-`, `REV` or `REV:path`. The function `stdin` reads the standard input.
    ///
    /// # Errors
    /// If a file or the standard input cannot be read.
    pub fn parse(argument: &str, stdin: impl FnOnce() -> std::io::Result<String>) -> Result<Self, Error> {
        let unreadable = |source| Error::Io { action: "read", path: argument.into(), source };
        if argument == "-" {
            return Ok(Self::Text("<stdin>".to_owned(), stdin().map_err(unreadable)?));
        }
        if Path::new(argument).is_file() {
            return Ok(Self::Text(argument.to_owned(), std::fs::read_to_string(argument).map_err(unreadable)?));
        }
        Ok(match argument.split_once(':') {
            Some((revision, path)) => Self::FileOf(revision.to_owned(), path.to_owned()),
            None => Self::Revision(argument.to_owned()),
        })
    }

    /// Returns the contract at a path of the manifest; `None` if the commit does not have the file.
    fn contract(&self, project: &Project, path: &str) -> Result<Option<Contract>, Error> {
        let (name, text) = match self {
            Self::Tree => (path.to_owned(), Some(project.read(path)?)),
            Self::Revision(commit) => (format!("{commit}:{path}"), revision::file(project, commit, path)?),
            Self::FileOf(commit, path) => {
                (format!("{commit}:{path}"), Some(revision::required_file(project, commit, path)?))
            }
            Self::Text(name, text) => (name.clone(), Some(text.clone())),
        };
        let parse = |text| Contract::parse(name, text).map_err(|error| Error::Comparison(error.to_string()));
        text.map(parse).transpose()
    }

    /// Returns whether the input is one contract, and not all contracts of a workspace.
    fn is_one(&self) -> bool {
        matches!(self, Self::FileOf(..) | Self::Text(..))
    }

    fn sources(&self, project: &Project) -> Option<Sources> {
        match self {
            Self::Tree => project.load().ok(),
            Self::Revision(commit) => Sources::read(&|path: &str| revision::required_file(project, commit, path)).ok(),
            Self::FileOf(..) | Self::Text(..) => None,
        }
    }
}

/// Compares the contracts of all entries of the manifest, or of the entry with the name `contract`.
///
/// # Errors
/// If an input cannot be read, if two contracts cannot be compared, or [`Error::NotFound`].
pub fn run(project: &Project, old: &Input, new: &Input, contract: Option<&str>) -> Result<Vec<Report>, Error> {
    let manifest = project.manifest()?;
    let entries: Vec<&Entry> =
        manifest.entries.iter().filter(|entry| contract.is_none_or(|name| entry.name == name)).collect();
    if let (Some(name), true) = (contract, entries.is_empty()) {
        let known = manifest.entries.iter().map(|entry| entry.name.as_str());
        return Err(Error::NotFound(crate::settings::unknown("contract", name, known)));
    }
    // A single file belongs to the entry with the same path, or else to the first entry.
    let one = old.is_one() || new.is_one();
    let named = |entry: &&&Entry| {
        [old, new].iter().any(|input| match input {
            Input::FileOf(_, path) | Input::Text(path, _) => *path == entry.contract,
            _ => false,
        })
    };
    let entries = match entries.iter().find(named).or(entries.first()) {
        Some(entry) if one => vec![*entry],
        _ => entries,
    };
    let mut reports = Vec::new();
    for entry in &entries {
        let (Some(old), Some(new)) = (old.contract(project, &entry.contract)?, new.contract(project, &entry.contract)?)
        else {
            continue;
        };
        let comparison = compare(&old, &new).map_err(|error| Error::Comparison(error.to_string()))?;
        reports.push(Report::of(comparison));
    }
    if let (false, Some(olds), Some(news)) = (one, old.sources(project), new.sources(project)) {
        add_rust(&entries, &olds, &news, &mut reports);
    }
    Ok(reports)
}

/// Adds the changes of the generated code to the reports. If the code cannot be generated, the reports do not change.
fn add_rust(entries: &[&Entry], old: &Sources, new: &Sources, reports: &mut [Report]) {
    let (Ok(old), Ok(new)) = (artifacts(old), artifacts(new)) else { return };
    for report in reports {
        let name = report.comparison.new.name().to_owned();
        let Some(entry) = entries.iter().find(|entry| name.ends_with(&entry.contract)) else { continue };
        let changes = |folder: &Option<String>| -> Option<Vec<RustChange>> {
            let package = folder.as_deref()?;
            Some(public_api::compare(package, &api(&old, package)?, &api(&new, package)?))
        };
        let worst = |changes: &[RustChange]| changes.iter().map(|change| change.step).max().unwrap_or(Step::None);
        if let Some(client) = changes(&entry.client) {
            report.semver.client = worst(&client);
            report.rust.extend(client);
        }
        if let Some(enums) = changes(&entry.enums) {
            report.semver.wrapper = worst(&enums);
            report.rust.extend(enums);
        }
    }
}

/// Returns the public items of a crate's generated files.
fn api(files: &BTreeMap<String, String>, folder: &str) -> Option<public_api::Api> {
    let start = format!("{}/", in_crate(folder));
    let mut all = public_api::Api::new();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with(&start) && path.ends_with(".rs")) {
        let module = path.trim_start_matches(&start).trim_end_matches(".rs");
        let items = public_api::list(text).ok()?;
        all.extend(items.into_iter().map(|(item, declared)| (format!("{module}::{item}"), declared)));
    }
    Some(all)
}
