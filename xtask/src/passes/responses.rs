//! Removes the error responses of an operation, and all success responses except those with one body type.
//!
//! - For a response with a removed status, the client returns an "unexpected response": the status, the headers and the
//!   unread body.
//! - If error responses stayed, the client would decode their bodies. For an HTML body or no body, this would fail, and
//!   the client would lose the status and the headers.
//! - A generated method returns one type, so the success responses must have one body type.
//! - A `$ref` to a response is replaced by the response, so that later passes find every body.

use dataarts_insight_openapi::{
    document::{Entry, Node},
    is_method,
};

use super::media_types::Kind;
use crate::{render::notes, tree};

/// The key that marks an operation whose success response can be empty, for example 200 with a body and 204 without
/// one. This pass declares the same body for both statuses, because a generated method returns one type.
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
        // If the operation has no success status, its response `default` describes the success, so it becomes `2XX`.
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
    // `2XX` includes all other success statuses, such as `200`. If both stayed, the generated code would match `200`
    // twice, and rustc would report a warning.
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
