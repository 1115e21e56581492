//! `cargo xtask generate --contract FILE --out-dir DIR`: generates a separate client crate for any contract.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use dataarts_insight_lint as lint;
use dataarts_insight_openapi::{
    Purpose,
    document::{Document, Node},
};
use dataarts_insight_report::human_text;

use crate::{
    Error, Project,
    commands::lint::Contracts,
    lower::{Selection, lower_selected},
    render, unusable,
};

/// The files that a user may change. Each of these files is written only if the file does not exist.
const OWN: [&str; 3] = ["Cargo.toml", "README.md", "src/lib.rs"];

/// The arguments for a separate client crate.
#[derive(Debug, Clone)]
pub struct Standalone {
    /// The path of the contract.
    pub contract: PathBuf,
    /// The folder that must contain all files to which the `$ref`s of the contract lead. The default is the folder of the
    /// contract.
    pub ref_folder: Option<PathBuf>,
    /// The folder of the crate.
    pub folder: PathBuf,
    /// The part of the contract to generate code for.
    pub selection: Selection,
}

/// Writes a crate with the client of a contract. Returns the notes about operations that are changed or left out, and
/// one line for each file. If the manifest lists the contract, the lint rules have the levels of the manifest.
///
/// # Errors
/// If a file cannot be read, the contract has lint errors, an operation is unknown, or the generator refuses the
/// contract.
pub fn write(crate_: &Standalone, project: Option<&Project>) -> Result<String, Error> {
    let path = crate_.contract.display().to_string();
    let contracts = project.map(Contracts::of).transpose()?.unwrap_or_default();
    let mut reader = contracts.files(&crate_.contract, crate_.ref_folder.as_deref());
    let io = |action: &'static str, path: &Path| {
        let path = path.to_owned();
        move |source| Error::Io { action, path, source }
    };
    let text = reader.contract().map_err(|why| io("read", &crate_.contract)(std::io::Error::other(why)))?;
    let document = match Document::parse_with_files(path.as_str(), text.as_str(), &mut |path| reader.other(path)) {
        Ok(document) => Arc::new(document),
        Err(_) => return Err(refused(&path, &text, &lint::lint_text(&path, &text))),
    };
    let findings = lint::lint(&document, &contracts.levels(&path));
    let document = Document::rewritten(document, Purpose::Code);
    let mut usable = document.root().clone();
    if !unusable::remove(&mut usable, &findings) {
        return Err(refused(&path, &text, &findings));
    }
    let (files, decisions) = files(&document, &usable, &crate_.selection)?;
    let mut summary = decisions;
    for (name, text) in files {
        let target = crate_.folder.join(&name);
        let verdict = if OWN.contains(&name.as_str()) && target.exists() {
            "kept: it is yours to change"
        } else {
            target.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(io("make the folder of", &target))?;
            std::fs::write(&target, text).map_err(io("write", &target))?;
            "written"
        };
        // Writing into a `String` cannot fail.
        let _ = writeln!(summary, "{:<58} {verdict}", target.display());
    }
    Ok(summary)
}

fn refused(path: &str, text: &str, findings: &[lint::Finding]) -> Error {
    let errors: Vec<lint::Finding> =
        findings.iter().filter(|finding| finding.severity == lint::Severity::Error).cloned().collect();
    Error::Lint { errors: errors.len(), rendered: human_text(path, text, &errors, false) }
}

/// Returns the files of the crate with their relative paths, and the notes about operations that are changed or left
/// out. Each note is one line.
fn files(
    document: &Document,
    usable: &Node,
    selection: &Selection,
) -> Result<(BTreeMap<String, String>, String), Error> {
    let contract = Path::new(document.name()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut effective = lower_selected(usable, selection)?;
    let code = unusable::render(&mut effective, document, &|spec| render::client::render(spec, &contract, &contract))?;
    let decisions = render::notes::text(&effective);
    let name = package_name(&contract);
    let text = |pointer: &str| document.root().pointer(pointer).and_then(|node| node.as_str()).unwrap_or_default();
    let title = text("/info/title").split_whitespace().collect::<Vec<_>>().join(" ");
    let declarations = [render::client::DECLARATION, render::client::SUPPORT_DECLARATION].concat();
    let module = format!("//! Generated from {contract}.\n\n{declarations}");
    let files = BTreeMap::from([
        ("Cargo.toml".to_owned(), render::package::manifest(&name, &title)),
        ("README.md".to_owned(), render::package::readme(&name, &title, &contract)),
        ("src/lib.rs".to_owned(), render::package::library(&title)),
        ("src/generated/support.rs".to_owned(), render::client::support(&contract, &code)),
        ("src/generated/client.rs".to_owned(), code),
        ("src/generated/mod.rs".to_owned(), render::header::rust(&contract, &module)),
        ("effective.json".to_owned(), render::effective::render(&effective, &contract)),
    ]);
    Ok((files, decisions))
}

/// Returns the name of the package. It consists of the letters and digits in the contract's file name and the ending
/// `-client`: `My Tasks.yaml` becomes `my-tasks-client`.
fn package_name(contract: &str) -> String {
    let stem = contract.split('.').next().unwrap_or_default();
    let words: Vec<&str> = stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = words.join("-").to_ascii_lowercase();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { format!("{name}-client") } else { "api-client".to_owned() }
}
