//! A contract as a tree of JSON values. The tree contains the byte range of each value and key in the source text.
//!
//! YAML and JSON become the same [`Document`]. Numbers keep their text, so a bound with 20 digits stays exact. Objects
//! keep the order of their keys and repeated keys, so the linter can report repeated keys.

mod index;
mod json;
mod parse;

use std::{borrow::Cow, collections::HashMap, fmt, ops::Range, sync::Arc};

use index::Wide;

use crate::{
    bundle::{ReadFile, bundle},
    lowering::{Purpose, lower},
};

pub(crate) use index::Columns;
pub(crate) use parse::MAX_VALUES;
pub use parse::{SyntaxError, parse};

/// The deepest permitted nesting of a contract. OpenAPI documents usually have fewer than 40 levels.
pub(crate) const MAX_DEPTH: usize = 200;

/// A parsed contract with its source text.
#[derive(Debug, Clone)]
pub struct Document {
    name: String,
    text: String,
    columns: Columns,
    wide: Wide,
    root: Node,
    is_lowered: bool,
    /// The other files to which `$ref`s lead, sorted by their offsets.
    files: Vec<OtherFile>,
    /// The values of other files in the tree.
    inserted: Vec<Inserted>,
    /// For each `$ref` that is not followed, by the offset of its text: the reason.
    refused: HashMap<usize, String>,
}

/// Another file to which a `$ref` leads. All files of a document share one range of byte offsets: if the contract has
/// 100 bytes, the first byte of the first other file has the offset 101.
#[derive(Debug, Clone)]
pub struct OtherFile {
    pub(crate) name: Arc<str>,
    pub(crate) text: Arc<str>,
    pub(crate) columns: Columns,
    /// The offset of the first byte of `text` in this shared range.
    pub(crate) offset: usize,
}

impl OtherFile {
    /// Returns the name that messages show for the file.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Returns the text of the file.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Converts a byte range of the document to a byte range of [`text`](Self::text).
    #[must_use]
    pub fn local(&self, span: &Range<usize>) -> Range<usize> {
        span.start.saturating_sub(self.offset)..span.end.saturating_sub(self.offset)
    }
}

/// A value of another file that is in the tree of the document.
#[derive(Debug, Clone)]
pub(crate) struct Inserted {
    /// The byte range of the value.
    pub(crate) span: Range<usize>,
    /// The byte range of the key of the value; `None` if the key is in the contract.
    pub(crate) key_span: Option<Range<usize>>,
    /// The JSON Pointer in the document.
    pub(crate) pointer: String,
    /// The JSON Pointer in the other file.
    pub(crate) inside: String,
}

/// One value of a [`Document`] and its byte range in the source.
///
/// The value of an alias (`*name`) has the byte range of its anchor (`&name`).
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Byte range in the source.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
}

/// A value of a contract, after YAML or JSON is parsed.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, `~` or an empty value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// The JSON text of a number. `0x1F` in YAML becomes `31`.
    Number(String),
    /// A string.
    String(String),
    /// A sequence.
    Array(Vec<Node>),
    /// The entries of a mapping, in the order of the source. If a key is repeated, all its entries are in the list.
    Object(Vec<Entry>),
}

/// A key of an object with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The text of the key. `200:` and `"200":` have the same text.
    pub key: String,
    /// Byte range of the key in the source.
    pub key_span: Range<usize>,
    /// The value.
    pub node: Node,
}

/// A place in a source text. Line and column count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl Document {
    /// Reads YAML or JSON. Messages show `name`, usually the path of the document.
    ///
    /// # Errors
    /// [`SyntaxError`] if the text is not YAML or JSON, contains several documents, or exceeds a limit on nesting or
    /// size.
    pub fn parse(name: impl Into<String>, text: impl Into<String>) -> Result<Self, SyntaxError> {
        let (name, text) = (name.into(), text.into());
        let root = parse(&text)?;
        Ok(Self {
            columns: Columns::new(&text),
            wide: Wide::new(&root),
            name,
            text,
            root,
            is_lowered: false,
            files: Vec::new(),
            inserted: Vec::new(),
            refused: HashMap::new(),
        })
    }

    /// Reads YAML or JSON, and the other files to which its `$ref`s lead. The values of these files become part of the
    /// document: most of them become components, and all `$ref`s become local. `read` reads a file, or refuses to read
    /// it.
    ///
    /// ```
    /// use dataarts_insight_openapi::document::Document;
    ///
    /// let text = "openapi: 3.0.3\npaths: {}\ncomponents: {schemas: {Pets: {items: {$ref: pet.yaml#/Pet}}}}\n";
    /// let mut read = |path: &str| Ok((format!("api/{path}"), "Pet: {type: string}".to_owned()));
    /// let document = Document::parse_with_files("api/pets.yaml", text, &mut read)?;
    /// let pet = document.reference("#/components/schemas/Pet").unwrap();
    /// assert_eq!(document.name_at(pet.span.start), "api/pet.yaml");
    /// # Ok::<(), dataarts_insight_openapi::document::SyntaxError>(())
    /// ```
    ///
    /// # Errors
    /// The errors of [`parse`](Self::parse) for `text`. If another file has a mistake, the function succeeds: the `$ref`
    /// to the file stays, and [`refusal`](Self::refusal) returns the reason.
    pub fn parse_with_files(
        name: impl Into<String>,
        text: impl Into<String>,
        read: &mut ReadFile<'_>,
    ) -> Result<Self, SyntaxError> {
        Ok(bundle(Self::parse(name, text)?, read))
    }

    /// Rewrites the schemas of an OpenAPI 3.1 document to OpenAPI 3.0. Does not change a keyword without an equivalent
    /// in OpenAPI 3.0. Returns a document of another version, or a document that is already rewritten, without changes.
    #[must_use]
    pub fn rewritten(document: Arc<Self>, purpose: Purpose) -> Arc<Self> {
        if document.is_lowered || !document.declares("3.1") {
            return document;
        }
        let mut document = Arc::unwrap_or_clone(document);
        lower(&mut document.root, purpose);
        Arc::new(Self { wide: Wide::new(&document.root), is_lowered: true, ..document })
    }

    /// Returns whether the key `openapi` has this version: `3.1` also matches `3.1.0`.
    pub(crate) fn declares(&self, wanted: &str) -> bool {
        self.root.get("openapi").is_some_and(|node| match &node.value {
            // Without quotes, `3.0` is a number in YAML.
            Value::String(text) | Value::Number(text) => {
                text.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }
            _ => false,
        })
    }

    /// Returns whether the schemas were rewritten from OpenAPI 3.1 to 3.0. A rewritten schema can still contain the
    /// keywords in [`UNSUPPORTED`](crate::UNSUPPORTED), because OpenAPI 3.0 has no equivalent.
    #[must_use]
    pub fn is_lowered(&self) -> bool {
        self.is_lowered
    }

    /// Returns the name that messages show for the document.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the source text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the root of the tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Returns the line and the column of a byte offset, such as the start of [`Node::span`]. If the offset is in
    /// another file to which a `$ref` leads, returns the line and the column in that file. For an offset after the end
    /// of the text, returns the end.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        match self.other_file(offset) {
            Some(file) => file.columns.position(&file.text, offset - file.offset),
            None => self.columns.position(&self.text, offset),
        }
    }

    /// Returns the name of the file that contains a byte offset: the contract, or another file to which a `$ref` leads.
    #[must_use]
    pub fn name_at(&self, offset: usize) -> &str {
        self.other_file(offset).map_or(&self.name, |file| &file.name)
    }

    /// Returns the other file that contains a byte offset; `None` if the contract contains the offset.
    #[must_use]
    pub fn other_file(&self, offset: usize) -> Option<&OtherFile> {
        let after = self.files.partition_point(|file| file.offset <= offset);
        after.checked_sub(1).and_then(|index| self.files.get(index))
    }

    /// Returns the other files to which `$ref`s lead.
    #[must_use]
    pub fn other_files(&self) -> &[OtherFile] {
        &self.files
    }

    /// Returns the reason why a `$ref` to another file was not followed, and what to do. `reference` is the value of the
    /// `$ref`.
    #[must_use]
    pub fn refusal(&self, reference: &Node) -> Option<&str> {
        self.refused.get(&reference.span.start).map(String::as_str)
    }

    pub(crate) fn take_root(&mut self) -> Node {
        std::mem::replace(&mut self.root, Node { span: 0..0, value: Value::Null })
    }

    /// Returns the document with another tree, which contains values of other files.
    pub(crate) fn bundled(
        self,
        root: Node,
        files: Vec<OtherFile>,
        inserted: Vec<Inserted>,
        refused: HashMap<usize, String>,
    ) -> Self {
        Self { wide: Wide::new(&root), root, files, inserted, refused, ..self }
    }

    /// Returns the value of a JSON Pointer such as `/paths/~1v1/get`. If a key is repeated, the last one counts.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        self.root.follow(pointer, |node, key| self.wide.get(node, key))
    }

    /// Returns the value of a local `$ref` such as `#/components/schemas/Task`.
    #[must_use]
    pub fn reference(&self, reference: &str) -> Option<&Node> {
        self.pointer(&crate::reference::local_pointer(reference)?)
    }
}

impl Document {
    /// Returns the JSON Pointer of the value or key with this byte range. If no value or key has exactly this range,
    /// returns the pointer of the smallest value that contains the range. If YAML aliases repeat the value, returns the
    /// pointer of the value at the anchor.
    #[must_use]
    pub fn pointer_at(&self, span: &Range<usize>) -> String {
        match self.inserted_at(span) {
            Some((inserted, below)) => format!("{}{below}", inserted.pointer),
            None => pointer_below(&self.root, span),
        }
    }

    /// Returns the JSON Pointer of the value or key with this byte range, like [`pointer_at`](Self::pointer_at). For a
    /// value of another file, returns the pointer inside this file.
    #[must_use]
    pub fn pointer_in_file(&self, span: &Range<usize>) -> String {
        match self.inserted_at(span) {
            Some((inserted, below)) => format!("{}{below}", inserted.inside),
            None => self.pointer_at(span),
        }
    }

    /// Returns the smallest value of another file that contains the byte range, and the pointer from this value to the
    /// range.
    fn inserted_at(&self, span: &Range<usize>) -> Option<(&Inserted, String)> {
        let holds = |value: &Range<usize>| value.start <= span.start && span.end <= value.end;
        let is_key = |inserted: &Inserted| inserted.key_span.as_ref() == Some(span);
        let around = self.inserted.iter().filter(|inserted| holds(&inserted.span) || is_key(inserted));
        let inserted = around.min_by_key(|inserted| if is_key(inserted) { 0 } else { inserted.span.len() })?;
        let below = match self.pointer(&inserted.pointer) {
            Some(node) if !is_key(inserted) => pointer_below(node, span),
            _ => String::new(),
        };
        Some((inserted, below))
    }
}

/// Returns the JSON Pointer from a value to the value or key with a byte range inside it.
fn pointer_below(node: &Node, span: &Range<usize>) -> String {
    let mut pointer = String::new();
    let mut node = node;
    while node.span != *span {
        let next = match &node.value {
            Value::Object(entries) => {
                let holds = |entry: &Entry| entry.key_span == *span || entry.node.holds(span);
                find_at(entries, |entry| entry.key_span.start <= span.start, holds)
                    .map(|(_, entry)| (entry.key.clone(), (entry.key_span != *span).then_some(&entry.node)))
            }
            Value::Array(items) => find_at(items, |item| item.span.start <= span.start, |item| item.holds(span))
                .map(|(index, item)| (index.to_string(), Some(item))),
            _ => None,
        };
        let Some((token, next)) = next else { break };
        pointer = join_pointer(&pointer, &token);
        let Some(next) = next else { break };
        node = next;
    }
    pointer
}

/// Finds the child for which `holds` returns true. Tries a binary search first. If it finds nothing, searches all
/// children, because the copies of YAML aliases are not in the order of the source.
fn find_at<T>(children: &[T], begins: impl Fn(&T) -> bool, holds: impl Fn(&T) -> bool) -> Option<(usize, &T)> {
    let last = children.partition_point(begins).saturating_sub(1);
    let near = children.get(last).filter(|child| holds(child)).map(|child| (last, child));
    near.or_else(|| children.iter().enumerate().find(|(_, child)| holds(child)))
}

impl Node {
    /// Returns whether the byte range lies within the value.
    fn holds(&self, span: &Range<usize>) -> bool {
        self.span.start <= span.start && span.end <= self.span.end
    }

    /// Returns the value of a key. If the key is repeated, the last one counts, as in most JSON parsers.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// Returns a key with its value. If the key is repeated, returns the last one.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key == key)
    }

    /// Returns the entries of an object; an empty slice for other values.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        let Value::Object(entries) = &self.value else { return &[] };
        entries
    }

    /// Returns the items of an array; an empty slice for other values.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        let Value::Array(items) = &self.value else { return &[] };
        items
    }

    /// Returns the text of a string; `None` for other values.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        let Value::String(text) = &self.value else { return None };
        Some(text)
    }

    /// Returns the value of a boolean; `None` for other values.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        let Value::Bool(value) = self.value else { return None };
        Some(value)
    }

    /// Returns whether the object has the key with the value `true`.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(Self::as_bool) == Some(true)
    }

    /// Returns the text of a number; `None` for other values.
    #[must_use]
    pub fn as_number(&self) -> Option<&str> {
        let Value::Number(text) = &self.value else { return None };
        Some(text)
    }

    /// Returns the kind of the value, for messages: `a string`, `an object`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// Returns the value to which a JSON Pointer leads from this node.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        self.follow(pointer, Node::get)
    }

    /// Follows a JSON Pointer from this node. `get` returns the value of a key in an object.
    fn follow<'n>(&'n self, pointer: &str, get: impl Fn(&'n Self, &str) -> Option<&'n Self>) -> Option<&'n Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |node, token| match &node.value {
            Value::Object(_) if token.contains('~') => get(node, &unescape_token(token)),
            Value::Object(_) => get(node, token),
            Value::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Converts the node to a `serde_json` value, without byte ranges. If a key is repeated, the last one remains.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| text.as_str().into()),
            Value::String(text) => text.as_str().into(),
            Value::Array(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(entries) => {
                serde_json::Value::Object(entries.iter().map(|e| (e.key.clone(), e.node.to_json())).collect())
            }
        }
    }
}

/// Appends a key or an index to a JSON Pointer: `~` becomes `~0`, `/` becomes `~1`.
#[must_use]
pub fn join_pointer(pointer: &str, token: &str) -> String {
    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
}

/// Decodes one part of a JSON Pointer: `~1` becomes `/`, `~0` becomes `~`.
#[must_use]
pub fn unescape_token(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// Returns the line and the column of a byte offset in a text.
#[must_use]
pub fn position_in(text: &str, offset: usize) -> Position {
    Columns::new(text).position(text, offset)
}

/// Decodes `%XX` sequences. Returns `None` if a sequence is broken or the decoded text is not UTF-8.
#[must_use]
pub fn percent_decode(text: &str) -> Option<String> {
    let is_broken = |rest: &str| {
        let hex = rest.as_bytes().get(..2).unwrap_or_default();
        hex.len() < 2 || !hex.iter().all(u8::is_ascii_hexdigit)
    };
    // `percent_decode_str` does not change a broken sequence such as `%zz`, but here such a sequence is an error.
    if text.split('%').skip(1).any(is_broken) {
        return None;
    }
    percent_encoding::percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests;
