//! Makes every derived file of a workspace.

use std::{collections::BTreeMap, sync::Arc};

use dataarts_insight_openapi::{
    Contract, Purpose,
    document::{Document, Node},
    json_schema,
};

use crate::{
    Error, GENERATE_COMMAND, Source, Sources, deployed, lower,
    manifest::{Entry, MANIFEST, Manifest, in_crate},
    overlay, public_api,
    render::{self, reference::Client},
    unusable,
};

/// Returns the path of every derived file, relative to the root of the workspace, with its text. Does not lint the
/// contracts, because [`crate::commands::generate`] lints them first.
pub fn artifacts(sources: &Sources) -> Result<BTreeMap<String, String>, Error> {
    artifacts_with_notes(sources).map(|(files, _)| files)
}

/// Returns the derived files like [`artifacts`], and the notes about operations that are changed or left out. Each note
/// is one line.
pub(crate) fn artifacts_with_notes(sources: &Sources) -> Result<(BTreeMap<String, String>, String), Error> {
    let mut files =
        Files { manifest: &sources.manifest, files: BTreeMap::new(), modules: BTreeMap::new(), notes: String::new() };
    for source in &sources.contracts {
        files.add_contract(source)?;
    }
    for (folder, module) in std::mem::take(&mut files.modules) {
        files.files.insert(format!("{folder}/mod.rs"), module.text());
    }
    Ok((files.files, files.notes))
}

/// Returns the effective contract, from which the client is generated.
///
/// # Errors
/// If the overlay does not fit the contract, or if the contract lacks a selected operation.
pub(crate) fn effective(source: &Source) -> Result<Node, Error> {
    let document = Document::rewritten(Arc::clone(&source.document), Purpose::Code);
    let mut strict = document.root().clone();
    if let Some(overlay) = &source.overlay {
        overlay::apply(&mut strict, overlay)?;
    }
    lower::lower_selected(&strict, &source.entry.selection)
}

struct Files<'s> {
    manifest: &'s Manifest,
    files: BTreeMap<String, String>,
    /// The content of each `mod.rs`. The key is the folder of the file.
    modules: BTreeMap<String, Module>,
    /// The notes about operations that are changed or left out, one in each line.
    notes: String,
}

#[derive(Default)]
struct Module {
    /// The `mod` and `pub use` lines.
    declarations: Vec<String>,
    /// The Rust code of each element in the list of embedded contracts.
    embedded: Vec<String>,
}

impl Files<'_> {
    fn add_contract(&mut self, source: &Source) -> Result<(), Error> {
        let Source { entry, document, overlay, .. } = source;
        let document = &Document::rewritten(Arc::clone(document), Purpose::Code);
        let contract = document.root();
        let path = entry.contract.as_str();
        let both = overlay.as_ref().map_or_else(|| path.to_owned(), |overlay| format!("{path} and {}", overlay.name()));
        self.check_default_response(source)?;
        let mut client = None;
        if entry.effective.is_some() || entry.client.is_some() {
            let mut effective = effective(source).map_err(|error| match error {
                Error::NotFound(message) => self.manifest.error(&entry.span, message),
                error => error,
            })?;
            self.check_needed_fields(entry, &effective)?;
            if let Some(folder) = entry.client.as_deref().map(in_crate) {
                let render = |spec: &Node| render::client::render(spec, path, &both);
                let text = unusable::render(&mut effective, document, &render)?;
                self.add(source, format!("{folder}/support.rs"), render::client::support(path, &text))?;
                if entry.reference.is_some() {
                    client = Some((effective.clone(), public_api::list(&text).map_err(Error::Generator)?));
                }
                self.add(source, format!("{folder}/client.rs"), text)?;
                let declarations = [render::client::DECLARATION, render::client::SUPPORT_DECLARATION];
                self.module(folder).declarations.extend(declarations.map(str::to_owned));
            }
            self.notes += &render::notes::text(&effective);
            if let Some(file) = &entry.effective {
                self.add(source, file.clone(), render::effective::render(&effective, &both))?;
            }
        }
        if let Some(page) = &entry.reference {
            let package = &source.package;
            let client = client.as_ref().map(|(effective, api)| Client { effective, api, package });
            let reference = render::reference::render(contract, path, &source.snippets, client.as_ref());
            if let Some(code) = reference.code {
                self.add(source, format!("{}.rs", page.strip_suffix(".md").unwrap_or(page)), code)?;
            }
            self.add(source, page.clone(), reference.page)?;
        }
        if let Some(folder) = entry.enums.as_deref().map(in_crate) {
            for file in render::enums::render(contract, path)? {
                self.module(folder.clone()).declarations.push(file.declaration);
                self.add(source, format!("{folder}/{}.rs", file.module), file.text)?;
            }
        }
        if let Some(folder) = &entry.schemas {
            for (name, text) in json_schema::render(contract, path, GENERATE_COMMAND) {
                self.add(source, format!("{folder}/{name}.json"), text)?;
            }
        }
        if let Some(folder) = entry.embedded.as_deref().map(in_crate) {
            self.add(source, format!("{folder}/{}", entry.file_name()), render::embedded::copy(&source.document))?;
            self.module(folder).embedded.push(render::embedded::element(entry));
        }
        Ok(())
    }

    fn add(&mut self, source: &Source, path: String, text: String) -> Result<(), Error> {
        if self.files.contains_key(&path) {
            let message = format!("an earlier entry writes {path} too: choose another folder or name");
            return Err(self.manifest.error(&source.entry.span, message));
        }
        self.files.insert(path, text);
        Ok(())
    }

    fn module(&mut self, folder: String) -> &mut Module {
        self.modules.entry(folder).or_default()
    }

    /// Checks that the responses of the client have the fields that the key `needs` of the manifest names.
    fn check_needed_fields(&self, entry: &Entry, effective: &Node) -> Result<(), Error> {
        for needed in &entry.needs {
            if !deployed::has_field(effective, needed) {
                let message = format!("no response of `{}` has the field `{}`", needed.operation, needed.pointer);
                return Err(self.manifest.error(&needed.span, message));
            }
        }
        Ok(())
    }

    /// Checks that the contract has the response that the key `validate` of the manifest names.
    fn check_default_response(&self, source: &Source) -> Result<(), Error> {
        let Some(default) = &source.entry.validate else { return Ok(()) };
        let found = Contract::from_document(source.document.clone()).and_then(|contract| {
            let operation = contract.operation(&default.operation)?;
            contract.response_node(operation, default.status).map(drop)
        });
        found.map_err(|error| self.manifest.error(&default.span, error.to_string()))
    }
}

impl Module {
    fn text(&self) -> String {
        let mut code = "//! Generated from the contracts of the manifest.\n\n".to_owned();
        code.extend(self.declarations.iter().map(String::as_str));
        if !self.embedded.is_empty() {
            code += &render::embedded::list(&self.embedded);
        }
        render::header::rust(MANIFEST, &code)
    }
}
