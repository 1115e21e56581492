//! Finds the cause of each stale file: a derived file whose text on disk differs from the text that the current sources
//! generate. For this, generates the files of older commits too.

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

/// The older states of a workspace. A state is the sources at one commit, with the derived files that these sources
/// generate.
#[derive(Debug)]
pub struct History<'p> {
    project: &'p Project,
    current: &'p State,
    /// The state that the user selects with `--base`, or the last release.
    base: Option<&'p State>,
    /// The state of the last commit.
    head: State,
    /// The state of the last commit that changed a stale file. The key is the commit.
    commits: BTreeMap<String, State>,
}

impl<'p> History<'p> {
    /// Makes the history of a workspace. `current` is the state of the working tree. `base` is the older state that
    /// `cargo xtask check` compares with.
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

    /// Returns whether an older state generates a file at `path`, and `is_wanted` returns true for its text.
    fn is_generated(&self, path: &str, is_wanted: impl Fn(&str) -> bool) -> bool {
        let older = self.commits.values().chain([&self.head]).chain(self.base);
        // Skips states with the current sources. They generate the current text, so they cannot explain why the text on
        // disk is different.
        let mut older = older.filter(|state| !state.is_same(self.current));
        older.any(|state| state.files().is_ok_and(|files| files.get(path).is_some_and(|text| is_wanted(text))))
    }

    /// Returns whether the older state `input` contains the file with the same text as on disk.
    fn is_file_of(&self, input: &Input, file: &File) -> bool {
        let text = input.file(self.project, &file.path).ok().flatten();
        text.is_some_and(|text| text.as_bytes() == file.old)
    }

    /// Returns whether a newer generator can explain why a derived file is stale. `commit` is the last commit of this
    /// file. The generator must have changed after `commit`. `commit` must have changed the generator or a source too,
    /// because otherwise a person edited the file.
    fn is_upgraded_since(&self, commit: &str) -> bool {
        let sources = self.current.sources.iter().flat_map(|sources| &sources.contracts);
        let paths = sources.flat_map(|source| [Some(&source.entry.contract), source.entry.overlay.as_ref()]).flatten();
        let causes: Vec<&str> = paths.map(String::as_str).chain(GENERATOR).chain([MANIFEST]).collect();
        revision::differs(self.project, &[commit], &GENERATOR)
            && revision::differs(self.project, &[&format!("{commit}^"), commit], &causes)
    }
}
