//! The tests that need more than one crate of the workspace, or the workspace itself; one binary, a module a subject.
//!
//! To add a case, find its subject below; to add a subject, add a file beside this one and its `mod` line here.

mod generated;
mod house;
mod tolerance;
