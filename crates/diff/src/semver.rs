//! Computes which part of the version number must increase, for the generated client crate and for the contract.

use std::fmt;

use serde::Serialize;

use crate::{Change, Direction, Verdict};

/// The part of a version number that the next release increases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// No release is needed.
    #[default]
    None,
    /// From 1.2.3 to 1.2.4: documentation and other changes that need no change in calling code.
    Patch,
    /// From 1.2.3 to 1.3.0: an addition.
    Minor,
    /// From 1.2.3 to 2.0.0: something in the public API is removed or changed.
    Major,
}

impl Step {
    /// Returns the name that all outputs use, such as `minor`.
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

/// Returns the part of `info.version` that the next release must increase: major after a breaking change, minor after a
/// risky or safe change, patch after a change of documentation.
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

/// Returns the part of the generated client's version that the next release must increase. Uses only the table of rules,
/// not the generated code.
///
/// The same change can be major in a request and minor or patch in a response. For example, a new enum value in a
/// request needs a major release, because the Rust enum changes. A new enum value in a response needs only a patch
/// release, because the Rust types of responses accept unknown values.
#[must_use]
pub fn client_step(changes: &[Change]) -> Step {
    changes.iter().map(step).max().unwrap_or_default()
}

/// Returns the same as [`client_step`], but only for the changes that the types of the generated client do not show. For
/// example, callers of a new required parameter still compile, and fail when they send the request.
#[must_use]
pub fn client_step_at_call(changes: &[Change]) -> Step {
    changes.iter().filter(|change| change.rule.is_seen_at_call).map(step).max().unwrap_or_default()
}

fn step(change: &Change) -> Step {
    let (sent, received) = change.rule.client;
    match change.direction {
        Direction::Request => sent,
        // A type that requests and responses share is generated as a type of responses.
        Direction::Response | Direction::Both | Direction::Neither => received,
    }
}
