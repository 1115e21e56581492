//! `cargo xtask generate`: writes every derived file, or shows the files that would change.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsStr,
    path::Path,
};

use dataarts_insight_lint as lint;
use dataarts_insight_report::human_text;
use similar::TextDiff;
use walkdir::WalkDir;

use crate::{
    Error, GENERATE_COMMAND, Input, Project, Sources, artifacts::artifacts_with_notes, commands::diff, manifest::Entry,
};

/// The largest number of changes that `generate` lists.
const LINES: usize = 20;

/// The difference between a derived file on disk and its generated content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The file on disk has the same bytes as the generated content.
    Unchanged,
    /// The file does not exist on disk.
    Missing,
    /// The file on disk has a different text.
    Changed,
    /// The file exists, but the sources do not produce the file.
    Stray,
}

/// A derived file, with its content on disk and its generated content.
#[derive(Debug, Clone)]
pub struct File {
    /// The path of the file, relative to the root of the project.
    pub path: String,
    /// The difference between disk and generated content.
    pub state: State,
    /// The content on disk; empty if the file does not exist.
    pub old: Vec<u8>,
    /// The generated content; empty for a stray file.
    pub new: String,
}

/// All derived files of a project, compared with the disk.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Every derived file and every file that the sources do not produce, by path.
    pub files: Vec<File>,
    /// The notes about operations that the client changes or leaves out, one in each line.
    pub notes: String,
}

/// Compares every derived file on disk with its generated content. Writes nothing.
pub fn compare(project: &Project) -> Result<Comparison, Error> {
    let sources = project.load()?;
    lint(&sources)?;
    let (files, notes) = artifacts_with_notes(&sources)?;
    Ok(Comparison { notes, ..compare_with(project, &sources, &files)? })
}

/// Compares every derived file on disk with its text in `wanted`. Writes nothing.
pub(crate) fn compare_with(
    project: &Project,
    sources: &Sources,
    wanted: &BTreeMap<String, String>,
) -> Result<Comparison, Error> {
    let mut files = Vec::new();
    for (path, new) in wanted {
        let old = read(&project.root().join(path))?;
        let state = match &old {
            None => State::Missing,
            Some(bytes) if bytes == new.as_bytes() => State::Unchanged,
            Some(_) => State::Changed,
        };
        files.push(File { path: path.clone(), state, old: old.unwrap_or_default(), new: new.clone() });
    }
    for path in strays(project, sources, wanted)? {
        let old = read(&project.root().join(&path))?.unwrap_or_default();
        files.push(File { path, state: State::Stray, old, new: String::new() });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Comparison { files, notes: String::new() })
}

/// Returns one line for each change of the contracts since the base, with its effect on requests and responses. The
/// last lines name the next commands for the user. Empty if no contract changed, or if there is no base.
///
/// # Errors
/// If the contracts cannot be compared.
pub fn meaning(project: &Project) -> Result<String, Error> {
    let Ok(base) = Input::base(project) else { return Ok(String::new()) };
    let (old, new) = (crate::state::State::load(project, base), crate::state::State::load(project, Input::Tree));
    let manifest = project.manifest()?;
    let mut lines = Vec::new();
    for Entry { contract: path, .. } in &manifest.entries {
        let (Some(old), Some(new)) = (old.contract(project, path)?, new.contract(project, path)?) else { continue };
        let report = diff::report(&old, &new)?;
        lines.extend(report.comparison.changes.iter().map(|change| report.line(change)));
    }
    if lines.is_empty() {
        return Ok(String::new());
    }
    let hidden = lines.len().saturating_sub(LINES);
    lines.truncate(LINES);
    if hidden > 0 {
        lines.push(format!("and {hidden} more"));
    }
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    Ok(format!(
        "\nin requests and responses since {}:\n{lines}next: `cargo check --workspace` finds the code to adapt\n      `cargo \
         xtask check` tells what is missing for the release\n",
        old.input.name()
    ))
}

/// Returns an error if a contract has lint errors. The error lists the lint errors of all contracts.
fn lint(sources: &Sources) -> Result<(), Error> {
    let (mut errors, mut rendered) = (0, String::new());
    for source in &sources.contracts {
        let mut findings = lint::lint(&source.document, &source.entry.lint);
        findings.retain(|finding| finding.severity == lint::Severity::Error);
        if !findings.is_empty() {
            errors += findings.len();
            rendered += &human_text(&source.entry.contract, source.document.text(), &findings, false);
        }
    }
    if errors > 0 { Err(Error::Lint { errors, rendered }) } else { Ok(()) }
}

impl Comparison {
    /// Returns the files that differ.
    pub fn stale(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.state != State::Unchanged)
    }

    /// Writes only the files that differ. Removes a stray file if its text contains `@generated`: for example, the file
    /// of a component that was renamed. Keeps every other stray file, because a person wrote the file.
    pub fn write(&self, project: &Project) -> Result<(), Error> {
        for file in &self.files {
            let path = project.root().join(&file.path);
            let (action, result) = match file.state {
                State::Unchanged => continue,
                State::Stray if !file.is_ours() => continue,
                State::Stray => ("remove", std::fs::remove_file(&path)),
                State::Missing | State::Changed => ("write", write(&path, &file.new)),
            };
            result.map_err(|source| Error::Io { action, path, source })?;
        }
        Ok(())
    }

    /// Returns the notes, one line for each file that differs, and the number of files that do not differ.
    #[must_use]
    pub fn summary(&self) -> String {
        let stale: String = self.stale().map(File::line).collect();
        let unchanged = self.files.len() - self.stale().count();
        format!("{}{stale}{unchanged} of {} derived files unchanged\n", self.notes, self.files.len())
    }

    /// Returns a unified diff of each file that differs, with the reason. The text is empty if no file differs.
    #[must_use]
    pub fn diff(&self) -> String {
        self.stale().map(|file| format!("{}: {}\n{}", file.path, file.verdict(), file.diff())).collect()
    }

    /// Returns a message about files that differ, with the command that updates them; `None` if no file differs.
    #[must_use]
    pub fn complaint(&self) -> Option<String> {
        let count = self.stale().count();
        let noun = if count == 1 { "file is" } else { "files are" };
        let mut text = format!("{}{count} derived {noun} stale; run `{GENERATE_COMMAND}`\n", self.diff());
        for File { path, .. } in self.stale().filter(|file| file.state == State::Stray && !file.is_ours()) {
            text +=
                &format!("and move `{path}` away: it is not generated, but its folder is only for generated files\n");
        }
        (count > 0).then_some(text)
    }
}

impl File {
    /// Returns whether the first 400 bytes on disk contain `@generated`.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        let start: Vec<u8> = self.old.iter().copied().take(400).collect();
        String::from_utf8_lossy(&start).contains("@generated")
    }

    fn line(&self) -> String {
        format!("{:<58} {}\n", self.path, self.verdict())
    }

    fn verdict(&self) -> String {
        match self.state {
            State::Unchanged => "unchanged".to_owned(),
            State::Stray if self.is_ours() => "stray: the contracts do not yield it".to_owned(),
            State::Stray => "stray: not a generated file".to_owned(),
            State::Missing => format!("missing (+{} lines)", self.new.lines().count()),
            State::Changed => {
                let old = String::from_utf8_lossy(&self.old);
                let changes = TextDiff::from_lines(old.as_ref(), self.new.as_str());
                let count = |tag| changes.iter_all_changes().filter(|change| change.tag() == tag).count();
                let (plus, minus) = (count(similar::ChangeTag::Insert), count(similar::ChangeTag::Delete));
                format!("changed (+{plus} -{minus} lines)")
            }
        }
    }

    /// Returns the unified diff from the text on disk to the generated text. Empty if the whole file would be added or
    /// removed.
    fn diff(&self) -> String {
        if matches!(self.state, State::Missing | State::Stray) {
            return String::new();
        }
        let old = String::from_utf8_lossy(&self.old);
        let changes = TextDiff::from_lines(old.as_ref(), self.new.as_str());
        let (before, after) = (format!("{} (on disk)", self.path), format!("{} (from the contract)", self.path));
        changes.unified_diff().context_radius(3).header(&before, &after).to_string()
    }
}

/// Returns the paths of files in generated folders that the sources do not produce.
fn strays(project: &Project, sources: &Sources, wanted: &BTreeMap<String, String>) -> Result<BTreeSet<String>, Error> {
    let folders: BTreeSet<String> =
        sources.manifest.entries.iter().flat_map(|entry| entry.generated_folders()).collect();
    let mut found = BTreeSet::new();
    for folder in folders.iter().map(|folder| project.root().join(folder)).filter(|folder| folder.exists()) {
        for item in WalkDir::new(&folder) {
            let item =
                item.map_err(|error| Error::Io { action: "list", path: folder.clone(), source: error.into() })?;
            if !item.file_type().is_dir() {
                let path = item.path().strip_prefix(project.root()).unwrap_or(item.path());
                let parts: Vec<_> = path.iter().map(OsStr::to_string_lossy).collect();
                found.insert(parts.join("/"));
            }
        }
    }
    found.retain(|path| !wanted.contains_key(path));
    Ok(found)
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    std::fs::write(path, text)
}

/// Returns the bytes of a file; `None` if the file does not exist.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Io { action: "read", path: path.to_owned(), source }),
    }
}
