//! Renders the Rust array of the contracts that a crate embeds.

use dataarts_insight_openapi::document::Document;

use crate::{manifest::Entry, tree};

/// Returns the array element for one contract.
#[must_use]
pub fn element(entry: &Entry) -> String {
    let default = entry.validate.as_ref().map(|default| (&default.operation, default.status));
    format!("    Embedded::new({0:?}, {1:?}, include_str!({1:?}), {default:?}),\n", entry.name, entry.file_name())
}

/// Returns the text of a contract. If `$ref`s lead to other files, returns one document with the values of all files.
#[must_use]
pub fn copy(document: &Document) -> String {
    match document.other_files() {
        [] => document.text().to_owned(),
        _ => tree::to_json_text(document.root()),
    }
}

/// Returns the array; the first contract of the manifest is its first element.
#[must_use]
pub fn list(elements: &[String]) -> String {
    format!(
        "use crate::embedded::Embedded;\n\n#[rustfmt::skip]\npub(crate) static CONTRACTS: [Embedded; {}] = [\n{}];\n",
        elements.len(),
        elements.concat()
    )
}
