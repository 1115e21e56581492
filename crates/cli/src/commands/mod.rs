//! The commands: each parses its own arguments, calls a library, and renders the result.

pub(crate) mod completions;
pub(crate) mod lint;
pub(crate) mod mock;
pub(crate) mod show;
pub(crate) mod validate;
pub(crate) mod wait;
