//! What a change asks of the version of a crate, and of the contract.

use std::fmt;

use serde::Serialize;

use crate::{Change, Direction, Verdict};

/// A step of a version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Nothing to release.
    #[default]
    None,
    /// Documentation, or what callers do not name.
    Patch,
    /// Something new.
    Minor,
    /// Something that callers can name is gone or different.
    Major,
}

impl Step {
    /// Returns the word for it in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Returns the step of the contract's own version: a break is major, an addition minor, the rest a patch.
#[must_use]
pub fn contract_step(changes: &[Change]) -> Step {
    let step = |change: &Change| match (change.wire, change.rule.id) {
        (Verdict::Breaking, _) => Step::Major,
        (_, "version-changed") => Step::None,
        (Verdict::Risky | Verdict::Safe, _) => Step::Minor,
        (Verdict::None, _) => Step::Patch,
    };
    changes.iter().map(step).max().unwrap_or_default()
}

/// Returns the step of the client that is generated from the contract.
///
/// The types of responses are tolerant and `#[non_exhaustive]`: values, limits and required properties of responses do
/// not show in them. The types of requests are as strict as the contract.
#[must_use]
pub fn client_step(changes: &[Change]) -> Step {
    changes.iter().map(step).max().unwrap_or_default()
}

fn step(change: &Change) -> Step {
    let id = change.rule.id;
    let sent = matches!(change.direction, Direction::Request | Direction::Both);
    match id {
        // The generated code has neither servers nor credentials, and no types for callbacks, links and errors.
        _ if ["server", "security", "scope", "authentication", "oauth", "callback", "link", "error-status"]
            .iter()
            .any(|start| id.starts_with(start)) =>
        {
            Step::None
        }
        "operation-added" | "component-added" | "parameter-added" | "property-added" | "parameter-optional" => {
            Step::Minor
        }
        "operation-removed"
        | "operation-id-changed"
        | "component-removed"
        | "component-renamed"
        | "parameter-removed"
        | "parameter-removed-required"
        | "parameter-renamed"
        | "path-parameter-renamed"
        | "parameter-added-required"
        | "parameter-required"
        | "property-removed"
        | "property-removed-required"
        | "property-renamed"
        | "type-changed"
        | "type-narrowed"
        | "type-widened"
        | "schema-replaced"
        | "request-body-added"
        | "request-body-added-required"
        | "request-body-removed"
        | "request-body-removed-required"
        | "request-body-required"
        | "request-body-optional"
        | "alternative-added"
        | "alternative-removed"
        | "all-of-added"
        | "all-of-removed"
        | "success-status-added"
        | "success-status-removed"
        | "media-type-removed" => Step::Major,
        "property-added-required" if sent => Step::Major,
        "property-added-required" => Step::Minor,
        "enum-value-added" | "enum-value-removed" | "enum-added" | "enum-removed" | "null-allowed" | "null-refused"
        | "property-required" | "property-optional"
            if sent =>
        {
            Step::Major
        }
        // Documentation, limits, and what does not show in types.
        _ => Step::Patch,
    }
}
