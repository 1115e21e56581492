//! The tests that need more than one crate of the workspace; a module a subject.
