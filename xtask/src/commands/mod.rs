//! The commands, one file each. A command takes the project and returns the text to print.

pub mod check;
pub mod diff;
pub mod generate;
pub mod lint;
pub mod release_check;
pub mod schema;
pub mod standalone;
pub mod watch;
