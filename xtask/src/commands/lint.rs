//! `cargo xtask lint`: lints each contract with the rule levels of its manifest entry.

use std::{
    fs::canonicalize,
    path::{Path, PathBuf},
};

use dataarts_insight_lint::{Finding, Levels, lint_files};
use dataarts_insight_openapi::ContractFiles;

use crate::{Error, Project};

/// The paths of a workspace's contracts, with the levels of the lint rules, and the folder that must contain their other
/// files.
#[derive(Debug, Default)]
pub struct Contracts(Vec<(PathBuf, Levels, PathBuf)>);

impl Contracts {
    /// Reads the paths and levels from the manifest of a workspace.
    pub fn of(project: &Project) -> Result<Self, Error> {
        let entries = project.manifest()?.entries.into_iter();
        let root = project.root();
        Ok(Self(entries.map(|entry| (root.join(entry.contract), entry.lint, root.join(entry.ref_folder))).collect()))
    }

    /// Returns the paths of the contracts, in the order of the manifest.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|(path, ..)| path.as_path())
    }

    /// Lints a text and the other files to which its `$ref`s lead. If the manifest does not list `path`, all rules have
    /// their default levels.
    #[must_use]
    pub fn lint(&self, path: &str, text: &str, ref_folder: Option<&Path>) -> Vec<Finding> {
        let mut files = self.files(Path::new(path), ref_folder);
        lint_files(path, text, &mut |path| files.other(path), &self.levels(path))
    }

    /// Returns the levels of the rules for a file.
    #[must_use]
    pub fn levels(&self, path: &str) -> Levels {
        self.find(Path::new(path)).map(|(_, levels, _)| levels.clone()).unwrap_or_default()
    }

    /// Prepares to read a contract and its other files. `ref_folder` replaces the folder of the manifest.
    #[must_use]
    pub fn files(&self, path: &Path, ref_folder: Option<&Path>) -> ContractFiles {
        let listed = || self.find(path).map(|(.., folder)| folder.as_path());
        ContractFiles::new(path, ref_folder.or_else(listed))
    }

    fn find(&self, path: &Path) -> Option<&(PathBuf, Levels, PathBuf)> {
        let file = canonicalize(path).ok()?;
        self.0.iter().find(|(contract, ..)| canonicalize(contract).is_ok_and(|contract| contract == file))
    }
}
