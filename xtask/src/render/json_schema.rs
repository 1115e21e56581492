//! The JSON Schema of each component.

use std::collections::BTreeMap;

use dataarts_insight_contract::document::Node;

/// The file of each component, by its name.
#[must_use]
pub fn render(_contract: &Node) -> BTreeMap<String, String> {
    BTreeMap::new()
}
