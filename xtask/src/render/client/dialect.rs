//! Rewrites the effective contract so that progenitor can read it.
//!
//! - Names are replaced by unique names. [`Aliases`] contains the original names, for the JSON and the URLs.
//! - Media types are replaced by types that progenitor knows, such as `application/json`.
//! - Keys that progenitor does not use are removed, because they could cause an error.

use dataarts_insight_openapi::{
    document::{Node, Value},
    is_method,
};

use crate::{
    passes::{
        media_types::{Kind, is_binary},
        rust_names::{KEY, TYPE_KEY, name_of},
    },
    render::notes,
    schema, tree,
};

/// The unique names (aliases) that replace names of the contract in progenitor's input. Each alias is stored with the
/// name that it replaces.
///
/// An alias ends with `'`, so that it differs from all names in the contract. progenitor drops the `'` in Rust names.
#[derive(Debug, Default)]
pub(super) struct Aliases(Vec<(String, String)>);

impl Aliases {
    fn add(&mut self, name: &str, wire: &str) -> String {
        let mut alias = format!("{name}'");
        while self.0.iter().any(|(other, of)| *other == alias && of != wire) {
            alias.push('\'');
        }
        if !self.0.iter().any(|(other, _)| *other == alias) {
            self.0.push((alias.clone(), wire.to_owned()));
        }
        alias
    }

    /// Returns the name in the contract that an alias replaces.
    pub(super) fn wire(&self, alias: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == alias).map(|(_, wire)| wire.as_str())
    }

    /// Returns each alias with the name in the contract that it replaces.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(alias, wire)| (alias.as_str(), wire.as_str()))
    }
}

/// Rewrites the effective contract for progenitor, and returns the aliases.
pub(super) fn translate(spec: &mut Node) -> Aliases {
    let mut aliases = Aliases::default();
    let version = tree::string("3.0.3", spec);
    tree::set(spec, "openapi", version);
    tree::retain(spec, |entry| ["openapi", "info", "paths", "components"].contains(&entry.key.as_str()));
    info(spec);
    if spec.get("paths").is_none() {
        let none = tree::object([], spec);
        tree::set(spec, "paths", none);
    }
    let renamed: Vec<(String, String)> =
        schema::components(spec).iter().filter_map(|entry| Some((entry.key.clone(), name_of(&entry.node)?))).collect();
    if let Some(components) = tree::get_mut(spec, "components") {
        tree::retain(components, |entry| entry.key == "schemas");
        if let Some(schemas) = tree::get_mut(components, "schemas") {
            for entry in tree::entries_mut(schemas) {
                if let Some((_, name)) = renamed.iter().find(|(key, _)| *key == entry.key) {
                    entry.key.clone_from(name);
                }
                self::schema(&mut entry.node, &renamed, &mut aliases);
                tree::remove(&mut entry.node, "title");
            }
        }
    }
    if let Some(paths) = tree::get_mut(spec, "paths") {
        tree::retain(paths, |entry| entry.key.starts_with('/'));
        for path in tree::entries_mut(paths) {
            tree::retain(&mut path.node, |entry| is_method(&entry.key));
            let mut template = path.key.clone();
            for entry in tree::entries_mut(&mut path.node) {
                operation(&mut entry.node, &mut template, &renamed, &mut aliases);
            }
            path.key = template;
        }
    }
    aliases
}

/// Rewrites `info`. progenitor writes the version into a header, so only ASCII characters are kept.
fn info(spec: &mut Node) {
    let text = |key: &str| spec.pointer(&format!("/info/{key}")).and_then(Node::as_str).unwrap_or_default().to_owned();
    let version: String = text("version").chars().filter(|c| (' '..='~').contains(c)).collect();
    let mut info =
        tree::object([("title", tree::string(text("title"), spec)), ("version", tree::string(version, spec))], spec);
    let description = text("description");
    if !description.is_empty() {
        let description = tree::string(description, spec);
        tree::set(&mut info, "description", description);
    }
    tree::set(spec, "info", info);
}

fn operation(operation: &mut Node, template: &mut String, renamed: &[(String, String)], aliases: &mut Aliases) {
    const KEYS: [&str; 6] = ["operationId", "summary", "description", "parameters", "requestBody", "responses"];
    let remarks: Vec<String> = notes::of(operation).map(|note| format!("- {note}")).collect();
    if !remarks.is_empty() {
        let old = operation.get("description").and_then(Node::as_str).unwrap_or_default().trim_end();
        let text = tree::string(
            format!("{old}\n\nThe client differs from the contract:\n\n{}", remarks.join("\n")),
            operation,
        );
        tree::set(operation, "description", text);
    }
    if let Some(name) = name_of(operation) {
        let id = tree::string(name, operation);
        tree::set(operation, "operationId", id);
    }
    tree::retain(operation, |entry| KEYS.contains(&entry.key.as_str()));
    if let Some(parameters) = tree::get_mut(operation, "parameters") {
        for parameter in tree::items_mut(parameters) {
            let wire = parameter.get("name").and_then(Node::as_str).unwrap_or_default().to_owned();
            if let Some(name) = name_of(parameter) {
                let alias = aliases.add(&name, &wire);
                if parameter.get("in").and_then(Node::as_str) == Some("path") {
                    *template = template.replace(&format!("{{{wire}}}"), &format!("{{{alias}}}"));
                }
                let alias = tree::string(alias, parameter);
                tree::set(parameter, "name", alias);
            }
            tree::retain(parameter, |entry| {
                ["name", "in", "required", "description", "schema"].contains(&entry.key.as_str())
            });
            if let Some(schema) = tree::get_mut(parameter, "schema") {
                self::schema(schema, renamed, aliases);
            }
        }
    }
    if let Some(body) = tree::get_mut(operation, "requestBody") {
        tree::retain(body, |entry| ["description", "content", "required"].contains(&entry.key.as_str()));
        content(body, renamed, aliases);
    }
    let Some(responses) = tree::get_mut(operation, "responses") else {
        let none = tree::object([], operation);
        tree::set(operation, "responses", none);
        return;
    };
    tree::retain(responses, |entry| !entry.key.starts_with("x-"));
    for entry in tree::entries_mut(responses) {
        tree::retain(&mut entry.node, |entry| entry.key == "content");
        let none = tree::string("", &entry.node);
        tree::set(&mut entry.node, "description", none);
        content(&mut entry.node, renamed, aliases);
    }
}

fn content(owner: &mut Node, renamed: &[(String, String)], aliases: &mut Aliases) {
    let Some(content) = tree::get_mut(owner, "content") else { return };
    for media in tree::entries_mut(content) {
        tree::retain(&mut media.node, |entry| entry.key == "schema");
        let raw = media.node.get("schema").is_some_and(is_binary);
        media.key = match Kind::of(&media.key) {
            Kind::Json => "application/json",
            Kind::Form if !raw => "application/x-www-form-urlencoded",
            Kind::Text if !raw => "text/plain",
            _ => "application/octet-stream",
        }
        .to_owned();
        if let Some(schema) = tree::get_mut(&mut media.node, "schema") {
            self::schema(schema, renamed, aliases);
        }
    }
}

fn schema(node: &mut Node, renamed: &[(String, String)], aliases: &mut Aliases) {
    if let Some(name) = schema::component(node) {
        let other = renamed.iter().find(|(key, _)| key == name).map_or(name, |(_, other)| other);
        let reference = tree::string(format!("{}{other}", schema::COMPONENTS), node);
        *node = tree::object([("$ref", reference)], node);
        return;
    }
    let title = node.get(TYPE_KEY).and_then(Node::as_str).map(|name| format!("{name}'"));
    tree::retain(node, |entry| {
        let key = entry.key.as_str();
        // `minimum` and `maximum` are removed because the generator would choose the type `NonZeroU64` for
        // `minimum: 1`. The step `postprocess::bounds` adds code that checks these limits.
        let unused = [
            "title",
            "example",
            "examples",
            "externalDocs",
            "xml",
            "deprecated",
            "readOnly",
            "writeOnly",
            "minimum",
            "maximum",
        ];
        !unused.contains(&key) && key != KEY && key != TYPE_KEY
    });
    if let Some(title) = title {
        let title = tree::string(title, node);
        tree::set(node, "title", title);
    }
    let mut names = Vec::new();
    if let Some(properties) = tree::get_mut(node, "properties") {
        for entry in tree::entries_mut(properties) {
            if let Some(name) = name_of(&entry.node) {
                let alias = aliases.add(&name, &entry.key);
                names.push((std::mem::replace(&mut entry.key, alias.clone()), alias));
            }
        }
    }
    if let Some(required) = tree::get_mut(node, "required")
        && let Value::Array(items) = &mut required.value
    {
        for item in items {
            if let Some((_, alias)) = names.iter().find(|(wire, _)| item.as_str() == Some(wire)) {
                *item = tree::string(alias.clone(), item);
            }
        }
    }
    for (_, child) in schema::children_mut(node) {
        schema(child, renamed, aliases);
    }
}
