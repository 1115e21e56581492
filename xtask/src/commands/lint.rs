//! `cargo xtask lint`: lints each contract with the rule levels of its manifest entry.

use std::{
    fs::canonicalize,
    path::{Path, PathBuf},
};

use dataarts_insight_lint::{Finding, Levels, lint_text_with};

use crate::{Error, Project};

/// The paths of a workspace's contracts, with the levels of the lint rules.
#[derive(Debug, Default)]
pub struct Contracts(Vec<(PathBuf, Levels)>);

impl Contracts {
    /// Reads the paths and levels from the manifest of a workspace.
    pub fn of(project: &Project) -> Result<Self, Error> {
        let entries = project.manifest()?.entries.into_iter();
        Ok(Self(entries.map(|entry| (project.root().join(entry.contract), entry.lint)).collect()))
    }

    /// Returns the paths of the contracts, in the order of the manifest.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|(path, _)| path.as_path())
    }

    /// Lints a text. If the manifest does not list `path`, all rules have their default levels.
    #[must_use]
    pub fn lint(&self, path: &str, text: &str) -> Vec<Finding> {
        lint_text_with(path, text, &self.levels(path))
    }

    /// Returns the levels of the rules for a file.
    #[must_use]
    pub fn levels(&self, path: &str) -> Levels {
        let file = canonicalize(path).ok();
        let is_same = |contract: &Path| canonicalize(contract).ok() == file;
        let levels = self.0.iter().find(|(contract, _)| is_same(contract)).map(|(_, levels)| levels.clone());
        levels.unwrap_or_default()
    }
}
