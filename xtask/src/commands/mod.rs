//! The commands, one file each. A command returns its result and prints nothing.

pub mod check;
pub mod diff;
pub mod generate;
pub mod lint;
pub mod release_check;
pub mod schema;
pub mod standalone;
pub mod watch;
