//! `cargo xtask diff [OLD] [NEW]`: compares two versions of the contracts. Lists the changes of requests and responses,
//! and the changes of public items in the generated code.

use std::collections::{BTreeMap, BTreeSet};

use dataarts_insight_diff::{NextVersion, Report, RustChange, Step, client_step_at_call, compare};
use dataarts_insight_openapi::Contract;

use crate::{
    Error, Input, Project,
    accepted::AcceptedChanges,
    artifacts::effective,
    deployed, lower,
    manifest::{Entry, in_crate},
    places,
    public_api::{self, Api},
    released, render,
    state::{State, both},
    versions::Version,
};

/// The result of a comparison.
#[derive(Debug)]
pub struct Outcome {
    /// One report for each contract that exists in the old and in the new state.
    pub reports: Vec<Report>,
    /// One sentence for each contract that exists only in the old state or only in the new state.
    pub notes: Vec<String>,
    /// One error for each entry of the accepted changes that matches no change.
    pub unmatched: Vec<Error>,
}

/// Compares the contracts of all entries of the manifest, or of the entry with the name `contract`.
///
/// # Errors
/// If an input cannot be read, if two contracts cannot be compared, or if the list of accepted changes is wrong.
/// [`Error::NotFound`] if the manifest has no entry `contract`.
pub fn run(project: &Project, old: &Input, new: &Input, contract: Option<&str>) -> Result<Outcome, Error> {
    let accepted = AcceptedChanges::read(project)?;
    let manifest = project.manifest()?;
    let entries: Vec<&Entry> =
        manifest.entries.iter().filter(|entry| contract.is_none_or(|name| entry.name == name)).collect();
    if let (Some(name), true) = (contract, entries.is_empty()) {
        let known = manifest.entries.iter().map(|entry| entry.name.as_str());
        return Err(Error::NotFound(crate::settings::unknown("contract", name, known)));
    }
    let mut outcome = if old.is_one() || new.is_one() {
        let reports = one(project, &entries, old, new)?.into_iter().collect();
        Outcome { reports, notes: Vec::new(), unmatched: Vec::new() }
    } else {
        let (old, new) = (State::load(project, old.clone()), State::load(project, new.clone()));
        let mut outcome = states(project, &entries, &old, &new)?;
        add_deployed(project, &entries, (&old, &new), &mut outcome)?;
        if contract.is_none() && !accepted.is_empty() {
            let release = Input::last_release(project).filter(|release| *release != old.input);
            let release = release.map(|release| states(project, &entries, &State::load(project, release), &new));
            outcome.unmatched = unmatched(&accepted, [Some(&outcome), release.transpose()?.as_ref()]);
        }
        outcome
    };
    accept(&mut outcome, &accepted);
    if *new == Input::Tree {
        for report in &mut outcome.reports {
            let entry = entries.iter().find(|entry| entry.contract == report.comparison.new.name());
            if let Some(entry) = entry {
                places::add(project, entry, report)?;
            }
        }
    }
    Ok(outcome)
}

/// Compares two contracts that belong to no workspace.
///
/// # Errors
/// If a text is not a contract, or if the contracts cannot be compared.
pub fn texts(old: &Input, new: &Input) -> Result<Outcome, Error> {
    let report = one(&Project::at("."), &[], old, new)?;
    Ok(Outcome { reports: report.into_iter().collect(), notes: Vec::new(), unmatched: Vec::new() })
}

/// Adds the fingerprints of the accepted changes to each report.
pub(crate) fn accept(outcome: &mut Outcome, accepted: &AcceptedChanges) {
    for report in &mut outcome.reports {
        report.accepted = accepted.fingerprints().map(str::to_owned).collect();
    }
}

/// Returns an error for each accepted change that does not exist in any of the outcomes.
pub(crate) fn unmatched(accepted: &AcceptedChanges, outcomes: [Option<&Outcome>; 2]) -> Vec<Error> {
    let reports = outcomes.into_iter().flatten().flat_map(|outcome| &outcome.reports);
    let changes = reports.flat_map(|report| &report.comparison.changes);
    let existing: BTreeSet<&str> = changes.map(|change| change.fingerprint.as_str()).collect();
    accepted.unmatched(&existing)
}

/// Compares one contract, because `old` or `new` is a single file. If the other side is a whole workspace, uses its
/// contract with the same path as the file. If the manifest does not list this path, uses the first contract of the
/// manifest.
fn one(project: &Project, entries: &[&Entry], old: &Input, new: &Input) -> Result<Option<Report>, Error> {
    let is_named = |entry: &&&Entry| {
        [old, new].iter().any(|input| match input {
            Input::FileOf(_, path) | Input::Text(path, _) => *path == entry.contract,
            _ => false,
        })
    };
    let entry = entries.iter().find(is_named).or(entries.first());
    let path = entry.map(|entry| entry.contract.as_str()).unwrap_or_default();
    let (Some(old), Some(new)) = (old.contract(project, path)?, new.contract(project, path)?) else { return Ok(None) };
    let ((client_of_old, client_of_new), mut report) = {
        let report = || -> Result<Report, Error> {
            let mut report = report(&old, &new)?;
            let needs = entry.map_or(&[][..], |entry| &entry.needs);
            report.deployed = deployed::effects(&report.comparison, &lower::lower(old.document().root()), needs);
            Ok(report)
        };
        let (clients, report) = both(|| both(|| client(&old), || client(&new)), report);
        (clients.unwrap_or_else(|| (None, Err(PANICKED.to_owned()))), report?)
    };
    match (client_of_old.unwrap_or_else(|| Err(PANICKED.to_owned())), client_of_new) {
        (Ok((old, old_code)), Ok((new, new_code))) => {
            let package = entry.and_then(|entry| entry.client.as_deref()).unwrap_or("client");
            add_rust(&mut report, Crate::Client, package, (&old, &new), old_code == new_code);
        }
        (Err(error), _) => report.notes.push(not_generated(old.document().name(), &error)),
        (_, Err(error)) => report.notes.push(not_generated(new.document().name(), &error)),
    }
    add_contract_version(&mut report);
    Ok(Some(report))
}

const PANICKED: &str = "the generator panicked; please report this contract";

/// Returns the public items and the code of the client that is generated from a contract without an overlay.
fn client(contract: &Contract) -> Result<(Api, String), String> {
    // The generated documentation contains the file name of the contract. Both sides use the name `contract` here,
    // because a renamed file is not a change of the code.
    let code = render::client::render(&lower::lower(contract.document().root()), "contract", "contract");
    let code = code.map_err(|error| error.to_string())?;
    Ok((public_api::list(&code)?, code))
}

/// Compares the contracts of two states.
pub(crate) fn states(project: &Project, entries: &[&Entry], old: &State, new: &State) -> Result<Outcome, Error> {
    let mut outcome = Outcome { reports: Vec::new(), notes: Vec::new(), unmatched: Vec::new() };
    let mut compared = Vec::new();
    for entry in entries {
        let path = &entry.contract;
        match (old.contract(project, path)?, new.contract(project, path)?) {
            (Some(old), Some(new)) => {
                outcome.reports.push(report(&old, &new)?);
                compared.push(*entry);
            }
            (None, _) => outcome.notes.push(format!("{path} is new: {} lacks it", old.input.name())),
            (_, None) => outcome.notes.push(format!("{path} is gone from {}", new.input.name())),
        }
    }
    // If both states have the same sources, their derived files are equal. Only the Rust files of the two states are
    // compared then. Files are generated only if a state is the record of a release, because the record contains no Rust
    // files.
    let none = BTreeMap::new();
    let is_same = old.is_same(new);
    let is_recorded = [old, new].iter().any(|state| state.input == Input::Released);
    if !is_same {
        let (_, _) = both(|| old.files(), || new.files());
    }
    for (entry, report) in compared.into_iter().zip(&mut outcome.reports) {
        let files = match (is_same, is_recorded) {
            (true, false) => (Ok(&none), Ok(&none)),
            (true, true) => (new.files(), new.files()),
            (false, _) => (old.files(), new.files()),
        };
        let (olds, news) = match files {
            (Ok(olds), Ok(news)) => (olds, news),
            (Err(error), _) => {
                report.notes.push(not_generated(&old.input.name(), error));
                continue;
            }
            (_, Err(error)) => {
                report.notes.push(not_generated(&new.input.name(), error));
                continue;
            }
        };
        let crates = [(Crate::Client, &entry.client), (Crate::Wrapper, &entry.enums)];
        for (kind, folder) in crates.into_iter().filter_map(|(kind, folder)| Some((kind, folder.as_deref()?))) {
            let apis = match (items(project, old, olds, folder)?, items(project, new, news, folder)?) {
                (Some(old), Some(new)) => (old, new),
                // A state without the public items of the crate is compared by its derived files only. If the sources
                // are equal, the derived files are equal, and nothing is left to compare.
                _ if is_same => continue,
                _ => (Items::of(BTreeMap::new(), olds, folder), Items::of(BTreeMap::new(), news, folder)),
            };
            let text = |(_, text)| text;
            let is_same_code = files_of(olds, folder).map(text).eq(files_of(news, folder).map(text));
            let apis = match apis {
                // Equal files have equal items, so they are listed only once.
                (Items::Files(old), Items::Files(new)) if old == new => {
                    let api = public_api::of_crate(&new, folder);
                    (api.clone(), api)
                }
                (old, new) => (old.list(folder), new.list(folder)),
            };
            match apis {
                (Ok(old), Ok(new)) => add_rust(report, kind, folder, (&old, &new), is_same_code),
                (Err(error), _) => report.notes.push(not_read(&old.input.name(), folder, &error)),
                (_, Err(error)) => report.notes.push(not_read(&new.input.name(), folder, &error)),
            }
            let step = kind.step(report);
            if step > Step::None && report.versions.iter().all(|version| version.of != folder) {
                match old.input.crate_version(project, folder) {
                    Ok(old) => report.versions.extend(old.and_then(|old| next_version(folder, &old, step))),
                    Err(error) => report.notes.push(format!("the next version of {folder} is not known: {error}")),
                }
            }
        }
    }
    outcome.reports.iter_mut().for_each(add_contract_version);
    Ok(outcome)
}

/// Adds the next `info.version` of the contract.
fn add_contract_version(report: &mut Report) {
    let version = report.comparison.old.root().pointer("/info/version").and_then(|node| node.as_str());
    let next = version.and_then(|version| next_version("info.version", version, report.semver.contract));
    report.versions.extend(next);
}

/// Returns the smallest version after a step. Returns `None` if the step does not change the version.
fn next_version(of: &str, old: &str, step: Step) -> Option<NextVersion> {
    let next = Version::parse(old)?.after(step).to_string();
    (next != old).then(|| NextVersion { of: of.to_owned(), old: old.to_owned(), next })
}

/// Adds the effects on deployed programs to the report of each contract that exists in both states.
fn add_deployed(
    project: &Project,
    entries: &[&Entry],
    (old, new): (&State, &State),
    outcome: &mut Outcome,
) -> Result<(), Error> {
    let mut reports = outcome.reports.iter_mut();
    for entry in entries {
        let path = &entry.contract;
        let (Some(contract), Some(_)) = (old.contract(project, path)?, new.contract(project, path)?) else { continue };
        let Some(report) = reports.next().filter(|report| !report.comparison.changes.is_empty()) else { continue };
        let sources = old.sources.as_ref().ok();
        let source = sources.and_then(|all| all.contracts.iter().find(|source| source.entry.contract == *path));
        let effective = match source {
            Some(source) => effective(source),
            None => Ok(lower::lower(contract.document().root())),
        };
        match effective {
            Ok(effective) => report.deployed = deployed::effects(&report.comparison, &effective, &entry.needs),
            Err(error) => report.notes.push(format!("the effect on deployed programs is not known: {error}")),
        }
    }
    Ok(())
}

/// Compares the requests and responses of two contracts.
pub(crate) fn report(old: &Contract, new: &Contract) -> Result<Report, Error> {
    compare(old, new).map(Report::of).map_err(comparison_error)
}

fn comparison_error(error: dataarts_insight_openapi::Error) -> Error {
    Error::Comparison(error.to_string())
}

/// Returns a note for the user that the generated code is not compared, because the generator refused the contract
/// `side`.
fn not_generated(side: &str, error: &str) -> String {
    format!(
        "the generated code is not compared, and the step of the client follows from the kinds of the changes: {side} \
         cannot be generated: {error}"
    )
}

/// A crate with generated code.
#[derive(Debug, Clone, Copy)]
enum Crate {
    Client,
    Wrapper,
}

impl Crate {
    /// Returns the version step that a report contains for the crate.
    fn step(self, report: &Report) -> Step {
        match self {
            Self::Client => report.semver.client,
            Self::Wrapper => report.semver.wrapper,
        }
    }
}

/// Adds the changes of the public items of a crate. If the client and the wrapper are in one crate, adds the changes
/// only once. If only the code of functions differs, the crate still needs a new version.
fn add_rust(report: &mut Report, kind: Crate, package: &str, (old, new): (&Api, &Api), is_same_code: bool) {
    let changes: Vec<RustChange> = public_api::compare(package, old, new);
    let least = if is_same_code { Step::None } else { Step::Patch };
    let worst = changes.iter().map(|change| change.step).max().unwrap_or_default().max(least);
    match kind {
        Crate::Client => report.semver.client = worst.max(client_step_at_call(&report.comparison.changes)),
        Crate::Wrapper => report.semver.wrapper = worst,
    }
    if report.rust.iter().all(|change| change.package != package) {
        report.rust.extend(changes);
    }
}

/// Returns the note for a crate whose public items cannot be read.
fn not_read(side: &str, folder: &str, error: &str) -> String {
    format!("the public items of {folder} are not compared: in {side}, {error}")
}

/// The public items of a crate before they are listed.
enum Items {
    /// The items in the record of a release.
    Recorded(Api),
    /// The Rust files of the crate, by their paths.
    Files(BTreeMap<String, String>),
}

impl Items {
    /// `sources` contains the Rust files of the crate, and `derived` contains the newly generated files. A file in
    /// `derived` replaces the file with the same path in `sources`.
    fn of(mut sources: BTreeMap<String, String>, derived: &BTreeMap<String, String>, folder: &str) -> Self {
        sources.extend(files_of(derived, folder).map(|(path, text)| (path.clone(), text.clone())));
        Self::Files(sources)
    }

    /// Returns the public items, or the reason why they cannot be read.
    fn list(self, folder: &str) -> Result<Api, String> {
        match self {
            Self::Recorded(api) => Ok(api),
            Self::Files(files) => public_api::of_crate(&files, folder),
        }
    }
}

/// Returns the public items of a crate in a state. Returns `None` if the state is the record of a release that does not
/// contain the crate.
fn items(
    project: &Project,
    state: &State,
    derived: &BTreeMap<String, String>,
    folder: &str,
) -> Result<Option<Items>, Error> {
    if state.input == Input::Released {
        return Ok(released::items(project, folder)?.map(Items::Recorded));
    }
    Ok(state.input.rust_files(project, folder)?.map(|sources| Items::of(sources, derived, folder)))
}

/// Returns the files in the folder of a crate, with their paths.
fn files_of<'f>(
    files: &'f BTreeMap<String, String>,
    folder: &str,
) -> impl Iterator<Item = (&'f String, &'f String)> + use<'f> {
    let inner = format!("{}/", in_crate(folder));
    files.iter().filter(move |(path, _)| path.starts_with(&inner))
}
