//! Renders the text of each derived file from the contract or the effective contract.

pub mod client;
mod doc_lines;
pub mod effective;
pub mod embedded;
pub mod enums;
pub mod header;
pub mod notes;
pub mod package;
pub mod reference;
