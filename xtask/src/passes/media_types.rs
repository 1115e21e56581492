//! Keeps only one media type in each body, because progenitor panics if a request has several.
//!
//! - The order of preference is JSON, form, text, and any other type as raw bytes.
//! - The media type keeps its name, because the client sends this name in `Content-Type` or `Accept` (see
//!   [`crate::render::client`]).
//! - JSON without a schema gets a schema for any value, because progenitor panics without a schema.

use dataarts_insight_openapi::document::{Entry, Node, Value};

use crate::{render::notes, schema, tree};

/// The way in which the client reads or writes a media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JSON: `application/json`, and other names of JSON such as `application/merge-patch+json` or `text/json`.
    Json,
    /// A URL-encoded form: `a=1&b=2`.
    Form,
    /// Plain text.
    Text,
    /// Raw bytes, for every other media type.
    Raw,
}

impl Kind {
    /// Returns the kind of a media type.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        let name = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match name.as_str() {
            "application/json" | "text/json" | "application/x-json" => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            "text/plain" | "text/x-markdown" => Self::Text,
            name if name.ends_with("+json") => Self::Json,
            _ => Self::Raw,
        }
    }
}

/// Applies this pass to a whole contract.
pub fn apply(root: &mut Node) {
    let before = root.clone();
    for operation in schema::operations_mut(root) {
        let mut remarks = Vec::new();
        if let Some(body) = tree::get_mut(operation, "requestBody") {
            request(&before, body, &mut remarks);
        }
        let empty = operation
            .get("requestBody")
            .is_some_and(|body| body.get("content").is_none_or(|content| content.entries().is_empty()));
        if empty {
            tree::remove(operation, "requestBody");
        }
        let Some(responses) = tree::get_mut(operation, "responses") else { continue };
        for response in tree::entries_mut(responses) {
            self::response(&mut response.node);
        }
        for remark in remarks {
            notes::add(operation, remark);
        }
    }
}

/// Removes all media types of `content` except the preferred one. Returns the number of media types before the removal,
/// and the entry of the preferred one.
fn keep_one(owner: &mut Node) -> Option<(usize, &mut Entry)> {
    let content = tree::get_mut(owner, "content")?;
    let Value::Object(entries) = &mut content.value else { return None };
    let count = entries.len();
    let rank = |entry: &Entry| match Kind::of(&entry.key) {
        // Prefers `application/json` to other names of JSON, such as `application/vnd.shop+json`.
        Kind::Json if entry.key.to_ascii_lowercase().starts_with("application/json") => 0,
        Kind::Json => 1,
        Kind::Form => 2,
        Kind::Text => 3,
        Kind::Raw => 4,
    };
    let best = entries.iter().enumerate().min_by_key(|(_, entry)| rank(entry)).map(|(at, _)| at)?;
    let kept = entries.swap_remove(best);
    *entries = vec![kept];
    Some((count, entries.first_mut()?))
}

fn request(root: &Node, body: &mut Node, remarks: &mut Vec<String>) {
    let origin = body.clone();
    let Some((count, entry)) = keep_one(body) else { return };
    let media = entry.key.clone();
    if count > 1 {
        remarks.push(format!("the body is sent as {media}, one of {count} media types"));
    }
    let is_object = entry.node.get("schema").is_some_and(|node| is_object(node, root));
    let text = |format: Option<&str>| {
        let mut made = tree::object([("type", tree::string("string", &origin))], &origin);
        if let Some(format) = format {
            tree::set(&mut made, "format", tree::string(format, &origin));
        }
        made
    };
    let made = match Kind::of(&media) {
        Kind::Json => entry.node.get("schema").cloned().unwrap_or_else(|| tree::object([], &origin)),
        Kind::Form if is_object => entry.node.get("schema").cloned().unwrap_or_else(|| tree::object([], &origin)),
        Kind::Text => text(None),
        _ if media.to_ascii_lowercase().starts_with("multipart/") => {
            remarks.push(format!("the body is sent as it is: make the parts of {media} with `Multipart`"));
            text(Some("binary"))
        }
        _ => {
            remarks.push(format!("the body is sent as it is: write the bytes of {media}"));
            text(Some("binary"))
        }
    };
    let example = entry.node.entries().iter().filter(|entry| ["example", "examples"].contains(&entry.key.as_str()));
    let mut node = tree::object([], &origin);
    tree::set(&mut node, "schema", made);
    for entry in example.cloned().collect::<Vec<_>>() {
        tree::set(&mut node, &entry.key, entry.node);
    }
    entry.node = node;
}

fn is_object(node: &Node, root: &Node) -> bool {
    let resolved = root.resolve(node).map(|resolved| resolved.node);
    resolved.is_ok_and(|node| schema::kind(node) == Some("object") || node.get("properties").is_some())
}

fn response(response: &mut Node) {
    let origin = response.clone();
    let Some((_, entry)) = keep_one(response) else { return };
    tree::remove(&mut entry.node, "encoding");
    if Kind::of(&entry.key) == Kind::Json && entry.node.get("schema").is_none() {
        tree::set(&mut entry.node, "schema", tree::object([], &origin));
    }
}

/// Returns whether a request body is raw bytes or text. For such a body, the generator makes no new Rust type.
#[must_use]
pub fn is_untyped(media: &Entry) -> bool {
    matches!(Kind::of(&media.key), Kind::Raw | Kind::Text) || media.node.get("schema").is_some_and(is_binary)
}

/// Returns whether a schema describes raw bytes.
#[must_use]
pub fn is_binary(schema: &Node) -> bool {
    schema::kind(schema) == Some("string") && schema.get("format").and_then(Node::as_str) == Some("binary")
}
