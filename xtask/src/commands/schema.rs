//! `cargo xtask schema [NAME]`: the JSON Schema of a component.

use dataarts_insight_openapi::document::Node;

use crate::{Error, Project, render};

/// The JSON Schema of a component; without a name, the names of the components, one a line.
///
/// # Errors
/// An unreadable contract, or [`Error::NoComponent`].
pub fn run(project: &Project, name: Option<&str>) -> Result<String, Error> {
    let contract = project.load()?.contract;
    let components = contract.pointer("/components/schemas").map_or(&[][..], Node::entries);
    let Some(name) = name else {
        return Ok(components.iter().map(|entry| format!("{}\n", entry.key)).collect());
    };
    render::json_schema::render(contract.root()).remove(name).ok_or_else(|| Error::NoComponent {
        name: name.to_owned(),
        known: components.iter().map(|entry| entry.key.clone()).collect(),
    })
}
