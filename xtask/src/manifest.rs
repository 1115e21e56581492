//! The manifest, `openapi/contracts.toml`: each contract of the workspace, and the paths of its artifacts.
//!
//! ```toml
//! [[contracts]]
//! name = "shop"                                # unique
//! contract = "openapi/shop.yaml"
//! ref_folder = "openapi"                       # the folder that must contain the files to which `$ref`s lead; by
//!                                              # default, the folder of the contract; "." is the whole workspace
//! overlay = "openapi/overlays/shop.yaml"       # exceptions to the relaxations
//! effective = "openapi/generated/shop.json"    # the contract that the client is generated from
//! schemas = "openapi/generated/shop"           # a folder for the JSON Schema of each component
//! client = "crates/shop-client"                # a crate for the client
//! enums = "crates/shop"                        # a crate for the enumerations
//! embedded = "crates/openapi"                  # the crate that embeds a copy of the contract
//! reference = "docs/generated/shop.md"         # a page with the operations and schemas, with a snippet for each call
//! snippets = "docs/snippets"                   # handwritten snippets for the page: `OPERATION.rs`, `OPERATION.sh`
//! operations = ["show_order", "billing"]       # only these operations, by ID or tag, for `client` and `effective`
//! types_only = true                            # no operations, only types
//! validate = { operation = "show_order", status = 200 } # the response that `validate` takes by default
//! needs = { show_order = ["/state"] }          # fields without which programs refuse a response; only `diff` uses them
//! lint = { unused-component = "allow" }        # the level of a lint rule: allow, warn or deny; `warnings = "deny"`
//!                                              # makes errors of all warnings whose rule has no level here
//! ```
//!
//! - Only `name` and `contract` are mandatory. If the key of an artifact is missing, for example `client`, the artifact
//!   is not generated.
//! - Paths are relative to the root of the workspace. Generated files of a crate are in the crate's `src/generated`.
//! - The relaxations change the schemas of responses, so that the client accepts more than the contract documents.

use std::ops::Range;

use dataarts_insight_lint::{Level, Levels};
use dataarts_insight_openapi::document::{Node, Value};

use crate::{Error, lower::Selection, settings::Settings};

/// The path of the manifest in a workspace.
pub const MANIFEST: &str = "openapi/contracts.toml";

/// The contracts of a workspace.
#[derive(Debug, Clone)]
pub struct Manifest {
    /// The entries of the contracts, in the order of the manifest.
    pub entries: Vec<Entry>,
    settings: Settings,
}

/// The entry of one contract in the manifest.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The unique name of the contract.
    pub name: String,
    /// The path of the contract.
    pub contract: String,
    /// The folder that must contain all files to which the `$ref`s of the contract lead. Empty for the root of the
    /// workspace.
    pub ref_folder: String,
    /// The path of the overlay: a file with handwritten changes to the contract.
    pub overlay: Option<String>,
    /// The path of the effective contract: the changed copy of the contract that the client is generated from.
    pub effective: Option<String>,
    /// The folder of the JSON Schemas.
    pub schemas: Option<String>,
    /// The crate of the client.
    pub client: Option<String>,
    /// The crate of the enumerations.
    pub enums: Option<String>,
    /// The crate that embeds a copy of the contract.
    pub embedded: Option<String>,
    /// The path of the reference, a Markdown page.
    pub reference: Option<String>,
    /// The folder of the handwritten snippets that the reference shows.
    pub snippets: Option<String>,
    /// The part of the contract that the client is generated from.
    pub selection: Selection,
    /// The response that `validate` uses by default.
    pub validate: Option<DefaultResponse>,
    /// The fields of responses without which programs refuse the response.
    pub needs: Vec<Needed>,
    /// The levels of lint rules.
    pub lint: Levels,
    /// The byte range of the entry in the manifest.
    pub span: Range<usize>,
}

/// The response that the command `validate` uses by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultResponse {
    /// The `operationId`.
    pub operation: String,
    /// The status code.
    pub status: u16,
    /// The byte range of the value of `validate` in the manifest.
    pub span: Range<usize>,
}

/// A field of a response without which programs refuse the response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// The `operationId`.
    pub operation: String,
    /// The JSON Pointer of the field in the body.
    pub pointer: String,
    /// The byte range of the pointer in the manifest.
    pub span: Range<usize>,
}

const KEYS: [&str; 16] = [
    "name",
    "contract",
    "ref_folder",
    "overlay",
    "effective",
    "schemas",
    "client",
    "enums",
    "embedded",
    "reference",
    "snippets",
    "operations",
    "types_only",
    "validate",
    "needs",
    "lint",
];

impl Manifest {
    /// Parses the text of a manifest. Stops at the first mistake, and returns an error with its line and column.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let settings = Settings::toml(MANIFEST, text)?;
        settings.known_keys(settings.root(), &["contracts"])?;
        let contracts = settings.root().get("contracts");
        let Some(contracts) = contracts.filter(|list| !list.items().is_empty()) else {
            return Err(settings.error(&(0..0), "the manifest lists no contract: add a `[[contracts]]` table"));
        };
        let mut entries: Vec<Entry> = Vec::new();
        for node in contracts.items() {
            let entry = Entry::read(&settings, node)?;
            if entries.iter().any(|other| other.name == entry.name) {
                return Err(settings.error(&node.span, format!("a second contract has the name `{}`", entry.name)));
            }
            entries.push(entry);
        }
        Ok(Self { entries, settings })
    }

    /// Returns the text of the manifest.
    #[must_use]
    pub fn text(&self) -> &str {
        self.settings.text_of_file()
    }

    /// Makes an error that shows the user the position of `span` in the manifest.
    #[must_use]
    pub fn error(&self, span: &Range<usize>, message: impl Into<String>) -> Error {
        self.settings.error(span, message)
    }
}

impl Entry {
    fn read(settings: &Settings, node: &Node) -> Result<Self, Error> {
        settings.known_keys(node, &KEYS)?;
        let path = |key: &str| -> Result<Option<String>, Error> {
            let Some(path) = settings.text(node, key)? else { return Ok(None) };
            let is_inside = path.split('/').all(|part| !["", ".", ".."].contains(&part)) && !path.contains('\\');
            let is_generated =
                !["effective", "schemas", "reference"].contains(&key) || generated_folder(path).is_some();
            let message = match (is_inside, is_generated) {
                (true, true) => return Ok(Some(path.to_owned())),
                (false, _) => format!("`{key}` must be a path below the workspace's root, with `/` between its parts"),
                (true, false) => format!("`{key}` must lie in a folder that is named `generated`"),
            };
            Err(settings.error(&node.get(key).map_or(0..0, |value| value.span.clone()), message))
        };
        let contract = path("contract")?
            .ok_or_else(|| settings.error(&node.span, "the contract has no `contract`: name the path of its file"))?;
        let own_folder = || contract.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let ref_folder = match node.get("ref_folder").and_then(Node::as_str) {
            Some(".") => String::new(),
            _ => path("ref_folder")?.unwrap_or_else(own_folder),
        };
        Ok(Self {
            name: settings.required_text(node, "name", "the contract")?.to_owned(),
            contract,
            ref_folder,
            overlay: path("overlay")?,
            effective: path("effective")?,
            schemas: path("schemas")?,
            client: path("client")?,
            enums: path("enums")?,
            embedded: path("embedded")?,
            reference: path("reference")?,
            snippets: path("snippets")?,
            selection: selection(settings, node)?,
            validate: node.get("validate").map(|node| DefaultResponse::read(settings, node)).transpose()?,
            needs: needs(settings, node.get("needs"))?,
            lint: levels(settings, node.get("lint"))?,
            span: node.span.clone(),
        })
    }

    /// Returns the name of the contract's file, without its folder.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.contract.rsplit('/').next().unwrap_or_default()
    }

    /// Returns the folders of the crate for the client and of the crate for the enumerations.
    pub fn crates(&self) -> impl Iterator<Item = &str> {
        [&self.client, &self.enums].into_iter().flatten().map(String::as_str)
    }

    /// Returns the folders for generated files of this entry.
    pub(crate) fn generated_folders(&self) -> impl Iterator<Item = String> {
        let crates = [&self.client, &self.enums, &self.embedded].into_iter().flatten().map(|folder| in_crate(folder));
        let others = [&self.effective, &self.schemas, &self.reference]
            .into_iter()
            .flatten()
            .filter_map(|path| generated_folder(path));
        crates.chain(others.map(str::to_owned))
    }
}

/// Returns the folder of generated files in a crate.
pub(crate) fn in_crate(folder: &str) -> String {
    format!("{folder}/src/generated")
}

/// Returns the path up to the first folder with the name `generated`. For example, `a/generated/b.json` gives
/// `a/generated`.
fn generated_folder(path: &str) -> Option<&str> {
    let mut end = 0;
    for part in path.split('/') {
        end += part.len();
        if part == "generated" {
            return path.get(..end);
        }
        end += 1;
    }
    None
}

/// Reads the levels of lint rules.
fn levels(settings: &Settings, node: Option<&Node>) -> Result<Levels, Error> {
    let mut levels = Levels::default();
    let Some(node) = node else { return Ok(levels) };
    settings.expect(node, matches!(node.value, Value::Object(_)), "an object of rule ids and levels")?;
    for entry in node.entries() {
        if entry.key == "warnings" {
            settings.expect(&entry.node, entry.node.as_str() == Some("deny"), "`deny`")?;
            levels.deny_warnings();
            continue;
        }
        let level = match entry.node.as_str() {
            Some("allow") => Level::Allow,
            Some("warn") => Level::Warn,
            Some("deny") => Level::Deny,
            _ => return Err(settings.error(&entry.node.span, "expected the level `allow`, `warn` or `deny`")),
        };
        levels.set(&entry.key, level).map_err(|error| settings.error(&entry.key_span, error.to_string()))?;
    }
    Ok(levels)
}

/// Reads the needed fields: lists of JSON Pointers by operation ID.
fn needs(settings: &Settings, node: Option<&Node>) -> Result<Vec<Needed>, Error> {
    let mut needs = Vec::new();
    let Some(node) = node else { return Ok(needs) };
    settings.expect(node, matches!(node.value, Value::Object(_)), "an object of operation IDs and lists of fields")?;
    for entry in node.entries() {
        settings.expect(&entry.node, !entry.node.items().is_empty(), "a list of JSON Pointers")?;
        for item in entry.node.items() {
            let pointer = item.as_str().filter(|text| text.starts_with('/'));
            let pointer = pointer.ok_or_else(|| settings.unexpected(item, "a JSON Pointer such as `/status`"))?;
            let (operation, pointer) = (entry.key.clone(), pointer.to_owned());
            needs.push(Needed { operation, pointer, span: item.span.clone() });
        }
    }
    Ok(needs)
}

/// Reads the part of the contract that the client is generated from.
fn selection(settings: &Settings, node: &Node) -> Result<Selection, Error> {
    let mut selection = Selection::default();
    if let Some(list) = node.get("operations") {
        settings.expect(list, !list.items().is_empty(), "a list of operation IDs and tags")?;
        for item in list.items() {
            let name = item.as_str().ok_or_else(|| settings.unexpected(item, "an operation ID or a tag"))?;
            selection.operations.push(name.to_owned());
        }
    }
    if let Some(only) = node.get("types_only") {
        selection.types_only = only.as_bool().ok_or_else(|| settings.unexpected(only, "true or false"))?;
    }
    Ok(selection)
}

impl DefaultResponse {
    fn read(settings: &Settings, node: &Node) -> Result<Self, Error> {
        settings.known_keys(node, &["operation", "status"])?;
        let operation = settings.required_text(node, "operation", "`validate`")?.to_owned();
        let status = node.get("status").and_then(Node::as_number).and_then(|text| text.parse().ok());
        let status = status.filter(|status| (100..600).contains(status));
        let status = status.ok_or_else(|| settings.error(&node.span, "`validate` needs a `status` from 100 to 599"))?;
        Ok(Self { operation, status, span: node.span.clone() })
    }
}
