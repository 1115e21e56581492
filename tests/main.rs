//! Tests that need several crates of the workspace, or the workspace itself. One binary, one module for each subject.
//!
//! To add a case, find its subject below; to add a subject, add a file beside this one and its `mod` line here.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod case;
mod consumer;
mod corpus;
mod generated;
mod house;
mod mutate;
mod pages;
mod schema;
mod signing;
mod tolerance;
