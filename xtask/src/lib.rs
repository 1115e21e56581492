//! From the contract to every derived file: lint, overlay, lower, render.
//!
//! The library takes the project's root as an argument and returns what it has to say: it never prints, exits or reads
//! the current directory, so that tests run it in-process. It depends on no generated crate, so that it works when
//! they do not compile.

pub mod commands;
pub mod error;
pub mod lower;
pub mod overlay;
pub mod passes;
pub mod project;
pub mod render;

use std::collections::BTreeMap;

use dataarts_insight_openapi::json_schema;

pub use dataarts_insight_openapi::{schema, tree};
pub use error::Error;
pub use project::{Project, Sources};

/// What a person runs to repair stale files.
pub const GENERATE_COMMAND: &str = "cargo xtask generate";

/// Every derived file: its path from the root of the project, and its text.
///
/// # Errors
/// A wrong place in the overlay, or a spec that the generator refuses. Lint comes before, in
/// [`commands::generate`].
pub fn artifacts(sources: &Sources) -> Result<BTreeMap<String, String>, Error> {
    let mut strict = sources.contract.root().clone();
    overlay::apply(&mut strict, sources)?;
    let effective = lower::lower(&strict);
    let provenance = render::header::Provenance::of(sources);

    let mut files = BTreeMap::new();
    let mut add = |path: String, text: String| files.insert(path, text);
    add(project::EFFECTIVE.to_owned(), render::effective::render(&effective, &provenance));
    add(project::CLIENT.to_owned(), render::client::render(&effective, &provenance)?);
    add(project::CLIENT_MODULE.to_owned(), render::client::module(&provenance));
    for (name, text) in render::enums::render(sources.contract.root(), &provenance)? {
        add(format!("{}/{name}", project::ENUMS), text);
    }
    for (name, text) in json_schema::render(sources.contract.root(), project::CONTRACT, GENERATE_COMMAND) {
        add(format!("{}/{name}.json", project::SCHEMAS), text);
    }
    add(project::CONTRACT_COPY.to_owned(), sources.contract.text().to_owned());
    Ok(files)
}

#[cfg(test)]
mod tests;
