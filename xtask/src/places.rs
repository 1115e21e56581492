//! Finds the handwritten code that a change of a contract concerns: matches on an enum, uses of a field, calls of an
//! operation.
//!
//! Only the crates of the contract and the crates that depend on them are searched. The search compares names and does
//! not resolve types, so a place is advice: it can use another item with the same name.

mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use dataarts_insight_diff::{Change, CodePlace, Report, Verdict};
use dataarts_insight_lint::names;
use dataarts_insight_openapi::{
    document::{Document, Node, unescape_token},
    operation_nodes,
};
use walkdir::WalkDir;

use self::tokens::Tokens;
use crate::{Error, Project, manifest::Entry, settings::Settings};

/// Adds to each change of a report the places in the working tree that the change concerns.
///
/// # Errors
/// If a file cannot be read.
pub fn add(project: &Project, entry: &Entry, report: &mut Report) -> Result<(), Error> {
    let subjects: Vec<(String, Subject)> = report
        .comparison
        .changes
        .iter()
        .filter_map(|change| Some((change.fingerprint.clone(), Subject::of(report, change)?)))
        .collect();
    if subjects.is_empty() {
        return Ok(());
    }
    let mut code = Code { files: files(project, entry)?, tokens: BTreeMap::new() };
    for (fingerprint, subject) in subjects {
        let places = subject.places(&mut code);
        if !places.is_empty() {
            report.places.insert(fingerprint, places);
        }
    }
    Ok(())
}

/// The part of the contract that a change concerns, with its names in Rust.
#[derive(Debug)]
enum Subject {
    Enum(String),
    /// A field. `owner` is the type with the field, if the type has a name in the contract.
    Field {
        owner: Option<String>,
        field: String,
    },
    /// A parameter, with the methods of its operations.
    Parameter {
        setter: String,
        methods: Vec<String>,
    },
    Operations(Vec<String>),
    /// A new operation, with the methods of the other operations.
    NewOperation {
        method: String,
        others: Vec<String>,
    },
}

impl Subject {
    fn of(report: &Report, change: &Change) -> Option<Self> {
        let (old, new) = (&report.comparison.old, &report.comparison.new);
        // Existing code has the old names, so the old contract is used if it contains the changed part.
        let (document, place): (&Document, _) = match (&change.old, &change.new) {
            (Some(place), _) => (old, place),
            (None, place) => (new, place.as_ref()?),
        };
        let pointer = place.pointer.as_str();
        let tokens: Vec<String> = pointer.split('/').skip(1).map(unescape_token).collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        let methods = || change.operations.iter().map(|id| names::snake(id)).collect::<Vec<_>>();
        let component = match tokens.as_slice() {
            ["components", "schemas", name, ..] => Some(*name),
            _ => None,
        };
        // The last `properties` key before a name. A property can itself have the name `properties`.
        let property = tokens.windows(2).rev().find_map(|pair| match pair {
            ["properties", name] => Some(*name),
            _ => None,
        });
        if let Some(name) = component {
            let schema = document.pointer("/components/schemas").and_then(|schemas| schemas.get(name))?;
            return match property {
                Some(field) => Some(Self::Field { owner: Some(names::pascal(name)), field: names::snake(field) }),
                None if schema.get("enum").is_some() => Some(Self::Enum(names::pascal(name))),
                None => None,
            };
        }
        if let Some(field) = property {
            return Some(Self::Field { owner: None, field: names::snake(field) });
        }
        if let Some(at) = tokens.iter().position(|token| *token == "parameters") {
            let end = at + 2;
            let owner: String = pointer.split('/').take(end + 1).collect::<Vec<_>>().join("/");
            let node = document.pointer(&owner).and_then(|node| document.resolve(node).ok())?.node;
            let name = node.get("name").and_then(Node::as_str)?;
            return Some(Self::Parameter { setter: names::snake(name), methods: methods() });
        }
        let ["paths", ..] = tokens.as_slice() else { return None };
        if change.rule.id == "operation-added" {
            let all = operation_nodes(document.root());
            let ids = all.iter().filter_map(|operation| operation.node.get("operationId").and_then(Node::as_str));
            let method = methods().into_iter().next()?;
            let others = ids.map(names::snake).filter(|other| *other != method).collect();
            return Some(Self::NewOperation { method, others });
        }
        let methods = methods();
        (!methods.is_empty() && change.wire > Verdict::None).then_some(Self::Operations(methods))
    }

    fn places(&self, code: &mut Code) -> Vec<CodePlace> {
        match self {
            Self::Enum(name) => code.find(&[name], |tokens| tokens.matches_on(name), &format!("matches on `{name}`")),
            Self::Field { owner, field } => {
                let needed: Vec<&String> = owner.iter().chain([field]).collect();
                code.find(&needed, |tokens| tokens.uses_of_field(field), &format!("uses the field `{field}`"))
            }
            Self::Parameter { setter, methods } => {
                let mut found = Vec::new();
                for method in methods {
                    let calls = |tokens: &Tokens| {
                        if tokens.calls(method).is_empty() { Vec::new() } else { tokens.calls(setter) }
                    };
                    found.extend(code.find(&[setter, method], calls, &format!("sets `{setter}` of `{method}`")));
                }
                if found.is_empty() { Self::Operations(methods.clone()).places(code) } else { found }
            }
            Self::Operations(methods) => {
                let calls =
                    |method: &String| code.find(&[method], |tokens| tokens.calls(method), &format!("calls `{method}`"));
                methods.iter().flat_map(calls).collect()
            }
            Self::NewOperation { method, others } => {
                if !code.find(&[method], |tokens| tokens.calls(method), "").is_empty() {
                    return Vec::new();
                }
                let mut calls = Self::Operations(others.clone()).places(code);
                for place in &mut calls {
                    place.message += &format!("; no code calls `{method}` yet");
                }
                calls
            }
        }
    }
}

/// The handwritten Rust files of the crates that use a contract.
struct Code {
    /// The text of each file, by its path.
    files: BTreeMap<String, String>,
    /// The tokens of the files that were searched.
    tokens: BTreeMap<String, Tokens>,
}

impl Code {
    /// Searches the files that contain each of the texts in `needed`.
    fn find<T: AsRef<str>>(
        &mut self,
        needed: &[T],
        lines: impl Fn(&Tokens) -> Vec<usize>,
        message: &str,
    ) -> Vec<CodePlace> {
        let mut found = Vec::new();
        for (path, text) in &self.files {
            if !needed.iter().all(|name| text.contains(name.as_ref())) {
                continue;
            }
            let tokens = self.tokens.entry(path.clone()).or_insert_with(|| Tokens::read(text));
            if !needed.iter().all(|name| tokens.has(name.as_ref())) {
                continue;
            }
            let lines: BTreeSet<usize> = lines(tokens).into_iter().collect();
            found.extend(lines.into_iter().map(|line| CodePlace {
                file: path.clone(),
                line,
                message: message.to_owned(),
            }));
        }
        found
    }
}

/// Reads the handwritten Rust files of the crates of a contract, and of the crates that depend on them.
fn files(project: &Project, entry: &Entry) -> Result<BTreeMap<String, String>, Error> {
    let skipped = ["target", "generated", "node_modules"];
    let walk = WalkDir::new(project.root()).into_iter().filter_entry(|item| {
        let name = item.file_name().to_string_lossy();
        item.depth() == 0 || !(name.starts_with('.') || skipped.contains(&&*name))
    });
    let mut manifests = BTreeMap::new();
    let mut paths = Vec::new();
    for item in walk.filter_map(Result::ok) {
        let path = item.path().strip_prefix(project.root()).unwrap_or(item.path());
        let path = path.to_string_lossy().replace('\\', "/");
        if path == "Cargo.toml" || path.ends_with("/Cargo.toml") {
            let folder = path.trim_end_matches("Cargo.toml").trim_end_matches('/').to_owned();
            manifests.insert(folder, Settings::toml(path.clone(), project.read(&path)?).ok());
        } else if path.ends_with(".rs") {
            paths.push(path);
        }
    }
    let own: Vec<&str> = entry.crates().collect();
    let name = |folder: &&str| {
        let manifest = manifests.get(*folder)?.as_ref()?;
        manifest.root().pointer("/package/name").and_then(Node::as_str)
    };
    let packages: Vec<&str> = own.iter().filter_map(name).collect();
    let uses = |manifest: &Settings| {
        let lists = ["dependencies", "dev-dependencies"].into_iter().filter_map(|key| manifest.root().get(key));
        lists.flat_map(Node::entries).any(|entry| packages.contains(&entry.key.as_str()))
    };
    let is_user = |folder: &str| {
        own.contains(&folder) || manifests.get(folder).is_some_and(|manifest| manifest.as_ref().is_some_and(uses))
    };
    let mut files = BTreeMap::new();
    for path in paths {
        // The crate of a file is the nearest folder with a manifest.
        let mut folders =
            Path::new(&path).ancestors().skip(1).map(|folder| folder.to_string_lossy().replace('\\', "/"));
        let folder = folders.find(|folder| manifests.contains_key(folder) || own.contains(&folder.as_str()));
        if folder.is_some_and(|folder| is_user(&folder)) {
            let text = project.read(&path)?;
            files.insert(path, text);
        }
    }
    Ok(files)
}
