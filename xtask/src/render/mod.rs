//! From the contract and the effective spec to the text of each derived file.

pub mod client;
mod doc_lines;
pub mod effective;
pub mod embedded;
pub mod enums;
pub mod header;
