//! Tests that use several crates or the files of the workspace. All tests are in one binary, with a module for each
//! subject.
//!
//! To add a case, find the module of its subject below. To add a subject, add a file in this folder and a `mod` line
//! here.

#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

mod case;
mod consumer;
mod corpus;
mod deployed;
mod generated;
mod house;
mod mutate;
mod pages;
mod public_api;
mod reference;
mod schema;
mod screens;
mod signing;
mod tolerance;
