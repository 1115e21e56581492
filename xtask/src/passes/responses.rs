//! Keeps only the success responses of an operation, all with the same body.
//!
//! For a *declared* error response whose body is HTML or empty, the generated client loses the status and headers.
//! Gateways send such responses. For a status that is not declared, the client keeps status and headers, and the
//! wrapper reads the error body. A method returns one type, so a success with a different body becomes an unexpected
//! response with status, headers and unread body. References to shared responses are replaced by the responses, so that
//! other passes find every body.

use dataarts_insight_openapi::{
    document::{Entry, Node},
    is_method,
};

use super::media_types::Kind;
use crate::{render::notes, tree};

/// Applies this pass to a whole contract.
pub fn apply(root: &mut Node) {
    let before = root.clone();
    let Some(paths) = tree::get_mut(root, "paths") else { return };
    for path in tree::entries_mut(paths) {
        for entry in tree::entries_mut(&mut path.node).iter_mut().filter(|entry| is_method(&entry.key)) {
            let is_head = entry.key == "head";
            operation(&before, &mut entry.node, is_head);
        }
    }
    if let Some(components) = tree::get_mut(root, "components") {
        tree::remove(components, "responses");
    }
}

fn operation(before: &Node, operation: &mut Node, is_head: bool) {
    let Some(responses) = tree::get_mut(operation, "responses") else { return };
    for entry in tree::entries_mut(responses) {
        entry.key = entry.key.to_ascii_uppercase();
        if let Ok(resolved) = before.resolve(&entry.node) {
            entry.node = resolved.node.clone();
        }
        if is_head {
            tree::remove(&mut entry.node, "content");
        }
    }
    let is_success = |entry: &Entry| entry.key.starts_with('2');
    if !responses.entries().iter().any(is_success) {
        // If no success status is declared, `default` describes the success.
        for entry in tree::entries_mut(responses).iter_mut().filter(|entry| entry.key == "DEFAULT") {
            entry.key = "2XX".to_owned();
        }
    }
    tree::retain(responses, |entry| is_success(entry) || entry.key.starts_with("X-"));
    for entry in tree::entries_mut(responses).iter_mut().filter(|entry| entry.key.starts_with("X-")) {
        entry.key = entry.key.to_ascii_lowercase();
    }
    let successes: Vec<(String, Body)> = responses
        .entries()
        .iter()
        .filter(|entry| is_success(entry))
        .map(|entry| (entry.key.clone(), Body::of(&entry.node)))
        .collect();
    let best = successes.iter().find(|(_, body)| matches!(body, Body::Json(_))).or_else(|| successes.first());
    let Some((_, kept)) = best else { return };
    let others: Vec<&str> =
        successes.iter().filter(|(_, body)| body != kept).map(|(status, _)| status.as_str()).collect();
    if others.is_empty() {
        return;
    }
    tree::retain(responses, |entry| !others.contains(&entry.key.as_str()));
    let note = format!("the status {} has another body: it ends as an unexpected response", others.join(", "));
    notes::add(operation, note);
}

/// The type of the body of a success response.
#[derive(PartialEq)]
enum Body {
    None,
    Raw,
    Json(String),
}

impl Body {
    fn of(response: &Node) -> Self {
        let content = response.get("content").map_or(&[][..], Node::entries);
        let Some(first) = content.first() else { return Self::None };
        match content.iter().find(|entry| Kind::of(&entry.key) == Kind::Json) {
            Some(entry) => Self::Json(entry.node.get("schema").map(tree::to_json_line).unwrap_or_default()),
            None if first.key.is_empty() => Self::None,
            None => Self::Raw,
        }
    }
}
