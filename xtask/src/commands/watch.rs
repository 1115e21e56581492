//! `cargo xtask generate --watch`: writes the derived files each time that a source is saved.

use crate::{Error, Project, commands::generate, manifest::MANIFEST};

/// Generates the derived files once, and again after each change of a manifest, contract or overlay. `wait` pauses
/// between two reads of the files, and returns false to stop. `report` gets the summary or the error of each run.
///
/// Generates only after two reads of the files give the same texts, because an editor may still be writing.
pub fn watch(project: &Project, mut wait: impl FnMut() -> bool, mut report: impl FnMut(Result<String, Error>)) {
    let mut others = other_files(project);
    let mut before = sources(project, &others);
    let mut generated = None;
    loop {
        let now = sources(project, &others);
        if now == before && generated.as_ref() != Some(&now) {
            report(run(project));
            generated = Some(now.clone());
        } else if now != before {
            others = other_files(project);
        }
        before = now;
        if !wait() {
            return;
        }
    }
}

/// Returns the text of each source; `None` for a file that cannot be read.
fn sources(project: &Project, others: &[String]) -> Vec<Option<String>> {
    let mut texts = vec![project.read(MANIFEST).ok()];
    for entry in project.manifest().iter().flat_map(|manifest| &manifest.entries) {
        texts.extend([&entry.contract].into_iter().chain(&entry.overlay).map(|path| project.read(path).ok()));
    }
    texts.extend(others.iter().map(|path| project.read(path).ok()));
    texts
}

/// Returns the paths of the files to which the `$ref`s of the contracts lead.
fn other_files(project: &Project) -> Vec<String> {
    let contracts = project.load().map(|sources| sources.contracts).unwrap_or_default();
    let files = contracts.iter().flat_map(|source| source.document.other_files());
    files.map(|file| file.name().to_string()).collect()
}

/// Writes the derived files. Returns the list of written files and the effects of the change on requests and responses.
fn run(project: &Project) -> Result<String, Error> {
    let comparison = generate::compare(project)?;
    comparison.write(project)?;
    Ok(comparison.summary() + &generate::meaning(project)?)
}
