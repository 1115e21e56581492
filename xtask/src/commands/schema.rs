//! `cargo xtask schema [NAME]`: prints the JSON Schema of a component.

use dataarts_insight_openapi::{json_schema, schema};

use crate::{Error, GENERATE_COMMAND, Project, Source, settings::unknown};

/// Returns the JSON Schema of the component `name`. Without `name`, returns the names of all components, one per line.
/// `contract` is the name of a contract in the manifest. Without `contract`, the first contract with the component is
/// used.
pub fn run(project: &Project, contract: Option<&str>, name: Option<&str>) -> Result<String, Error> {
    let sources = project.load()?;
    let wanted = |source: &&Source| contract.is_none_or(|contract| source.entry.name == contract);
    let contracts: Vec<&Source> = sources.contracts.iter().filter(wanted).collect();
    if let (Some(contract), true) = (contract, contracts.is_empty()) {
        let known = sources.contracts.iter().map(|source| source.entry.name.as_str());
        return Err(Error::NotFound(unknown("contract", contract, known)));
    }
    let components = contracts
        .iter()
        .flat_map(|source| schema::components(source.document.root()).iter().map(|entry| entry.key.as_str()));
    let Some(name) = name else {
        return Ok(components.map(|name| format!("{name}\n")).collect());
    };
    let mut schemas = contracts.iter().filter_map(|source| {
        json_schema::render(source.document.root(), &source.entry.contract, GENERATE_COMMAND).remove(name)
    });
    schemas.next().ok_or_else(|| Error::NotFound(unknown("component", name, components.clone())))
}
