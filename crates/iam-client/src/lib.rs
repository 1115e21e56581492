//! The generated client of the part of Huawei Cloud IAM that the SDK needs: tokens and projects.
//!
//! Everything in this crate is generated from the project's contract. The crate `dataarts-insight` uses it to get and renew
//! tokens. This crate does not send, and adds no credentials.

mod generated;

pub use generated::client::*;
