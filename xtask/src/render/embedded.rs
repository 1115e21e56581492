//! Renders the Rust array of the contracts that a crate embeds.

use crate::manifest::Entry;

/// Returns the array element for one contract.
#[must_use]
pub fn element(entry: &Entry) -> String {
    let default = entry.validate.as_ref().map(|default| (&default.operation, default.status));
    format!("    Embedded::new({0:?}, {1:?}, include_str!({1:?}), {default:?}),\n", entry.name, entry.file_name())
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
