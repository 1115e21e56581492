//! Properties that hold for every input: functions that take any bytes and panic when a property does not hold.
//!
//! `cargo fuzz` calls each from a target in `targets/`. A test replays the inputs in `corpus/`, and the workspace's tests
//! replay the payloads of their own corpus. An input that once failed stays in the corpus.
//!
//! - [`bytes`]: a payload, validated by several schemas.
//! - [`exchange`]: a request or a response, validated by a contract with every kind of parameter.
//! - [`har`]: a capture.
//! - [`contract`]: a contract, and payloads that it validates.
//! - [`lint`]: a contract, linted.
//! - [`response`]: a response of the service, read by the client.
//! - [`signing`]: a request, signed.

#![allow(clippy::panic, clippy::indexing_slicing, reason = "a property that does not hold is a panic")]

mod bytes;
mod checks;
mod contract;
mod exchange;
mod har;
mod lint;
mod oracle;
mod response;
mod signing;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use bytes::bytes;
pub use contract::contract;
pub use exchange::exchange;
pub use har::har;
pub use lint::lint;
pub use response::response;
pub use signing::signing;

use dataarts_insight_validator::Contract;

/// Reads a contract of the workspace.
fn read_contract(path: &str) -> Contract {
    let text = std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    Contract::parse(path, text).unwrap_or_else(|error| panic!("{error}"))
}

/// Reads the contract of import tasks.
fn import_tasks() -> Contract {
    read_contract("tests/fixtures/import-tasks.yaml")
}

/// Reads the contract whose operations have every kind of parameter, header and body.
fn shop() -> Contract {
    read_contract("crates/validator/src/exchange/tests/shop.yaml")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
