//! Where things lie in the project, and reading them.

use std::path::{Path, PathBuf};

use dataarts_insight_openapi::document::Document;

use crate::Error;

/// The handwritten contract.
pub const CONTRACT: &str = "openapi/dataarts-insight.yaml";
/// Exceptions to the general relaxations.
pub const OVERLAY: &str = "openapi/overlays/dataarts-insight.yaml";
/// The relaxed contract, which the client is generated from.
pub const EFFECTIVE: &str = "openapi/generated/dataarts-insight.effective.json";
/// The JSON Schema of each component.
pub const SCHEMAS: &str = "openapi/generated/schema";
/// The generated client.
pub const CLIENT: &str = "crates/client/src/generated/client.rs";
/// The module that the generated client lies in.
pub const CLIENT_MODULE: &str = "crates/client/src/generated/mod.rs";
/// The wrapper's enums.
pub const ENUMS: &str = "crates/insight/src/generated";
/// The copy of the contract that the validator embeds.
pub const CONTRACT_COPY: &str = "crates/openapi/src/generated/dataarts-insight.yaml";
/// The folders in which only derived files lie; any other file there is stale.
pub const GENERATED_FOLDERS: [&str; 4] =
    ["openapi/generated", "crates/client/src/generated", ENUMS, "crates/openapi/src/generated"];

/// The project at its root folder.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

/// The handwritten files that everything derives from.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The contract.
    pub contract: Document,
    /// The overlay.
    pub overlay: Document,
}

impl Project {
    /// The project at this folder.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The project that a folder lies in: the nearest folder upwards that holds the contract, or else the nearest
    /// workspace of cargo that has an xtask (where a lost contract is then reported by its path).
    ///
    /// # Errors
    /// [`Error::NoWorkspace`] when there is none.
    pub fn find(start: &Path) -> Result<Self, Error> {
        let holds = |folder: &&Path| folder.join(CONTRACT).is_file();
        let workspace = |folder: &&Path| folder.join("Cargo.toml").is_file() && folder.join("xtask").is_dir();
        start
            .ancestors()
            .find(holds)
            .or_else(|| start.ancestors().find(workspace))
            .map(Self::at)
            .ok_or_else(|| Error::NoWorkspace(start.to_owned()))
    }

    /// The root folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads the text of a file of the project.
    ///
    /// # Errors
    /// [`Error::Io`] when it cannot be read or is no UTF-8.
    pub fn read(&self, path: &str) -> Result<String, Error> {
        let full = self.root.join(path);
        std::fs::read_to_string(&full).map_err(|source| Error::Io { action: "read", path: full, source })
    }

    /// Reads the contract and its overlay.
    ///
    /// # Errors
    /// An unreadable file, or one that is no YAML.
    pub fn load(&self) -> Result<Sources, Error> {
        Ok(Sources { contract: self.document(CONTRACT)?, overlay: self.document(OVERLAY)? })
    }

    fn document(&self, path: &str) -> Result<Document, Error> {
        let text = self.read(path)?;
        Document::parse(path, text.clone()).map_err(|error| {
            // Only to find line and column: a document that holds nothing but the text.
            let position = position(&text, error.offset);
            Error::At { file: path.to_owned(), position, message: error.message }
        })
    }
}

fn position(text: &str, offset: usize) -> dataarts_insight_openapi::document::Position {
    let before = text.get(..text.floor_char_boundary(offset.min(text.len()))).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    dataarts_insight_openapi::document::Position { line, column }
}
