//! `cargo xtask check`: checks whether the contracts can be merged and released. The result fits on one screen.

use std::fmt::Write as _;

use dataarts_insight_diff::{Report, Step, Verdict};
use dataarts_insight_lint::{Severity, lint_files};
use dataarts_insight_report::human_text;

use crate::{
    Error, ExitCode, GENERATE_COMMAND, Input, Project,
    accepted::{ACCEPTED, AcceptedChanges},
    cause::{Cause, History},
    commands::{
        diff::{self, Outcome},
        generate::{self, File, State as Difference},
    },
    manifest::{Entry, Manifest},
    released,
    state::{State, both},
    versions::{self, CHANGELOG, Version},
};

/// The largest number of details that a step shows.
const SHOWN: usize = 3;

/// The settings of a check.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The older state to compare with; by default, the last release.
    pub base: Option<Input>,
    /// The check fails if a change has this verdict (safe, risky or breaking) or a worse verdict, and the change is not
    /// accepted. The default is breaking.
    pub fail_on: Option<Verdict>,
}

/// The result of a check: one line for each step, with details of the failed steps.
#[derive(Debug, Clone, Default)]
pub struct Screen {
    text: String,
    /// The names of the failed steps.
    failed: Vec<&'static str>,
    code: Option<ExitCode>,
}

impl Screen {
    /// Returns the exit code of the first failed step, or success.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        self.code.unwrap_or(ExitCode::Success)
    }

    /// Returns the text of the screen.
    #[must_use]
    pub fn text(&self) -> String {
        match self.failed.as_slice() {
            [] => self.text.clone(),
            failed => format!("{}\nfailed: {} (exit code {})\n", self.text, failed.join(", "), self.exit_code().code()),
        }
    }

    /// Adds a successful step.
    pub(crate) fn fine(&mut self, step: &str, message: impl AsRef<str>) {
        self.line(step, "ok", message.as_ref());
    }

    /// Adds a step that was not run.
    pub(crate) fn skipped(&mut self, step: &str, reason: &str) {
        self.line(step, "skipped", reason);
    }

    /// Adds a failed step with its details. A detail has one or more lines.
    pub(crate) fn failed(&mut self, step: &'static str, code: ExitCode, message: impl AsRef<str>, details: &[String]) {
        self.line(step, "FAILED", message.as_ref());
        for line in details.iter().flat_map(|detail| detail.lines()) {
            let _ = writeln!(self.text, "{}", format!("  {line}").trim_end());
        }
        self.failed.push(step);
        self.code.get_or_insert(code);
    }

    fn line(&mut self, step: &str, verdict: &str, message: &str) {
        let line = format!("{step:<10} {verdict:<8} {message}");
        let _ = writeln!(self.text, "{}", line.trim_end());
    }
}

/// Runs every step: lint, fresh, diff, accepted, versions, changelog.
///
/// # Errors
/// If the manifest cannot be read.
pub fn run(project: &Project, options: &Options) -> Result<Screen, Error> {
    let manifest = project.manifest()?;
    let mut screen = Screen::default();
    if !lint(&mut screen, project, &manifest)? {
        for step in ["fresh", "diff", "accepted", "versions", "changelog"] {
            screen.skipped(step, "correct the contracts first");
        }
        return Ok(screen);
    }
    let release = Input::last_release(project).or_else(|| options.base.clone());
    let base = options.base.clone().or_else(|| release.clone());
    let current = State::load(project, Input::Tree);
    let base = base.map(|base| State::load(project, base));
    let release = release.filter(|release| base.as_ref().is_none_or(|base| base.input != *release));
    let release = release.map(|release| State::load(project, release));
    if let Some(older) = base.as_ref().filter(|base| !base.is_same(&current)) {
        let _ = both(|| older.files().is_ok(), || current.files().is_ok());
    }
    fresh(&mut screen, project, &current, base.as_ref());
    let Some(base) = &base else {
        let advice = [
            format!("name one with --base, fetch the tags of git, or keep {}", released::FOLDER),
            "(`cargo xtask record-release` writes it)".to_owned(),
        ];
        let reason = "there is nothing to compare with: no tag `v…` names a release";
        screen.failed("diff", ExitCode::NoBase, reason, &advice);
        for step in ["accepted", "versions", "changelog"] {
            screen.skipped(step, "there is nothing to compare with");
        }
        return Ok(screen);
    };
    compared(&mut screen, project, &manifest, [&current, base, release.as_ref().unwrap_or(base)], options.fail_on);
    Ok(screen)
}

/// Lints every contract. Returns false if a contract has errors.
fn lint(screen: &mut Screen, project: &Project, manifest: &Manifest) -> Result<bool, Error> {
    let (mut errors, mut warnings, mut details) = (0, 0, Vec::new());
    for entry in &manifest.entries {
        let text = project.read(&entry.contract)?;
        let mut others = Input::Tree.other_files(project, &entry.contract, &entry.ref_folder);
        let findings = lint_files(&entry.contract, &text, &mut *others, &entry.lint);
        for finding in findings {
            if finding.severity == Severity::Warning {
                warnings += 1;
                continue;
            }
            errors += 1;
            if errors <= SHOWN {
                details.push(human_text(&entry.contract, &text, &[finding], false).trim_end().to_owned());
            }
        }
    }
    let contracts = count(manifest.entries.len(), "contract");
    if errors == 0 {
        screen.fine("lint", format!("{contracts}, {}", count(warnings, "warning")));
        return Ok(true);
    }
    if errors > SHOWN {
        details.push(format!("and {} more: `cargo xtask lint` shows all", errors - SHOWN));
    }
    screen.failed("lint", ExitCode::Lint, format!("{} in {contracts}", count(errors, "error")), &details);
    Ok(false)
}

/// Checks that each derived file on disk has the same text as its generated content.
fn fresh(screen: &mut Screen, project: &Project, current: &State, base: Option<&State>) {
    let compared = match (&current.sources, current.files()) {
        (Ok(sources), Ok(wanted)) => generate::compare_with(project, sources, wanted),
        (Err(error), _) => return screen.failed("fresh", ExitCode::from(error), error.to_string(), &[]),
        (_, Err(message)) => return screen.failed("fresh", ExitCode::Failed, message, &[]),
    };
    let comparison = match compared {
        Ok(comparison) => comparison,
        Err(error) => return screen.failed("fresh", ExitCode::from(&error), with_source(&error), &[]),
    };
    let mut history = History::new(project, current, base);
    let mut stale: Vec<(Cause, &File)> = comparison.stale().map(|file| (history.cause(file), file)).collect();
    if stale.is_empty() {
        return screen.fine("fresh", count(comparison.files.len(), "derived file"));
    }
    stale.sort_by_key(|(cause, _)| *cause);
    let mut details: Vec<String> = stale.iter().take(SHOWN).map(|(cause, file)| stale_file(*cause, file)).collect();
    if stale.len() > SHOWN {
        details.push(format!("and {} more: `{GENERATE_COMMAND} --diff` shows all", stale.len() - SHOWN));
    }
    details.push(format!("run `{GENERATE_COMMAND}`"));
    let message = format!("{} of {} stale", stale.len(), count(comparison.files.len(), "derived file"));
    screen.failed("fresh", ExitCode::Stale, message, &details);
}

/// Returns the lines about a stale file: the cause and the first line that differs. For some causes, adds a solution.
fn stale_file(cause: Cause, file: &File) -> String {
    let old = String::from_utf8_lossy(&file.old);
    let (mut olds, mut news) = (old.lines(), file.new.lines());
    let mut line = 1;
    let (old, new) = loop {
        match (olds.next(), news.next()) {
            (Some(old), Some(new)) if old == new => line += 1,
            pair => break pair,
        }
    };
    let mut text = match file.state {
        Difference::Changed => format!("{}:{line}: {cause}\n", file.path),
        _ => format!("{}: {cause}\n", file.path),
    };
    if file.state == Difference::Changed {
        for (name, line) in [("on disk", old), ("generated", new)] {
            let shown: String = line.unwrap_or("(end of the file)").chars().take(90).collect();
            let _ = writeln!(text, "  {name:<9} | {shown}");
        }
    }
    text += match cause {
        Cause::EditedByHand => "  to keep the edit, make it in the contract, the overlay or the generator\n",
        Cause::NotGenerated => "  move the file away: the folder is only for generated files\n",
        Cause::Deleted | Cause::GeneratorUpgraded | Cause::ContractNewer => "",
    };
    text
}

/// Runs the steps diff, accepted, versions and changelog. These steps compare the current state with an older state.
fn compared(
    screen: &mut Screen,
    project: &Project,
    manifest: &Manifest,
    [current, base, release]: [&State; 3],
    fail_on: Option<Verdict>,
) {
    let entries: Vec<&Entry> = manifest.entries.iter().collect();
    let (accepted, invalid) = match AcceptedChanges::read(project) {
        Ok(accepted) => (accepted, None),
        Err(error) => (AcceptedChanges::default(), Some(error)),
    };
    let outcome = |state: &State| {
        let mut outcome = diff::states(project, &entries, state, current)?;
        diff::accept(&mut outcome, &accepted);
        Ok(outcome)
    };
    let skip = |screen: &mut Screen, steps: &[&str]| {
        steps.iter().for_each(|step| screen.skipped(step, "the contracts cannot be compared"));
    };
    let since_base = match outcome(base) {
        Ok(outcome) => outcome,
        Err(error) => {
            let error: Error = error;
            screen.failed("diff", ExitCode::from(&error), with_source(&error), &[]);
            return skip(screen, &["accepted", "versions", "changelog"]);
        }
    };
    changes(screen, &since_base, base, fail_on.unwrap_or(Verdict::Breaking));
    let since_release = match std::ptr::eq(base, release) {
        true => Ok(None),
        false => outcome(release).map(Some),
    };
    let since_release = match since_release {
        Ok(outcome) => outcome,
        Err(error) => {
            screen.failed("versions", ExitCode::from(&error), with_source(&error), &[]);
            return skip(screen, &["accepted", "changelog"]);
        }
    };
    match invalid {
        Some(error) => screen.failed("accepted", ExitCode::Accepted, with_source(&error), &[]),
        None => {
            let unmatched = diff::unmatched(&accepted, [Some(&since_base), since_release.as_ref()]);
            let details: Vec<String> = unmatched.iter().map(ToString::to_string).collect();
            match details.as_slice() {
                [] => screen.fine("accepted", count(accepted.len(), "accepted change")),
                _ => screen.failed("accepted", ExitCode::Accepted, "an entry matches no change", &details),
            }
        }
    }
    let reports = &since_release.as_ref().unwrap_or(&since_base).reports;
    for (step, checked) in [
        ("versions", check_versions(screen, project, manifest, release, reports)),
        ("changelog", check_changelog(screen, project, manifest, release, reports)),
    ] {
        if let Err(error) = checked {
            screen.failed(step, ExitCode::from(&error), with_source(&error), &[]);
        }
    }
}

/// Adds the step `diff`. The step fails if a change has the verdict `limit` or a worse verdict. The step does not fail
/// for an accepted change, or for a contract whose new version permits breaking changes.
fn changes(screen: &mut Screen, outcome: &Outcome, base: &State, limit: Verdict) {
    let open = |report: &&Report| report.worst() >= limit && !is_declared(report);
    let failing: Vec<&Report> = outcome.reports.iter().filter(open).collect();
    let all = outcome.reports.iter().flat_map(|report| report.comparison.changes.iter());
    let total = |verdict: Verdict| all.clone().filter(|change| change.wire == verdict).count();
    let counts: Vec<String> = [Verdict::Breaking, Verdict::Risky, Verdict::Safe]
        .into_iter()
        .filter(|verdict| total(*verdict) > 0)
        .map(|verdict| format!("{} {verdict}", total(verdict)))
        .collect();
    let counts = if counts.is_empty() { "no changes on the wire".to_owned() } else { counts.join(", ") };
    let mut details = Vec::new();
    let mut hidden = 0;
    for report in &failing {
        let is_open = |change: &&dataarts_insight_diff::Change| change.wire >= limit && !report.is_accepted(change);
        for change in report.comparison.changes.iter().filter(is_open) {
            match details.len() {
                SHOWN.. => hidden += 1,
                _ => details.push(report.human_change(change)),
            }
        }
    }
    let notes = outcome.reports.iter().flat_map(|report| &report.notes).chain(&outcome.notes);
    let notes: Vec<String> = notes.map(|note| format!("note: {note}")).collect();
    let message = format!("{counts}, compared with {}", base.input.name());
    if details.is_empty() {
        screen.fine("diff", message);
        return notes.iter().for_each(|note| screen.fine("", note));
    }
    if hidden > 0 {
        details.push(format!("and {hidden} more: `cargo xtask diff {}` shows all", base.input.name()));
    }
    details.push(format!(
        "undo the change,\nor accept it: the fingerprint and a `reason` in {ACCEPTED},\nor declare it: the next \
         `info.version`"
    ));
    details.extend(notes);
    screen.failed("diff", ExitCode::Changes, message, &details);
}

/// Returns whether the new version of the contract permits breaking changes. For example, the version 2.0 after 1.4
/// permits them.
fn is_declared(report: &Report) -> bool {
    let version = |document: &dataarts_insight_openapi::document::Document| {
        document.root().pointer("/info/version").and_then(|node| node.as_str()).map(str::to_owned).unwrap_or_default()
    };
    is_enough(&version(&report.comparison.old), &version(&report.comparison.new), Step::Major).is_ok()
}

/// Checks that the version `new` is large enough for changes of the size `step` since the version `old`. Otherwise,
/// returns the smallest permitted version as the error.
fn is_enough(old: &str, new: &str, step: Step) -> Result<(), String> {
    match (Version::parse(old), Version::parse(new)) {
        (Some(old), Some(new)) => {
            let wanted = old.after(step);
            if new.is_at_least(&wanted) { Ok(()) } else { Err(wanted.to_string()) }
        }
        _ if step < Step::Major || old != new => Ok(()),
        _ => Err("another version".to_owned()),
    }
}

/// Checks that the version of each crate and contract is large enough for the changes since the last release.
fn check_versions(
    screen: &mut Screen,
    project: &Project,
    manifest: &Manifest,
    release: &State,
    reports: &[Report],
) -> Result<(), Error> {
    let mut details = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for report in reports {
        let path = report.comparison.new.name();
        let Some(entry) = manifest.entries.iter().find(|entry| entry.contract == path) else { continue };
        for (folder, step) in [(&entry.client, report.semver.client), (&entry.enums, report.semver.wrapper)] {
            let Some(folder) = folder else { continue };
            let new = versions::of_crate(&|path| project.read_if_exists(path), folder)?;
            let old = release.input.crate_version(project, folder)?;
            let (Some(old), Some(new)) = (old, new) else { continue };
            if let Err(wanted) = is_enough(&old, &new.version, step) {
                let cause = report.rust.iter().find(|change| change.package == *folder && change.step == step);
                let cause = cause.map(|change| format!(": {} {}", change.item, change.message)).unwrap_or_default();
                let now = new.version;
                details.push(format!("{}: {folder} is {now} and must be {wanted} ({step}{cause})", new.place));
            } else {
                seen.push(format!("{folder} {}", new.version));
            }
        }
        let version = |document: &dataarts_insight_openapi::document::Document| {
            let node = document.root().pointer("/info/version").cloned();
            node.and_then(|node| Some((node.as_str()?.to_owned(), document.position(node.span.start).line)))
        };
        let (Some((old, _)), Some((new, line))) = (version(&report.comparison.old), version(&report.comparison.new))
        else {
            continue;
        };
        // An accepted change needs no new version of the contract.
        let open = report.comparison.changes.iter().filter(|change| !report.is_accepted(change)).cloned();
        let step = dataarts_insight_diff::contract_step(&open.collect::<Vec<_>>());
        if let Err(wanted) = is_enough(&old, &new, step) {
            details.push(format!("{path}:{line}: info.version is {new} and must be {wanted} ({step})"));
        }
    }
    let from = release.input.name();
    if details.is_empty() {
        seen.sort();
        seen.dedup();
        let seen = if seen.is_empty() { "no crates".to_owned() } else { seen.join(", ") };
        screen.fine("versions", format!("large enough since {from}: {seen}"));
    } else {
        details.sort();
        details.dedup();
        screen.failed("versions", ExitCode::Versions, format!("too small for the changes since {from}"), &details);
    }
    Ok(())
}

/// Checks that the changelog has an entry about the changes since the last release.
fn check_changelog(
    screen: &mut Screen,
    project: &Project,
    manifest: &Manifest,
    release: &State,
    reports: &[Report],
) -> Result<(), Error> {
    let draft: String = reports.iter().map(|report| report.changelog.as_str()).collect();
    let is_visible = |report: &Report| report.rust.iter().any(|change| change.step >= Step::Minor);
    let from = release.input.name();
    if draft.is_empty() && !reports.iter().any(is_visible) {
        screen.fine("changelog", format!("no entry needed since {from}"));
        return Ok(());
    }
    let text = project.read_if_exists(CHANGELOG)?.unwrap_or_default();
    let mut versions = vec!["Unreleased".to_owned()];
    for folder in manifest.entries.iter().flat_map(Entry::crates) {
        versions.extend(versions::of_crate(&|path| project.read_if_exists(path), folder)?.map(|found| found.version));
    }
    let (line, entries) = section(&text, &versions);
    let is_new = match &release.input {
        Input::Released => released::versions(project)?.changelog != released::fingerprint(&text),
        input => {
            let old = input.file(project, CHANGELOG)?.unwrap_or_default();
            entries.iter().any(|entry| !old.contains(entry))
        }
    };
    if is_new && !entries.is_empty() {
        screen.fine("changelog", format!("has an entry since {from}"));
        return Ok(());
    }
    let place =
        line.map_or_else(|| format!("{CHANGELOG}, in a section `## Unreleased`"), |line| format!("{CHANGELOG}:{line}"));
    let mut details = vec![format!("add what users see and must do to {place}, such as:")];
    let lines: Vec<&str> = draft.lines().filter(|line| !line.is_empty()).collect();
    details.extend(lines.iter().take(2 * SHOWN).map(|line| format!("  {line}")));
    if lines.len() > 2 * SHOWN {
        details.push(format!("  and {} more lines", lines.len() - 2 * SHOWN));
    }
    screen.failed("changelog", ExitCode::Changelog, format!("no entry for the changes since {from}"), &details);
    Ok(())
}

/// Finds the first section of the changelog whose title is one of the versions. Returns the line and the entries of the
/// section.
fn section<'t>(text: &'t str, versions: &[String]) -> (Option<usize>, Vec<&'t str>) {
    let is_wanted = |line: &str| {
        let title = line.strip_prefix("## ").map(|title| title.trim_start_matches('['));
        title.is_some_and(|title| {
            let word = title.split([']', ' ']).next().unwrap_or_default();
            versions.iter().any(|version| version == word.trim_start_matches('v'))
        })
    };
    let Some(start) = text.lines().position(is_wanted) else { return (None, Vec::new()) };
    let lines = text.lines().skip(start + 1).take_while(|line| !line.starts_with("## "));
    (Some(start + 1), lines.filter(|line| line.trim_start().starts_with(['-', '*'])).collect())
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

fn with_source(error: &Error) -> String {
    let source = std::error::Error::source(error).map(|source| format!(": {source}"));
    format!("{error}{}", source.unwrap_or_default())
}
