//! The record of the last release: copies of its manifest, contracts and overlays, and the versions and the public items
//! of its crates.
//!
//! The record is in the folder `openapi/released`. If the repository has no tag of a release, `cargo xtask check`
//! compares the working tree with this record.

use std::collections::BTreeMap;

use dataarts_insight_openapi::fnv1a;

use crate::{
    Error, Input, Project, Source, Sources,
    manifest::MANIFEST,
    public_api::{self, Api},
    settings::Settings,
    versions::{self, CHANGELOG},
};

/// The folder of the record.
pub const FOLDER: &str = "openapi/released";

const VERSIONS: &str = "openapi/released/versions.toml";

/// The versions of the crates in a release, and the state of the changelog.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// The version of each crate with generated public items, by its folder.
    pub crates: BTreeMap<String, String>,
    /// A hash of the changelog. If the changelog now has another hash, it has changed since the release.
    pub changelog: String,
}

/// Takes the path of a file in the workspace. Returns the path of its copy in the record.
#[must_use]
pub fn path(file: &str) -> String {
    format!("{FOLDER}/{}", file.strip_prefix("openapi/").unwrap_or(file))
}

/// Records the contracts and versions of the working tree as the last release. Returns the paths of the written files.
///
/// # Errors
/// If a file cannot be read or written, or if the manifest contains a mistake.
pub fn record(project: &Project) -> Result<Vec<String>, Error> {
    let Sources { manifest, contracts } = project.load()?;
    let mut files = BTreeMap::from([(path(MANIFEST), project.read(MANIFEST)?)]);
    for Source { entry, document, .. } in &contracts {
        for source in std::iter::once(&entry.contract).chain(&entry.overlay) {
            files.insert(path(source), project.read(source)?);
        }
        for other in document.other_files() {
            files.insert(path(other.name()), other.text().to_string());
        }
    }
    let mut text = "# The versions of the last release, by `cargo xtask record-release`.\n".to_owned();
    let changelog = project.read_if_exists(CHANGELOG)?.unwrap_or_default();
    text += &format!("changelog = \"{}\"\n\n[crates]\n", fingerprint(&changelog));
    for folder in manifest.entries.iter().flat_map(|entry| entry.crates()) {
        if let Some(found) = versions::of_crate(&|path| project.read_if_exists(path), folder)? {
            let version = found.version;
            let line = format!("\"{folder}\" = \"{version}\"\n");
            text += if text.contains(&line) { "" } else { &line };
        }
    }
    files.insert(VERSIONS.to_owned(), text);
    for folder in manifest.entries.iter().flat_map(|entry| entry.crates()) {
        let sources = Input::Tree.rust_files(project, folder)?.unwrap_or_default();
        let api = public_api::of_crate(&sources, folder);
        let api = api.map_err(|error| Error::Comparison(format!("the public items of {error}")))?;
        files.insert(items_path(folder), public_api::record(&api));
    }
    for (path, text) in &files {
        let path = project.root().join(path);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, text));
        written.map_err(|source| Error::Io { action: "write", path, source })?;
    }
    Ok(files.into_keys().collect())
}

/// Reads the versions from the record of the last release.
///
/// # Errors
/// If the file cannot be read or contains a mistake.
pub fn versions(project: &Project) -> Result<Versions, Error> {
    let settings = Settings::toml(VERSIONS, project.read(VERSIONS)?)?;
    settings.known_keys(settings.root(), &["changelog", "crates"])?;
    let changelog = settings.required_text(settings.root(), "changelog", "the record")?.to_owned();
    let mut crates = BTreeMap::new();
    for entry in settings.root().get("crates").iter().flat_map(|node| node.entries()) {
        let version = entry.node.as_str().ok_or_else(|| settings.unexpected(&entry.node, "a version"))?;
        crates.insert(entry.key.clone(), version.to_owned());
    }
    Ok(Versions { crates, changelog })
}

/// Reads the public items of a crate from the record of the last release. Returns `None` if the record does not contain
/// the crate.
///
/// # Errors
/// If the file cannot be read or contains a mistake.
pub fn items(project: &Project, folder: &str) -> Result<Option<Api>, Error> {
    let path = items_path(folder);
    let Some(text) = project.read_if_exists(&path)? else { return Ok(None) };
    let api = public_api::read_record(&text);
    api.map(Some).map_err(|(line, message)| Error::Comparison(format!("{path}:{line}: {message}")))
}

/// Returns the path of the record of a crate's public items.
fn items_path(folder: &str) -> String {
    path(&format!("{folder}.jsonl"))
}

/// Returns a hash of the changelog.
#[must_use]
pub fn fingerprint(changelog: &str) -> String {
    format!("{:016x}", fnv1a(changelog.bytes()))
}
