//! The accepted changes of the contracts. `cargo xtask check` permits these changes even if they are breaking. The file
//! `openapi/accepted-changes.toml` contains the fingerprint of each accepted change and a reason.
//!
//! ```toml
//! [3f2a9c0d11e4b7aa]
//! reason = "The service never sent this field."
//! ```
//!
//! `cargo xtask diff` prints the fingerprint of each change. The file may be absent.

use std::{collections::BTreeSet, ops::Range};

use crate::{Error, Project, settings::Settings};

/// The path of the file in a workspace.
pub const ACCEPTED: &str = "openapi/accepted-changes.toml";

/// The changes that the file of a workspace accepts.
#[derive(Debug, Clone, Default)]
pub struct AcceptedChanges {
    entries: Vec<AcceptedChange>,
    /// The parsed file; `None` if the workspace has no such file.
    settings: Option<Settings>,
}

/// One entry of the file.
#[derive(Debug, Clone)]
struct AcceptedChange {
    fingerprint: String,
    /// The byte range of the fingerprint in the file.
    span: Range<usize>,
}

impl AcceptedChanges {
    /// Reads the file of a workspace. If the file does not exist, no change is accepted.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read. For a mistake in the file, returns [`Error::At`] with the place.
    pub fn read(project: &Project) -> Result<Self, Error> {
        project.read_if_exists(ACCEPTED)?.map_or_else(|| Ok(Self::default()), |text| Self::parse(&text))
    }

    fn parse(text: &str) -> Result<Self, Error> {
        let settings = Settings::toml(ACCEPTED, text)?;
        let mut entries = Vec::new();
        for entry in settings.root().entries() {
            let fingerprint = entry.key.clone();
            let is_fingerprint = fingerprint.len() == 16 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !is_fingerprint {
                let message = format!(
                    "`{fingerprint}` is not a fingerprint: write the 16 digits that `cargo xtask diff` prints with the \
                     change, as in `[3f2a9c0d11e4b7aa]`"
                );
                return Err(settings.error(&entry.key_span, message));
            }
            settings.known_keys(&entry.node, &["reason"])?;
            if settings.text(&entry.node, "reason")?.is_none() {
                let message = format!("the accepted change `{fingerprint}` has no `reason`: say why it is accepted");
                return Err(settings.error(&entry.key_span, message));
            }
            entries.push(AcceptedChange { fingerprint, span: entry.key_span.clone() });
        }
        Ok(Self { entries, settings: Some(settings) })
    }

    /// Returns the number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether no change is accepted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the accepted fingerprints.
    pub fn fingerprints(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.fingerprint.as_str())
    }

    /// Returns an error for each entry whose fingerprint is not in `existing`.
    #[must_use]
    pub fn unmatched(&self, existing: &BTreeSet<&str>) -> Vec<Error> {
        let unmatched = self.entries.iter().filter(|entry| !existing.contains(entry.fingerprint.as_str()));
        let error = |entry: &AcceptedChange| {
            let message = format!("no change has the fingerprint `{}`: remove the entry", entry.fingerprint);
            self.settings.as_ref().map(|settings| settings.error(&entry.span, message))
        };
        unmatched.filter_map(error).collect()
    }
}
