//! The two sides of a comparison of contracts.

use std::{collections::BTreeMap, path::Path};

use dataarts_insight_openapi::{Contract, ContractFiles, ReadFile, join_path, outside};

use crate::{Error, Project, Sources, manifest::MANIFEST, released, revision, versions};

/// The old or the new side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The contracts of the working tree.
    Tree,
    /// The contracts of a commit. Contains a name of the commit, such as `v1.0.0` or `HEAD`.
    Revision(String),
    /// The contracts of the last release, from the copy in the folder `openapi/released` of the working tree.
    Released,
    /// One file of a commit: the commit, then the path.
    FileOf(String, String),
    /// The name and the text of one file or of stdin.
    Text(String, String),
}

impl Input {
    /// Parses an argument of the command line: a file, `-` for the standard input, `REV`, `REV:path`, or
    /// `openapi/released`. Calls `stdin` only for `-`.
    ///
    /// # Errors
    /// If a file or the standard input cannot be read.
    pub fn parse(argument: &str, stdin: impl FnOnce() -> std::io::Result<String>) -> Result<Self, Error> {
        let unreadable = |source| Error::Io { action: "read", path: argument.into(), source };
        if argument == "-" {
            return Ok(Self::Text("<stdin>".to_owned(), stdin().map_err(unreadable)?));
        }
        if argument.trim_end_matches('/') == released::FOLDER {
            return Ok(Self::Released);
        }
        if Path::new(argument).is_file() {
            return Ok(Self::Text(argument.to_owned(), std::fs::read_to_string(argument).map_err(unreadable)?));
        }
        Ok(match argument.split_once(':') {
            Some((revision, path)) => Self::FileOf(revision.to_owned(), path.to_owned()),
            None => Self::Revision(argument.to_owned()),
        })
    }

    /// Returns the last release: the last tag such as `v1.0.0`. Without a tag, returns the record in
    /// `openapi/released`. Returns `None` if neither exists.
    #[must_use]
    pub fn last_release(project: &Project) -> Option<Self> {
        let record = released::path(MANIFEST);
        let tag = revision::last_tag(project).map(Self::Revision);
        tag.or_else(|| project.root().join(record).is_file().then_some(Self::Released))
    }

    /// Returns the base: the older state with which the working tree is compared. On a branch, the base is the last
    /// common commit with the main branch. On the main branch, or if there is no such commit, the base is the last
    /// release.
    ///
    /// # Errors
    /// [`Error::NotFound`] with advice, if there is neither such a commit nor a release.
    pub fn base(project: &Project) -> Result<Self, Error> {
        let base = revision::merge_base(project).map(Self::Revision);
        base.or_else(|| Self::last_release(project)).ok_or_else(|| {
            Error::NotFound(format!(
                "there is nothing to compare with: this is not a branch, no tag `v…` names a release, and there is no {}; \
                 name a commit, such as `cargo xtask diff HEAD`",
                released::FOLDER
            ))
        })
    }

    /// Returns whether the input is one contract, and not all contracts of a workspace.
    #[must_use]
    pub fn is_one(&self) -> bool {
        matches!(self, Self::FileOf(..) | Self::Text(..))
    }

    /// Returns the name that messages show, such as `the working tree`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Tree => "the working tree".to_owned(),
            Self::Revision(commit) => commit.chars().take(if commit.len() == 40 { 12 } else { 40 }).collect(),
            Self::Released => released::FOLDER.to_owned(),
            Self::FileOf(commit, path) => format!("{commit}:{path}"),
            Self::Text(name, _) => name.clone(),
        }
    }

    /// Returns the text of a file of the workspace; `None` if there is no such file, or if the input is one contract.
    ///
    /// # Errors
    /// If the file cannot be read, or if the commit does not exist.
    pub fn file(&self, project: &Project, path: &str) -> Result<Option<String>, Error> {
        match self {
            Self::Tree => project.read_if_exists(path),
            Self::Revision(commit) => revision::file(project, commit, path),
            Self::Released => project.read_if_exists(&released::path(path)),
            Self::FileOf(..) | Self::Text(..) => Ok(None),
        }
    }

    /// Returns the version of the crate in a folder; `None` if there is no such crate, or if the input is one contract.
    ///
    /// # Errors
    /// If a file cannot be read, or if the crate has no version.
    pub fn crate_version(&self, project: &Project, folder: &str) -> Result<Option<String>, Error> {
        if *self == Self::Released {
            return Ok(released::versions(project)?.crates.get(folder).cloned());
        }
        let found = versions::of_crate(&|path| self.file(project, path), folder)?;
        Ok(found.map(|found| found.version))
    }

    /// Returns the Rust files in a folder of the workspace, by their paths. Returns `None` for the record of a release
    /// and for a single contract, because they have no Rust files.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn rust_files(&self, project: &Project, folder: &str) -> Result<Option<BTreeMap<String, String>>, Error> {
        let Self::Tree = self else {
            return match self {
                Self::Revision(commit) => revision::rust_files(project, commit, folder).map(Some),
                _ => Ok(None),
            };
        };
        let mut files = BTreeMap::new();
        let walk = walkdir::WalkDir::new(project.root().join(folder)).into_iter().filter_map(Result::ok);
        for entry in walk.filter(|entry| entry.path().extension().is_some_and(|end| end == "rs")) {
            let path = entry.path().strip_prefix(project.root()).unwrap_or(entry.path());
            let path = path.to_string_lossy().replace('\\', "/");
            let text = project.read(&path)?;
            files.insert(path, text);
        }
        Ok(Some(files))
    }

    /// Returns the contract at a path of the manifest; `None` if there is no such file. Ignores the path if the input
    /// is one contract.
    ///
    /// # Errors
    /// If the file cannot be read, or if the text is not a contract.
    pub fn contract(&self, project: &Project, path: &str) -> Result<Option<Contract>, Error> {
        let (path, text) = match self {
            Self::Text(_, text) => (path, Some(text.clone())),
            Self::FileOf(commit, path) => (path.as_str(), Some(revision::required_file(project, commit, path)?)),
            _ => (path, self.file(project, path)?),
        };
        let mut others = self.other_files(project, path, path.rsplit_once('/').map_or("", |(folder, _)| folder));
        let parse = |text: String| {
            Contract::parse_with_files(self.name_of(path), text, &mut *others)
                .map_err(|error| Error::Comparison(error.to_string()))
        };
        text.map(parse).transpose()
    }

    /// Reads the manifest of the workspace, and each contract and overlay that the manifest names.
    ///
    /// # Errors
    /// If a file is missing, cannot be read, or contains a mistake.
    pub fn sources(&self, project: &Project) -> Result<Sources, Error> {
        Sources::read(project, self)
    }

    /// Returns the text of a file of the workspace.
    pub(crate) fn required_file(&self, project: &Project, path: &str) -> Result<String, Error> {
        match self {
            Self::Tree => project.read(path),
            _ => self.file(project, path)?.ok_or_else(|| Error::NotFound(format!("{} has no {path}", self.name()))),
        }
    }

    /// Returns a function that reads the files to which the `$ref`s of a contract lead. All these files must lie inside
    /// `folder`. For an input of one contract, they must lie inside the folder of the contract.
    pub(crate) fn other_files<'a>(
        &'a self,
        project: &'a Project,
        contract: &'a str,
        folder: &'a str,
    ) -> Box<ReadFile<'a>> {
        let own_folder = contract.rsplit_once('/').map_or("", |(folder, _)| folder);
        let in_workspace = move |path: &str| {
            let whole = join_path(own_folder, path);
            let is_inside = folder.is_empty() || whole.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            if is_inside && !whole.starts_with("..") { Ok(whole) } else { Err(outside(path)) }
        };
        match self {
            Self::Text(name, _) if Path::new(name).is_file() => {
                let mut files = ContractFiles::new(Path::new(name), None);
                Box::new(move |path| files.other(path))
            }
            Self::Text(name, _) => Box::new(move |_| Err(format!("{name} has no folder: pass the contract as a file"))),
            Self::Tree => {
                let allowed = project.root().join(folder);
                let mut files = ContractFiles::new(&project.root().join(contract), Some(&allowed));
                Box::new(move |path| Ok((in_workspace(path)?, files.other(path)?.1)))
            }
            Self::Released => {
                let mut files = ContractFiles::new(&project.root().join(released::path("")), None);
                Box::new(move |path| {
                    let path = released::path(&in_workspace(path)?);
                    let inside = path.strip_prefix(&released::path("")).unwrap_or(&path).to_owned();
                    Ok((path, files.other(&inside)?.1))
                })
            }
            Self::Revision(commit) | Self::FileOf(commit, _) => Box::new(move |path| {
                let path = in_workspace(path)?;
                let text = revision::required_file(project, commit, &path).map_err(|error| error.to_string())?;
                Ok((format!("{commit}:{path}"), text))
            }),
        }
    }

    /// Returns the name that messages show for a file of the workspace.
    pub(crate) fn name_of(&self, path: &str) -> String {
        match self {
            Self::Tree => path.to_owned(),
            Self::Revision(commit) => format!("{commit}:{path}"),
            Self::Released => released::path(path),
            Self::FileOf(..) | Self::Text(..) => self.name(),
        }
    }
}
