//! The generated client of Huawei Cloud IAM. It contains only the operations that the SDK needs: tokens and projects.
//!
//! All code of this crate is generated from the OpenAPI contract of IAM in this repository. The crate
//! `dataarts-insight` uses the operations to get tokens and to find the ID of a project. This crate does not send
//! requests and adds no credentials.

mod generated;

pub use generated::client::*;
