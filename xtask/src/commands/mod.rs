//! One file a command: each takes the project and returns what is to be said.

pub mod generate;
pub mod schema;
