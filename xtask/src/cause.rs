//! The causes of stale files, found by generating from older sources.

use std::{collections::BTreeMap, fmt};

use crate::{
    Input, Project,
    commands::generate::{File, State as Difference},
    manifest::MANIFEST,
    revision,
    state::State,
};

/// The folder of the generator, and the file with the versions of its dependencies.
const GENERATOR: [&str; 2] = ["xtask", "Cargo.lock"];

/// The reason why a derived file differs from its generated content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// A person edited the file.
    EditedByHand,
    /// A person put the file into a folder for generated files.
    NotGenerated,
    /// The file was deleted.
    Deleted,
    /// The sources are the same, but a newer generator makes a different text.
    GeneratorUpgraded,
    /// The sources changed after the file was generated.
    ContractNewer,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EditedByHand => "edited by hand",
            Self::NotGenerated => "not a generated file",
            Self::Deleted => "deleted",
            Self::GeneratorUpgraded => "the generator was upgraded",
            Self::ContractNewer => "the contract is newer",
        })
    }
}

/// Older states of a workspace. A comparison with these states shows why a derived file is stale.
#[derive(Debug)]
pub struct History<'p> {
    project: &'p Project,
    current: &'p State,
    /// The older state that the user compares with.
    base: Option<&'p State>,
    /// The state of the last commit.
    head: State,
    /// For each stale file, the state of the last commit that changed the file. The key is the commit.
    commits: BTreeMap<String, State>,
}

impl<'p> History<'p> {
    /// Makes the history of a workspace. `current` is the working tree. `base` is the older state that the check
    /// compares with.
    #[must_use]
    pub fn new(project: &'p Project, current: &'p State, base: Option<&'p State>) -> Self {
        let head = State::load(project, Input::Revision("HEAD".to_owned()));
        Self { project, current, base, head, commits: BTreeMap::new() }
    }

    /// Returns the cause of a stale file.
    #[must_use]
    pub fn cause(&mut self, file: &File) -> Cause {
        let last = revision::last_commit(self.project, &file.path);
        if let Some(commit) = &last {
            let load = || State::load(self.project, Input::Revision(commit.clone()));
            self.commits.entry(commit.clone()).or_insert_with(load);
        }
        let disk = String::from_utf8_lossy(&file.old);
        match file.state {
            Difference::Stray if file.is_ours() => Cause::ContractNewer,
            Difference::Stray => Cause::NotGenerated,
            Difference::Missing if last.is_some() || self.is_generated(&file.path, |_| true) => Cause::Deleted,
            Difference::Missing => Cause::ContractNewer,
            _ if self.is_generated(&file.path, |text| text == disk) => Cause::ContractNewer,
            _ if self.base.is_some_and(|base| self.is_file_of(&base.input, file)) => Cause::GeneratorUpgraded,
            _ => match last {
                Some(commit) if self.is_file_of(&self.head.input, file) && self.is_upgraded_since(&commit) => {
                    Cause::GeneratorUpgraded
                }
                _ => Cause::EditedByHand,
            },
        }
    }

    /// Returns whether an older state generates the file at `path` with a text for which `is_wanted` is true.
    fn is_generated(&self, path: &str, is_wanted: impl Fn(&str) -> bool) -> bool {
        let older = self.commits.values().chain([&self.head]).chain(self.base);
        // Skips states with the current sources, because they generate the current text and cannot explain the
        // difference.
        let mut older = older.filter(|state| !state.is_same(self.current));
        older.any(|state| state.files().is_ok_and(|files| files.get(path).is_some_and(|text| is_wanted(text))))
    }

    /// Returns whether the file on disk has the same text as in an older state.
    fn is_file_of(&self, input: &Input, file: &File) -> bool {
        let text = input.file(self.project, &file.path).ok().flatten();
        text.is_some_and(|text| text.as_bytes() == file.old)
    }

    /// Returns whether the generator changed after `commit`, so that the derived files of `commit` are out of date.
    /// Returns false if `commit` changed neither the generator nor a source, because a person then edited the derived
    /// file.
    fn is_upgraded_since(&self, commit: &str) -> bool {
        let sources = self.current.sources.iter().flat_map(|sources| &sources.contracts);
        let paths = sources.flat_map(|source| [Some(&source.entry.contract), source.entry.overlay.as_ref()]).flatten();
        let causes: Vec<&str> = paths.map(String::as_str).chain(GENERATOR).chain([MANIFEST]).collect();
        revision::differs(self.project, &[commit], &GENERATOR)
            && revision::differs(self.project, &[&format!("{commit}^"), commit], &causes)
    }
}
