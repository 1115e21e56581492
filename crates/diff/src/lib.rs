//! Compares two contracts. Reports each difference and its effect on clients of the old contract.
//!
//! ```
//! use dataarts_insight_diff::{Verdict, compare};
//! use dataarts_insight_openapi::Contract;
//!
//! let contract = |values: &str| Contract::parse("tasks.yaml", format!("
//! openapi: 3.0.3
//! info: {{title: Tasks, version: '1'}}
//! paths:
//!   /tasks:
//!     get:
//!       operationId: show_task
//!       responses:
//!         '200':
//!           description: The task.
//!           content: {{application/json: {{schema: {{type: integer, enum: {values}}}}}}}
//! "));
//! let comparison = compare(&contract("[0, 1]")?, &contract("[0, 1, 2]")?)?;
//! let change = &comparison.changes[0];
//! assert_eq!((change.rule.id, change.wire), ("enum-value-added", Verdict::Risky));
//! assert_eq!(change.operations, ["show_task"]);
//! assert_eq!(change.evidence().unwrap(), "the new contract accepts 2 and the old one refuses it");
//! # Ok::<(), dataarts_insight_openapi::Error>(())
//! ```
//!
//! - [`compare`] returns a [`Comparison`]: all [`Change`]s between two contracts, the worst first.
//! - A [`Change`] has a [`Rule`], a [`Verdict`], its location in both contracts, and a fingerprint.
//! - A [`Certificate`] is the reason for the verdict about a schema: a proof, or a payload that only one contract
//!   accepts.
//! - A [`Report`] writes a comparison as plain text, Markdown or JSON, with the version [`Step`] that a release needs.
//! - [`rules`] is the table of rules. Each rule has an example.
//! - [`PayloadGenerator`] makes payloads that a schema accepts.

mod change;
mod compare;
mod containment;
mod payload;
mod place;
mod report;
mod rule;
pub mod rules;
mod semver;
#[cfg(test)]
mod tests;

pub use change::{Certificate, Change, JsonChange, Place, Side};
pub use compare::{Comparison, compare};
pub use payload::PayloadGenerator;
pub use report::{Advice, CodePlace, Decoding, Deployed, NextVersion, Report, RustChange};
pub use rule::{Basis, Direction, Example, Rule, Verdict};
pub use semver::{Step, client_step, client_step_at_call, contract_step};
