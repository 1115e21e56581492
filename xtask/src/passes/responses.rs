//! Keeps only the success responses of an operation, all with the same body.
//!
//! Gateways send errors with an HTML body or without a body. If the contract declares the status of such an error, the
//! generated client fails to decode the body, and loses the status and the headers. For a status that is not declared,
//! the client keeps status and headers, and the wrapper reads the error body.
//!
//! A generated method returns one type. So a success response with another body type becomes an "unexpected response":
//! the client returns its status, headers and unread body. References to shared responses are replaced by the
//! responses, so that other passes find every body.

use dataarts_insight_openapi::{
    document::{Entry, Node},
    is_method,
};

use super::media_types::Kind;
use crate::{render::notes, tree};

/// The key of an operation that can succeed with a body (200) and without a body (204). In the effective contract, all
/// success responses of such an operation have the same body.
pub const EMPTY_KEY: &str = "x-client-empty-response";

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
    let rank = |body: &Body| match body {
        Body::Json(_) => 0,
        Body::Raw => 1,
        Body::None => 2,
    };
    let Some((status, kept)) = successes.iter().min_by_key(|(_, body)| rank(body)) else { return };
    let without_body = |(_, body): &&(String, Body)| *body == Body::None && *kept != Body::None;
    let can_be_empty = successes.iter().any(|success| without_body(&success));
    let others = successes.iter().filter(|success| success.1 != *kept && !without_body(success));
    let others: Vec<&str> = others.map(|(status, _)| status.as_str()).collect();
    tree::retain(responses, |entry| !others.contains(&entry.key.as_str()));
    let content = responses.get(status).and_then(|response| response.get("content")).cloned();
    for (status, _) in successes.iter().filter(without_body) {
        if let (Some(content), Some(response)) = (&content, tree::get_mut(responses, status)) {
            tree::set(response, "content", content.clone());
        }
    }
    // `2XX` already includes every other success. Two branches for one status would be a warning in the generated code.
    if responses.get("2XX").is_some() {
        tree::retain(responses, |entry| entry.key == "2XX" || entry.key.starts_with("x-"));
    }
    if can_be_empty {
        let yes = tree::boolean(true, operation);
        tree::set(operation, EMPTY_KEY, yes);
    }
    if !others.is_empty() {
        let note = format!("the status {} has another body: it ends as an unexpected response", others.join(", "));
        notes::add(operation, note);
    }
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
