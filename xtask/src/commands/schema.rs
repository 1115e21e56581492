//! `cargo xtask schema [NAME]`: the JSON Schema of a component.

use dataarts_insight_openapi::{json_schema, schema};

use crate::{Error, GENERATE_COMMAND, Project, project};

/// The JSON Schema of a component; without a name, the names of the components, one a line.
///
/// # Errors
/// An unreadable contract, or [`Error::NoComponent`].
pub fn run(project: &Project, name: Option<&str>) -> Result<String, Error> {
    let contract = project.load()?.contract;
    let components = schema::components(contract.root());
    let Some(name) = name else {
        return Ok(components.iter().map(|entry| format!("{}\n", entry.key)).collect());
    };
    let mut rendered = json_schema::render(contract.root(), project::CONTRACT, GENERATE_COMMAND);
    rendered.remove(name).ok_or_else(|| Error::NoComponent {
        name: name.to_owned(),
        known: components.iter().map(|entry| entry.key.clone()).collect(),
    })
}
