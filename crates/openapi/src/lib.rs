//! Reads an OpenAPI contract of version 3.0 or 3.1. Finds the place of each value in the source, the target of each
//! `$ref`, and the operations.
//!
//! ```
//! use dataarts_insight_openapi::Contract;
//!
//! let contract = Contract::parse("pets.yaml", "
//! openapi: 3.0.3
//! info: {title: Pets, version: '1'}
//! paths:
//!   /pets:
//!     get:
//!       operationId: list_pets
//!       responses: {'200': {description: All pets.}}
//! ")?;
//! let operation = contract.operation("list_pets")?;
//! assert_eq!((operation.method.as_str(), operation.path.as_str()), ("GET", "/pets"));
//! let node = contract.document().pointer(&operation.pointer).expect("the operation's own pointer");
//! assert_eq!(contract.document().position(node.span.start).line, 7);
//! # Ok::<(), dataarts_insight_openapi::Error>(())
//! ```
//!
//! - [`document`] is a parsed contract. Each value has its place in the source.
//! - [`Contract`] is a document of OpenAPI 3.0 or 3.1 with its operations.
//! - [`Diagnostic`] is the trait of all types of findings. The code that prints findings uses only this trait.
//! - [`grammar`] is OpenAPI 3.0 as a table. [`objects`] finds the objects of a document with this table.
//! - [`schema`] finds the schemas inside a schema. [`json_schema`] exports components as JSON Schema.
//! - [`tree`] changes a tree of nodes and writes it as JSON.
//! - [`MediaType`] is a media type, or a range of media types.
//! - [`suggestion`] finds the most similar name for a misspelt name.
//!
//! # Features
//! - `embedded`: adds the contracts of the workspace to the binary. `Contract::embedded` returns the contract of Huawei
//!   Cloud DataArts Insight; `Contract::embedded_by_name` returns any of them.

mod bundle;
mod contract;
mod diagnostic;
pub mod document;
#[cfg(feature = "embedded")]
mod embedded;
mod error;
mod files;
#[cfg(feature = "embedded")]
mod generated;
pub mod grammar;
pub mod json_schema;
mod lowering;
mod media_type;
pub mod objects;
mod operation;
mod reference;
pub mod schema;
pub mod suggestion;
pub mod tree;

pub use bundle::{ReadFile, join_path};
pub use contract::Contract;
pub use diagnostic::{Diagnostic, JsonFinding, JsonText, RuleDescription, Severity, fnv1a};
pub use error::{Error, ErrorKind, Problem};
pub use files::{ContractFiles, outside};
pub use lowering::{Purpose, UNSUPPORTED};
pub use media_type::MediaType;
pub use operation::{
    Operation, OperationNode, Parameter, ParameterLocation, is_method, operation_nodes, with_inherited,
};
pub use reference::{BrokenReason, BrokenReference, MAX_HOPS, Resolved};
