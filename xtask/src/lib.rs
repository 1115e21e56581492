//! The tasks of the project.

pub mod lint;
