//! One version of a workspace for a comparison: its sources, and the files that are generated from them.

use std::{collections::BTreeMap, sync::OnceLock};

use dataarts_insight_openapi::Contract;

use crate::{Error, Input, Project, Sources, artifacts};

/// One version of a workspace: its sources, and the files that are generated from them.
#[derive(Debug)]
pub struct State {
    /// The input that the sources are read from: a commit, the working tree, or the record of the last release.
    pub input: Input,
    /// The sources, or the reason why they cannot be read.
    pub sources: Result<Sources, Error>,
    files: OnceLock<Result<BTreeMap<String, String>, String>>,
}

impl State {
    /// Reads the sources.
    #[must_use]
    pub fn load(project: &Project, input: Input) -> Self {
        let sources = input.sources(project);
        Self { input, sources, files: OnceLock::new() }
    }

    /// Returns the derived files. The first call generates them.
    ///
    /// # Errors
    /// The message of the first error of the sources or of the generator.
    pub fn files(&self) -> Result<&BTreeMap<String, String>, &str> {
        let generate = || match &self.sources {
            Ok(sources) => artifacts(sources).map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        self.files.get_or_init(generate).as_ref().map_err(String::as_str)
    }

    /// Returns the contract at a path; `None` if there is no such file.
    ///
    /// # Errors
    /// If the file cannot be read, or if the text is not a contract.
    pub fn contract(&self, project: &Project, path: &str) -> Result<Option<Contract>, Error> {
        match self.sources.as_ref().ok().and_then(|sources| sources.document(path)) {
            Some(document) => {
                let contract = Contract::from_document(document.clone());
                contract.map(Some).map_err(|error| Error::Comparison(error.to_string()))
            }
            None => self.input.contract(project, path),
        }
    }

    /// Returns whether the sources of both states can be read and are equal.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        matches!((&self.sources, &other.sources), (Ok(one), Ok(other)) if one.is_same(other))
    }
}

/// Runs two functions at the same time and returns both results. If `one` panics, its result is `None`.
pub(crate) fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (Option<A>, B) {
    std::thread::scope(|scope| {
        let thread = scope.spawn(one);
        let other = other();
        (thread.join().ok(), other)
    })
}
