//! Removes the operations that have errors, so that the other operations can be generated.
//!
//! - If a component has an error, every operation that refers to the component is removed.
//! - If another part of the contract has an error, for example `openapi`, no code is generated. Errors in parts that
//!   the generator does not read are ignored.

use std::collections::{BTreeMap, BTreeSet};

use dataarts_insight_lint::{Finding, Severity};
use dataarts_insight_openapi::{
    document::{Document, Node, Value, unescape_token},
    is_method,
};

use crate::{Error, passes::unreachable, render::notes, tree};

/// An operation, such as `Operation("/tasks", "get")`, or a component, such as `Component("schemas", "Task")`. If it
/// has an error, the whole operation or component is removed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Operation(String, String),
    Component(String, String),
}

/// Removes the operations and components with errors, and adds a note for each operation. Returns false if an error
/// concerns the whole document, or no operation is left.
#[must_use]
pub(crate) fn remove(root: &mut Node, findings: &[Finding]) -> bool {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let mut reasons: BTreeMap<Part, &Finding> = BTreeMap::new();
    let mut remarks = Vec::new();
    for finding in errors {
        let Some(parts) = parts_at(root, &finding.pointer) else { return false };
        if parts.is_empty() && (finding.pointer.starts_with("/paths/") || finding.pointer.starts_with("/info/")) {
            remarks.push(format!("{} is ignored: {}", finding.pointer, place(finding)));
        }
        for part in parts {
            reasons.entry(part).or_insert(finding);
        }
    }
    spread(root, &mut reasons);
    for (part, finding) in &reasons {
        if let Part::Operation(path, method) = part {
            remarks.push(format!("{} {path} is left out: {}", method.to_uppercase(), place(finding)));
        }
    }
    for (part, finding) in &reasons {
        let Part::Component(_, name) = part else { continue };
        // Adds no note for the component if the note of an operation already shows the same error.
        let place = place(finding);
        if !remarks.iter().any(|remark| remark.ends_with(&place)) {
            remarks.push(format!("the component {name} is left out: {place}"));
        }
    }
    retain(root, &|part| !reasons.contains_key(part));
    for remark in remarks {
        notes::add(root, remark);
    }
    reasons.is_empty() || !operations(root).is_empty()
}

/// Renders an effective contract without the operations that the generator refuses, and adds a note for each refused
/// operation.
///
/// # Errors
/// The first error of the generator, if no operation is left or the remaining operations cannot be generated together.
pub(crate) fn render(
    effective: &mut Node,
    contract: &Document,
    render: &dyn Fn(&Node) -> Result<String, Error>,
) -> Result<String, Error> {
    let first = match render(effective) {
        Err(error @ Error::Generator(_)) => error,
        result => return result,
    };
    let all = operations(effective);
    let refused = refused(effective, &all, first.to_string(), render);
    if refused.is_empty() || refused.len() == all.len() {
        return Err(first);
    }
    for (part, message) in &refused {
        let Part::Operation(path, method) = part else { continue };
        let operation = effective.get("paths").and_then(|paths| paths.get(path)?.get(method));
        let at = operation.map_or(0, |node| node.span.start);
        let (file, line) = (file_name(contract.name_at(at)), contract.position(at).line);
        let message = message.lines().next().unwrap_or_default();
        notes::add(effective, format!("{} {path} is left out: {file}:{line}: {message}", method.to_uppercase()));
    }
    *effective = only(effective, &|part| !refused.iter().any(|(other, _)| other == part));
    render(effective)
}

/// Returns each operation of `operations` that the generator refuses, with its error message. `message` is the error
/// for all `operations` together.
///
/// Splits `operations` in two halves and tries each half. Repeats this with a refused half, until the half has only one
/// operation.
fn refused(
    effective: &Node,
    operations: &[Part],
    message: String,
    render: &dyn Fn(&Node) -> Result<String, Error>,
) -> Vec<(Part, String)> {
    if let [operation] = operations {
        return vec![(operation.clone(), message)];
    }
    let (left, right) = operations.split_at(operations.len() / 2);
    let halves = [left, right].into_iter().filter(|half| !half.is_empty());
    let tried = halves.filter_map(|half| {
        let error = render(&only(effective, &|part| half.contains(part))).err()?;
        Some((half, error.to_string()))
    });
    tried.flat_map(|(half, message)| refused(effective, half, message, render)).collect()
}

/// Returns the effective contract with the operations for which `keep` is true, and with the schemas of these
/// operations.
fn only(effective: &Node, keep: &dyn Fn(&Part) -> bool) -> Node {
    let mut part = effective.clone();
    retain(&mut part, &|part| matches!(part, Part::Component(..)) || keep(part));
    unreachable::apply(&mut part);
    part
}

/// Returns the file, the line and the message of an error as one text, such as `shop.yaml:12: …`.
fn place(Finding { file, line, message, .. }: &Finding) -> String {
    format!("{}:{line}: {message}", file_name(file))
}

/// Returns a path without its folder, so that the derived files are the same in every folder.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Returns the operations and components that become unusable by an error at a JSON Pointer. Returns `None` if the
/// whole document becomes unusable.
fn parts_at(root: &Node, pointer: &str) -> Option<Vec<Part>> {
    let tokens: Vec<String> = pointer.split('/').skip(1).map(unescape_token).collect();
    match tokens.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["paths", _, method, "callbacks" | "servers" | "security" | "tags" | "externalDocs", ..]
            if is_method(method) =>
        {
            Some(Vec::new())
        }
        ["paths", path, method, ..] if is_method(method) => {
            Some(vec![Part::Operation((*path).to_owned(), (*method).to_owned())])
        }
        ["paths", path, ..] => {
            let of_path = |part: &Part| matches!(part, Part::Operation(other, _) if other == path);
            Some(operations(root).into_iter().filter(of_path).collect())
        }
        // The generator does not read these objects, so an error in them makes no operation unusable.
        ["components", "callbacks" | "examples" | "headers" | "links" | "securitySchemes", ..]
        | ["info", _, ..]
        | ["tags" | "servers" | "externalDocs" | "security", ..] => Some(Vec::new()),
        ["components", section, name, ..] => Some(vec![Part::Component((*section).to_owned(), (*name).to_owned())]),
        [extension, ..] if extension.starts_with("x-") => Some(Vec::new()),
        _ => None,
    }
}

/// Adds every operation and component that refers to an unusable component, directly or indirectly.
fn spread<'f>(root: &Node, reasons: &mut BTreeMap<Part, &'f Finding>) {
    let mut users: BTreeMap<Part, BTreeSet<Part>> = BTreeMap::new();
    for (part, nodes) in parts(root) {
        let mut references = BTreeSet::new();
        nodes.iter().for_each(|node| collect(node, &mut references));
        for target in references.iter().filter_map(|reference| parts_at(root, reference.strip_prefix('#')?)).flatten() {
            users.entry(target).or_default().insert(part.clone());
        }
    }
    let mut open: Vec<(Part, &'f Finding)> = reasons.iter().map(|(part, finding)| (part.clone(), *finding)).collect();
    while let Some((part, finding)) = open.pop() {
        for user in users.get(&part).into_iter().flatten() {
            if !reasons.contains_key(user) {
                reasons.insert(user.clone(), finding);
                open.push((user.clone(), finding));
            }
        }
    }
}

/// Returns every operation and component with its nodes, which the caller searches for references. An operation also
/// has the nodes that all operations of its path share, such as parameters.
fn parts(root: &Node) -> Vec<(Part, Vec<&Node>)> {
    let mut found = Vec::new();
    for path in root.get("paths").map_or(&[][..], Node::entries) {
        let (methods, shared): (Vec<_>, Vec<_>) = path.node.entries().iter().partition(|entry| is_method(&entry.key));
        for entry in methods {
            let nodes = std::iter::once(&entry.node).chain(shared.iter().map(|entry| &entry.node)).collect();
            found.push((Part::Operation(path.key.clone(), entry.key.clone()), nodes));
        }
    }
    for section in root.get("components").map_or(&[][..], Node::entries) {
        for entry in section.node.entries() {
            found.push((Part::Component(section.key.clone(), entry.key.clone()), vec![&entry.node]));
        }
    }
    found
}

fn operations(root: &Node) -> Vec<Part> {
    let parts = parts(root).into_iter().map(|(part, _)| part);
    parts.filter(|part| matches!(part, Part::Operation(..))).collect()
}

/// Collects the `$ref`s in a tree.
fn collect<'n>(node: &'n Node, found: &mut BTreeSet<&'n str>) {
    node.items().iter().for_each(|item| collect(item, found));
    for entry in node.entries() {
        match (entry.key.as_str(), &entry.node.value) {
            ("$ref", Value::String(text)) => {
                found.insert(text);
            }
            _ => collect(&entry.node, found),
        }
    }
}

/// Keeps the operations and components for which `keep` is true.
fn retain(root: &mut Node, keep: &dyn Fn(&Part) -> bool) {
    if let Some(paths) = tree::get_mut(root, "paths") {
        for path in tree::entries_mut(paths) {
            let key = path.key.clone();
            tree::retain(&mut path.node, |entry| {
                !is_method(&entry.key) || keep(&Part::Operation(key.clone(), entry.key.clone()))
            });
        }
    }
    if let Some(components) = tree::get_mut(root, "components") {
        for section in tree::entries_mut(components) {
            let key = section.key.clone();
            tree::retain(&mut section.node, |entry| keep(&Part::Component(key.clone(), entry.key.clone())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operation_that_the_generator_refuses_is_left_out() {
        let text = "openapi: 3.0.3\npaths:\n  /a: {get: {}, put: {operationId: bad}}\n  /b: {get: {}, put: {}}\n";
        let contract = Document::parse("c.yaml", text).unwrap();
        let generator = |spec: &Node| match tree::to_json_line(spec).contains("bad\"") {
            true => Err(Error::Generator("cannot\nsecond line".to_owned())),
            false => Ok("code".to_owned()),
        };
        let mut effective = contract.root().clone();
        assert_eq!(render(&mut effective, &contract, &generator).unwrap(), "code");
        let left = operations(&effective).len();
        let notes: Vec<&str> = notes::of(&effective).collect();
        assert_eq!((left, notes), (3, vec!["PUT /a is left out: c.yaml:3: cannot"]));
        let all = |_: &Node| Err(Error::Generator("cannot".to_owned()));
        assert!(render(&mut effective, &contract, &all).is_err());
    }
}
