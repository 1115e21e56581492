//! `cargo xtask lint`: lints each contract with the levels of its entry in the manifest.

use std::{
    fs::canonicalize,
    path::{Path, PathBuf},
};

use dataarts_insight_lint::{Finding, Levels, lint_text_with};

use crate::{Error, Project};

/// The contracts of a workspace.
#[derive(Debug, Default)]
pub struct Contracts(Vec<(PathBuf, Levels)>);

impl Contracts {
    /// Reads the manifest of a workspace.
    pub fn of(project: &Project) -> Result<Self, Error> {
        let entries = project.manifest()?.entries.into_iter();
        Ok(Self(entries.map(|entry| (project.root().join(entry.contract), entry.lint)).collect()))
    }

    /// Returns the paths of the contracts, in the order of the manifest.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|(path, _)| path.as_path())
    }

    /// Lints a file. Rules have their default levels for a file that is not in the manifest.
    #[must_use]
    pub fn lint(&self, path: &str, text: &str) -> Vec<Finding> {
        lint_text_with(path, text, &self.levels(path))
    }

    /// The levels of the rules for a file.
    #[must_use]
    pub fn levels(&self, path: &str) -> Levels {
        let file = canonicalize(path).ok();
        let is_same = |contract: &Path| canonicalize(contract).ok() == file;
        let levels = self.0.iter().find(|(contract, _)| is_same(contract)).map(|(_, levels)| levels.clone());
        levels.unwrap_or_default()
    }
}
