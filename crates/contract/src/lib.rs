//! Validates payloads against an OpenAPI 3.0 contract.

pub mod document;
pub mod engine;
