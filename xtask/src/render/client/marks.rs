//! Adds a number to the description of each schema, in order to find the schema of each generated type.
//!
//! progenitor copies the description into the doc comment of the generated type. So the number in the doc comment tells
//! which schema the type comes from. This number is called the mark. It is the index of the schema in [`Marks`].

use dataarts_insight_openapi::document::{Node, Value, join_pointer};

use crate::{lower, schema, tree};

const OPEN: &str = "\u{2}schema ";
const CLOSE: &str = "\u{3}";

/// The schemas whose description has a mark. The number in the mark is the index in this list.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<Mark>);

/// A schema whose description has a mark.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// The JSON Pointer of the schema, the same in the contract and in the effective contract.
    pub pointer: String,
    /// True if a response can contain the schema.
    pub response: bool,
}

impl Marks {
    /// Removes the first mark from a doc comment. Returns the rest of the text and the marked schema, or `None` if the
    /// text has no mark.
    pub(super) fn take(&self, doc: &str) -> Option<(String, Option<&Mark>)> {
        let (before, rest) = doc.split_once(OPEN)?;
        let (number, after) = rest.split_once(CLOSE)?;
        let mark = number.parse::<usize>().ok().and_then(|index| self.0.get(index));
        Some((format!("{}{}", before.trim_end(), after.trim_end()), mark))
    }
}

/// Returns a copy of the effective contract with marks in the descriptions, and the list of the schemas with a mark.
pub(super) fn mark(effective: &Node) -> (Node, Marks) {
    let mut marked = effective.clone();
    escape_texts(&mut marked);
    let responses = lower::response_components(effective);
    let mut marks = Marks::default();
    if let Some(components) = tree::pointer_mut(&mut marked, "/components/schemas") {
        for entry in tree::entries_mut(components) {
            let pointer = join_pointer("/components/schemas", &entry.key);
            let response = responses.contains(&entry.key);
            mark_schema(&mut entry.node, &pointer, response, &mut marks);
        }
    }
    if let Some(paths) = tree::get_mut(&mut marked, "paths") {
        mark_paths(paths, "/paths", false, &mut marks);
    }
    (marked, marks)
}

/// Adds marks to the schemas of parameters, bodies and responses. These schemas are the values of the keys `schema`.
fn mark_paths(node: &mut Node, pointer: &str, response: bool, marks: &mut Marks) {
    match &mut node.value {
        Value::Object(entries) => {
            for entry in entries {
                let inner = join_pointer(pointer, &entry.key);
                match entry.key.as_str() {
                    "schema" => mark_schema(&mut entry.node, &inner, response, marks),
                    "example" | "examples" => {}
                    key => mark_paths(&mut entry.node, &inner, response || key == "responses", marks),
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                mark_paths(item, &join_pointer(pointer, &index.to_string()), response, marks);
            }
        }
        _ => {}
    }
}

fn mark_schema(node: &mut Node, pointer: &str, response: bool, marks: &mut Marks) {
    if !matches!(node.value, Value::Object(_)) || node.get("$ref").is_some() {
        return;
    }
    if schema::kind(node).is_some() {
        let number = marks.0.len();
        marks.0.push(Mark { pointer: pointer.to_owned(), response });
        let old = node.get("description").and_then(Node::as_str).unwrap_or_default();
        let text = tree::string(format!("{}{OPEN}{number}{CLOSE}", old.trim_end()), node);
        tree::set(node, "description", text);
    }
    for (inner, child) in schema::children_mut(node) {
        mark_schema(child, &format!("{pointer}{inner}"), response, marks);
    }
}

/// Escapes descriptions and summaries, because rustdoc would read them as Markdown.
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

/// Escapes a text so that rustdoc finds no links to items (`[Export list]`) and no HTML tags. URLs become links.
pub(crate) fn escape(text: &str) -> String {
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
        // Does not escape a Markdown link, such as `[text](url)`.
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
    fn escapes_what_rustdoc_would_interpret() {
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
