//! Makes every derived file from the contracts of a workspace, in four steps:
//!
//! - `dataarts_insight_lint` reports mistakes in a contract.
//! - [`overlay`] applies handwritten changes to the contract.
//! - [`lower`] makes the schemas of responses less strict, so that the client accepts unexpected values.
//! - [`render`] makes the text of each file.
//!
//! [`deployed`] finds the effects of a changed contract on programs that are already built.
//!
//! The functions take the root of the workspace as an argument and return the text to print, so that tests can call
//! them. The crate does not depend on generated crates, so that `cargo xtask` also runs if a generated crate does not
//! compile.

pub mod accepted;
mod artifacts;
pub mod cause;
pub mod commands;
pub mod deployed;
pub mod error;
pub mod exit;
pub mod input;
pub mod lower;
pub mod manifest;
pub mod overlay;
pub mod passes;
pub mod places;
pub mod project;
pub mod public_api;
pub mod released;
pub mod render;
pub mod revision;
pub mod settings;
pub mod state;
mod unusable;
pub mod versions;

pub use artifacts::artifacts;
pub use dataarts_insight_openapi::{schema, tree};
pub use error::Error;
pub use exit::ExitCode;
pub use input::Input;
pub use project::{Project, Source, Sources};

/// The command that updates derived files.
pub const GENERATE_COMMAND: &str = "cargo xtask generate";

#[cfg(test)]
mod tests;
