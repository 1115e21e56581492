//! Validates payloads against an OpenAPI contract (3.0 or 3.1). Reports every finding with its place in the payload and
//! in the contract.
//!
//! ```
//! use dataarts_insight_validator::{Contract, Rule, Validator};
//!
//! let contract = Contract::parse("pets.yaml", "
//! openapi: 3.0.3
//! info: {title: Pets, version: '1'}
//! paths: {}
//! components:
//!   schemas:
//!     Pet:
//!       type: object
//!       required: [name]
//!       properties:
//!         name: {type: string, maxLength: 8}
//!         age: {type: integer, minimum: 0, nullable: true}
//! ")?;
//! let pet = Validator::component(&contract, "Pet")?;
//! assert!(pet.is_valid(br#"{"name": "Rex", "age": null}"#));
//!
//! let report = pet.validate(br#"{"age": -1}"#);
//! let rules: Vec<Rule> = report.findings().iter().map(|finding| finding.rule).collect();
//! assert!(rules.contains(&Rule::Required) && rules.contains(&Rule::Minimum));
//! # Ok::<(), dataarts_insight_validator::Error>(())
//! ```
//!
//! - [`Contract`] reads YAML or JSON, and finds the schema of a component, of a response, or at a JSON Pointer.
//! - [`Validator`] is one compiled schema. A validator can be shared between threads.
//! - [`Exchanges`] validates whole requests and responses: route, parameters, headers, credentials and body.
//! - [`Captures`] validates the entries of a HAR file.
//! - [`rules`] lists every rule that a [`Finding`] can have. The ids of rules never change.
//! - [`finding`] contains the parts of a finding, such as the expected value and the hint.
//! - [`Decimal`] compares numbers exactly.
//! - [`document`] contains the parsed contract, with the place of each value.
//!
//! The meaning of a schema depends on the OpenAPI version of the contract:
//!
//! - In OpenAPI 3.0, the integer 1 is written as `1`; `1.0` is not an integer. Keywords next to a `$ref` are ignored. A
//!   format that the validator does not support accepts every value.
//! - In OpenAPI 3.1, `1.0` is an integer. Keywords next to a `$ref` have an effect. Every format accepts every value.
//!
//! A schema with a mistake cannot be compiled. Examples are an unresolved `$ref`, an invalid pattern and an unknown
//! `type`. For such a schema, the functions of [`Validator`] return an [`Error`].
//!
//! # Features
//! - `embedded` adds `Contract::embedded`: the contract of Huawei Cloud DataArts Insight, compiled into the binary.

mod capture;
mod decimal;
mod direction;
mod engine;
mod exchange;
pub mod finding;
mod format;
mod limits;
mod rule;
pub mod rules;
#[cfg(test)]
mod tests;
mod validator;

pub use capture::{Capture, CaptureError, Captures, ValidatedEntry, ValidatedMessage};
pub use dataarts_insight_openapi::{
    Contract, ContractFiles, Error, ErrorKind, Operation, Parameter, ParameterLocation, Problem, Severity, document,
};
pub use decimal::Decimal;
pub use direction::Direction;
pub use engine::{Level, Strictness, Strings, Undecided};
pub use exchange::{Exchanges, Message, RequestParts, ResponseParts, UnusableOperation, ValidatedRequest};
pub use finding::{ContractPlace, Expected, Finding, Found, Hint, Part, Report, Types};
pub use format::Format;
pub use limits::{Limits, MAX_NESTING};
pub use rule::Rule;
pub use validator::Validator;
