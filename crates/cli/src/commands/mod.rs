//! The commands. Each command parses its own arguments, calls a library, and writes the result.

pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod import_task;
pub(crate) mod lint;
pub(crate) mod mock;
pub(crate) mod validate;
