//! Validates payloads against an OpenAPI contract (3.0 or 3.1): exactly the contract's verdict, and every finding with its
//! place in the payload and in the contract.
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
//! - [`Contract`] reads YAML or JSON and names what can be validated: a component, a response of an operation, any
//!   schema by its JSON Pointer.
//! - [`Validator`] is one compiled schema; it is cheap to use and can be shared between threads.
//! - [`Exchanges`] validates whole requests and responses: route, parameters, headers, credentials, body.
//! - [`Captures`] validates the entries of a HAR file.
//! - [`rules`] lists every rule that a [`Finding`] can name. Ids never change.
//! - [`finding`] has the enums of which a finding consists.
//! - [`Decimal`] compares numbers exactly.
//! - [`document`] is the contract as it was written, each value with its place.
//!
//! The dialect is OpenAPI 3.0's: an `integer` is a number without fraction and exponent (`1.0` is not one), siblings of
//! `$ref` mean nothing, unknown formats accept everything. A contract of OpenAPI 3.1 is rewritten when it is read: there
//! `1.0` is an integer, siblings of `$ref` count, and every format accepts everything. A schema without a defined verdict (an unresolved `$ref`, a
//! pattern that does not compile, an unknown `type`) is an [`Error`] when the validator is created.
//!
//! # Features
//! - `embedded`: `Contract::embedded`, the contract of Huawei Cloud DataArts Insight, inside the binary.

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
    Contract, Error, ErrorKind, Operation, Parameter, ParameterLocation, Problem, Severity, document,
};
pub use decimal::Decimal;
pub use direction::Direction;
pub use engine::{Level, Strictness};
pub use exchange::{Exchanges, Message, RequestParts, ResponseParts, UnusableOperation, ValidatedRequest};
pub use finding::{ContractPlace, Expected, Finding, Found, Hint, Part, Report, Types};
pub use format::Format;
pub use limits::{Limits, MAX_NESTING};
pub use rule::Rule;
pub use validator::Validator;
