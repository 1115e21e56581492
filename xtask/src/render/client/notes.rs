//! Notes that travel through the generator.
//!
//! progenitor drops most of what a contract says beside types (`deprecated`, `x-sensitive`, where a type comes from), but
//! carries descriptions into doc comments. So each object schema's description gets a marker with a number, and the
//! number says which schema of the effective spec a generated type was made from.

use std::collections::BTreeSet;

use dataarts_insight_openapi::document::{Node, Value, join_pointer};

use crate::{lower, schema, tree};
use dataarts_insight_lint::names;

/// What a declared property called `extra` is called on its way through typify, which takes that name for the map of
/// unknown fields.
pub(super) const EXTRA: &str = "declared-extra";

const OPEN: &str = "\u{2}schema ";
const CLOSE: &str = "\u{3}";

/// What is known about the marked schemas, by number.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<Note>);

/// What a generated type was made from.
#[derive(Debug, Clone)]
pub(super) struct Note {
    /// Where the schema lies, in the contract and in the effective spec alike.
    pub pointer: String,
    /// Whether a response can hold it.
    pub response: bool,
}

impl Notes {
    /// Takes the marker out of a doc comment; gives the comment without it and the note.
    pub(super) fn take(&self, doc: &str) -> Option<(String, Option<&Note>)> {
        let (before, rest) = doc.split_once(OPEN)?;
        let (number, after) = rest.split_once(CLOSE)?;
        let note = number.parse::<usize>().ok().and_then(|index| self.0.get(index));
        Some((format!("{}{}", before.trim_end(), after.trim_end()), note))
    }
}

/// The effective spec with markers, and what they mean.
pub(super) fn mark(effective: &Node) -> (Node, Notes) {
    let mut marked = effective.clone();
    escape_texts(&mut marked);
    let responses: BTreeSet<String> = lower::response_components(effective);
    let mut notes = Notes::default();
    if let Some(components) = tree::pointer_mut(&mut marked, "/components/schemas") {
        for entry in tree::entries_mut(components) {
            let pointer = join_pointer("/components/schemas", &entry.key);
            let response = responses.contains(&entry.key);
            mark_schema(&mut entry.node, &pointer, response, &mut notes);
        }
    }
    if let Some(paths) = tree::get_mut(&mut marked, "paths") {
        mark_paths(paths, "/paths", false, &mut notes);
    }
    (marked, notes)
}

/// Schemas stand under `schema` and nowhere else in paths.
fn mark_paths(node: &mut Node, pointer: &str, response: bool, notes: &mut Notes) {
    match &mut node.value {
        Value::Object(entries) => {
            for entry in entries {
                let inner = join_pointer(pointer, &entry.key);
                match entry.key.as_str() {
                    "schema" => mark_schema(&mut entry.node, &inner, response, notes),
                    "example" | "examples" => {}
                    key => mark_paths(&mut entry.node, &inner, response || key == "responses", notes),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                mark_paths(item, &join_pointer(pointer, &index.to_string()), response, notes);
            }
        }
        _ => {}
    }
}

fn mark_schema(node: &mut Node, pointer: &str, response: bool, notes: &mut Notes) {
    if !matches!(node.value, Value::Object(_)) || node.get("$ref").is_some() {
        return;
    }
    if schema::kind(node).is_some() {
        let number = notes.0.len();
        notes.0.push(Note { pointer: pointer.to_owned(), response });
        let old = node.get("description").and_then(Node::as_str).unwrap_or_default();
        let text = tree::string(format!("{}{OPEN}{number}{CLOSE}", old.trim_end()), node);
        tree::set(node, "description", text);
    }
    let within = |key: &str| join_pointer(pointer, key);
    let open = node.get("additionalProperties").is_some_and(|node| matches!(node.value, Value::Object(_)));
    if let Some(properties) = tree::get_mut(node, "properties") {
        for entry in tree::entries_mut(properties) {
            mark_schema(&mut entry.node, &join_pointer(&within("properties"), &entry.key), response, notes);
            if open && names::snake(&entry.key) == "extra" {
                entry.key = EXTRA.to_owned();
            }
        }
    }
    for key in ["items", "additionalProperties", "not"] {
        if let Some(inner) = tree::get_mut(node, key) {
            mark_schema(inner, &within(key), response, notes);
        }
    }
    for key in ["allOf", "anyOf", "oneOf"] {
        let Some(list) = tree::get_mut(node, key) else { continue };
        for (index, inner) in tree::items_mut(list).iter_mut().enumerate() {
            mark_schema(inner, &join_pointer(&within(key), &index.to_string()), response, notes);
        }
    }
}

/// Descriptions are plain texts or Markdown by people who do not think of rustdoc.
fn escape_texts(node: &mut Node) {
    for entry in tree::entries_mut(node) {
        if schema::holds_names(&entry.key, &entry.node) {
            tree::entries_mut(&mut entry.node).iter_mut().for_each(|named| escape_texts(&mut named.node));
            continue;
        }
        match (entry.key.as_str(), &mut entry.node.value) {
            ("example" | "examples" | "default" | "enum", _) => {}
            ("description" | "summary", Value::String(text)) => *text = escape(text),
            _ => escape_texts(&mut entry.node),
        }
    }
    for item in tree::items_mut(node) {
        escape_texts(item);
    }
}

/// A text that rustdoc takes for itself: no links to items (`[Export list]`), no tags, bare addresses as links.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let (mut rest, mut code) = (text, false);
    while let Some(first) = rest.chars().next() {
        let plain = !code;
        let address = rest.find(|c: char| c.is_whitespace() || "<>()[]`\"".contains(c)).unwrap_or(rest.len());
        let linked = escaped.ends_with("](") || escaped.ends_with('<');
        if plain && !linked && (rest.starts_with("https://") || rest.starts_with("http://")) {
            let (url, tail) = rest.split_at(address);
            let end = url.trim_end_matches(['.', ',', ';', ':', '!', '?']).len();
            let (url, after) = url.split_at(end);
            escaped.extend(["<", url, ">", after]);
            rest = tail;
            continue;
        }
        if first == '`' {
            code = !code && rest.get(1..).is_some_and(|tail| tail.contains('`'));
        }
        // A written link stays one.
        let link = rest.find(']').and_then(|end| rest.get(end + 1..)).is_some_and(|tail| tail.starts_with('('));
        let escapes = plain
            && !escaped.ends_with('\\')
            && match first {
                '[' => !link,
                ']' => !rest.get(1..).is_some_and(|tail| tail.starts_with('(')),
                '<' => !rest.starts_with("<http"),
                _ => false,
            };
        if escapes {
            escaped.push('\\');
        }
        escaped.push(first);
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn rustdoc_sees_no_links_that_nobody_wrote() {
        for (text, expected) in [
            ("plain", "plain"),
            ("[Export list] and a[0]", "\\[Export list\\] and a\\[0\\]"),
            ("see [the page](https://a.b/c)", "see [the page](https://a.b/c)"),
            ("at https://a.b/c.", "at <https://a.b/c>."),
            ("<b>bold</b> `a[0]<T>`", "\\<b>bold\\</b> `a[0]<T>`"),
            ("<https://a.b>", "<https://a.b>"),
            ("a lone ` and [x]", "a lone ` and \\[x\\]"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }
}
