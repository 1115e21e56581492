//! A workspace, and the files from which its artifacts are made.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use dataarts_insight_lint as lint;
use dataarts_insight_openapi::{
    document::{Document, Node},
    operation_nodes,
};
use dataarts_insight_report::human_text;

use crate::{
    Error, Input,
    manifest::{Entry, MANIFEST, Manifest},
    settings::Settings,
};

/// A workspace, by its root folder.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

/// The manifest, the contracts and the overlays. All generated files are made from these files.
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
    /// The handwritten snippets of the operations, by file name.
    pub snippets: BTreeMap<String, String>,
    /// The name of the client's crate in Rust code.
    pub package: String,
}

impl Project {
    /// Returns the workspace with this root folder.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Finds the workspace of a folder. The root is the nearest folder with a manifest: the folder itself or one of its
    /// parents.
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

    /// Reads the text of a file of the workspace; `None` if there is no such file.
    pub fn read_if_exists(&self, path: &str) -> Result<Option<String>, Error> {
        match self.read(path) {
            Ok(text) => Ok(Some(text)),
            Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the manifest.
    pub fn manifest(&self) -> Result<Manifest, Error> {
        Manifest::parse(&self.read(MANIFEST)?)
    }

    /// Reads the manifest, and each contract and overlay in the manifest.
    pub fn load(&self) -> Result<Sources, Error> {
        Input::Tree.sources(self)
    }
}

impl Sources {
    /// Reads the manifest, the contracts with their other files, and the overlays.
    pub(crate) fn read(project: &Project, input: &Input) -> Result<Self, Error> {
        let manifest = Manifest::parse(&input.required_file(project, MANIFEST)?)?;
        let source = |entry| Source::read(entry, project, input);
        let contracts = manifest.entries.iter().map(source).collect::<Result<_, _>>()?;
        Ok(Self { manifest, contracts })
    }

    /// Returns whether the manifest, the contracts, the overlays and the snippets have the same text in `self` and
    /// `other`.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let texts = |sources: &Self| -> Vec<String> {
            let overlay = |source: &Source| source.overlay.as_ref().map_or("", Settings::text_of_file).to_owned();
            let contract = |source: &Source| {
                let others = source.document.other_files().iter().map(|file| file.text().to_string());
                let snippets = source.snippets.iter().flat_map(|(name, text)| [name.clone(), text.clone()]);
                let own = [source.document.text().to_owned(), overlay(source)];
                own.into_iter().chain(others).chain(snippets).collect::<Vec<_>>()
            };
            sources.contracts.iter().flat_map(contract).collect()
        };
        self.manifest.text() == other.manifest.text() && texts(self) == texts(other)
    }

    /// Returns the contract at a path.
    #[must_use]
    pub fn document(&self, path: &str) -> Option<&Arc<Document>> {
        self.contracts.iter().find(|source| source.entry.contract == path).map(|source| &source.document)
    }
}

impl Source {
    fn read(entry: &Entry, project: &Project, input: &Input) -> Result<Self, Error> {
        let shown = input.name_of(&entry.contract);
        let text = input.required_file(project, &entry.contract)?;
        let mut others = input.other_files(project, &entry.contract, &entry.ref_folder);
        let document = Document::parse_with_files(shown.as_str(), text.as_str(), &mut *others).map_err(|_| {
            let findings = lint::lint_text(&shown, &text);
            Error::Lint { errors: findings.len(), rendered: human_text(&shown, &text, &findings, false) }
        })?;
        let read = |path: &str| input.required_file(project, path);
        let overlay = entry.overlay.as_ref().map(|path| Settings::yaml(path, read(path)?)).transpose()?;
        let mut source = Self {
            entry: entry.clone(),
            document: Arc::new(document),
            overlay,
            snippets: BTreeMap::new(),
            package: String::new(),
        };
        if entry.reference.is_some() {
            source.read_for_reference(&read)?;
        }
        Ok(source)
    }

    /// Reads the files that only the reference needs: the snippets, and the name of the client's crate.
    fn read_for_reference(&mut self, read: &dyn Fn(&str) -> Result<String, Error>) -> Result<(), Error> {
        let optional = |path: &str| match read(path) {
            Ok(text) => Ok(Some(text)),
            Err(Error::NotFound(_)) => Ok(None),
            Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        };
        if let Some(folder) = &self.entry.client {
            let manifest = format!("{folder}/Cargo.toml");
            let settings = optional(&manifest)?.map(|text| Settings::toml(manifest, text)).transpose()?;
            let name = settings.as_ref().and_then(|file| file.root().pointer("/package/name")).and_then(Node::as_str);
            let name = name.or_else(|| folder.rsplit('/').next()).unwrap_or_default();
            self.package = name.replace('-', "_");
        }
        let Some(folder) = &self.entry.snippets else { return Ok(()) };
        for operation in operation_nodes(self.document.root()) {
            let id = operation.node.get("operationId").and_then(Node::as_str).unwrap_or_default();
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
            if id.is_empty() || !id.chars().all(is_name) {
                continue;
            }
            for name in [format!("{id}.rs"), format!("{id}.sh")] {
                if let Some(text) = optional(&format!("{folder}/{name}"))? {
                    self.snippets.insert(name, text);
                }
            }
        }
        Ok(())
    }
}
