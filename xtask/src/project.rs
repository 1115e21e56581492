//! A workspace, and the files from which its artifacts are made.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use dataarts_insight_lint as lint;
use dataarts_insight_openapi::document::Document;
use dataarts_insight_report::human_text;

use crate::{
    Error,
    manifest::{Entry, MANIFEST, Manifest},
    settings::Settings,
};

/// A workspace, by its root folder.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

/// The manifest, the contracts and the overlays. All other files derive from these files.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The manifest.
    pub manifest: Manifest,
    /// The contracts, in the order of the manifest's entries.
    pub contracts: Vec<Source>,
}

/// A contract with its overlay.
#[derive(Debug, Clone)]
pub struct Source {
    /// The contract's entry in the manifest.
    pub entry: Entry,
    /// The contract.
    pub document: Arc<Document>,
    /// The overlay.
    pub overlay: Option<Settings>,
}

impl Project {
    /// Returns the workspace with this root folder.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Finds the workspace of a folder. Its root is the folder itself, or the nearest parent, that contains a manifest.
    pub fn find(start: &Path) -> Result<Self, Error> {
        let root = start.ancestors().find(|folder| folder.join(MANIFEST).is_file());
        root.map(Self::at).ok_or_else(|| Error::NoWorkspace(start.to_owned()))
    }

    /// Returns the root folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the text of a UTF-8 file in the workspace.
    pub fn read(&self, path: &str) -> Result<String, Error> {
        let full = self.root.join(path);
        std::fs::read_to_string(&full).map_err(|source| Error::Io { action: "read", path: full, source })
    }

    /// Reads the manifest.
    pub fn manifest(&self) -> Result<Manifest, Error> {
        Manifest::parse(&self.read(MANIFEST)?)
    }

    /// Reads the manifest, and each contract and overlay in the manifest.
    pub fn load(&self) -> Result<Sources, Error> {
        Sources::read(&|path| self.read(path))
    }
}

impl Sources {
    /// Reads the sources. The function `read` returns the text of a file.
    pub fn read(read: &dyn Fn(&str) -> Result<String, Error>) -> Result<Self, Error> {
        let manifest = Manifest::parse(&read(MANIFEST)?)?;
        let contracts = manifest.entries.iter().map(|entry| Source::read(entry, read)).collect::<Result<_, _>>()?;
        Ok(Self { manifest, contracts })
    }
}

impl Source {
    fn read(entry: &Entry, read: &dyn Fn(&str) -> Result<String, Error>) -> Result<Self, Error> {
        let path = entry.contract.as_str();
        let text = read(path)?;
        let document = Document::parse(path, text.as_str()).map_err(|_| {
            let findings = lint::lint_text(path, &text);
            Error::Lint { errors: findings.len(), rendered: human_text(path, &text, &findings, false) }
        })?;
        let overlay = entry.overlay.as_ref().map(|path| Settings::yaml(path, read(path)?)).transpose()?;
        Ok(Self { entry: entry.clone(), document: Arc::new(document), overlay })
    }
}
