//! `cargo xtask generate --watch`: writes the derived files each time that a source is saved.

use crate::{Error, Project, commands::generate, manifest::MANIFEST};

/// Generates the derived files once, and again after each change of a manifest, contract or overlay. `wait` pauses
/// between two reads of the files, and returns false to stop. `report` gets the summary or the error of each run.
///
/// Generates only after two reads of the files give the same texts, because an editor may still be writing.
pub fn watch(project: &Project, mut wait: impl FnMut() -> bool, mut report: impl FnMut(Result<String, Error>)) {
    let mut before = sources(project);
    let mut generated = None;
    loop {
        let now = sources(project);
        if now == before && generated.as_ref() != Some(&now) {
            report(run(project));
            generated = Some(now.clone());
        }
        before = now;
        if !wait() {
            return;
        }
    }
}

/// Returns the text of each source; `None` for a file that cannot be read.
fn sources(project: &Project) -> Vec<Option<String>> {
    let mut texts = vec![project.read(MANIFEST).ok()];
    for entry in project.manifest().iter().flat_map(|manifest| &manifest.entries) {
        texts.extend([&entry.contract].into_iter().chain(&entry.overlay).map(|path| project.read(path).ok()));
    }
    texts
}

/// Writes the derived files. Returns the list of written files and the effects of the change on requests and responses.
fn run(project: &Project) -> Result<String, Error> {
    let comparison = generate::compare(project)?;
    comparison.write(project)?;
    Ok(comparison.summary() + &generate::meaning(project)?)
}
