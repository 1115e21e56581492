//! Follows `$ref`s to other files, and makes one document of all files.
//!
//! A value of another file becomes a component: `$ref: pets.yaml#/Pet` becomes `$ref: '#/components/schemas/Pet'`. Where
//! `components` has no section for the value, such as for a path item, the value replaces the `$ref`. All values keep
//! their places, so a message about such a value contains the name of the other file and a line in this file.

use std::collections::{HashMap, HashSet};

use crate::{
    MAX_HOPS,
    document::{
        Columns, Document, Entry, Inserted, MAX_DEPTH, MAX_VALUES, Node, OtherFile, Value, join_pointer, parse,
        percent_decode, position_in, unescape_token,
    },
    grammar::{ObjectKind, ValueKind},
    objects::item_span,
    reference::local_pointer,
    suggestion::did_you_mean,
    tree,
};

/// The largest number of other files to which the `$ref`s of one contract may lead.
const MAX_FILES: usize = 1_000;

/// The largest number of `$ref`s that are replaced by a value. If path items contain path items twice, the number would
/// grow exponentially.
const MAX_REPLACED: usize = 10_000;

/// A function that reads another file of a contract. The argument is the path of the file, relative to the folder of the
/// contract, such as `schemas/pet.yaml` or `../common.yaml`. The result is the name of the file for messages, and its
/// text. An error is the reason why the file is not read, and what to do. The `$ref` then stays, and the reason is
/// reported at the line of the `$ref`.
pub type ReadFile<'r> = dyn FnMut(&str) -> Result<(String, String), String> + 'r;

/// Reads the other files to which the `$ref`s of a document lead, and adds their values to the document.
pub(crate) fn bundle(mut document: Document, read: &mut ReadFile<'_>) -> Document {
    if !has_external(document.root()) {
        return document;
    }
    let own_name = document.name().rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let mut root = document.take_root();
    let names = sections().map(|(section, _)| {
        let entries = root.get("components").and_then(|node| node.get(section)).map_or(&[][..], Node::entries);
        (section, entries.iter().map(|entry| entry.key.clone()).collect())
    });
    let mut bundler = Bundler {
        read,
        own_name,
        known: HashMap::new(),
        files: Vec::new(),
        others: Vec::new(),
        components: HashMap::new(),
        names: names.collect(),
        added: Vec::new(),
        inserted: Vec::new(),
        refused: HashMap::new(),
        end: document.text().len(),
        values_to_read: MAX_VALUES,
        values_to_copy: MAX_VALUES,
        left_to_replace: MAX_REPLACED,
    };
    bundler.adopt_components(&root);
    bundler.visit(&mut root, ValueKind::Object(ObjectKind::OpenApi), &At::base(None, "", 0));
    bundler.visit_added();
    bundler.add_components(&mut root);
    let Bundler { others, inserted, refused, .. } = bundler;
    document.bundled(root, others, inserted, refused)
}

/// Returns whether a tree has a `$ref` to another file.
fn has_external(node: &Node) -> bool {
    node.items().iter().any(has_external)
        || node.entries().iter().any(|entry| match &entry.node.value {
            Value::String(text) => entry.key == "$ref" && !text.starts_with('#'),
            _ => has_external(&entry.node),
        })
}

/// Returns each section of `components` with the kind of its objects.
fn sections() -> impl Iterator<Item = (&'static str, ObjectKind)> {
    ObjectKind::ALL.iter().filter_map(|kind| Some((kind.section()?, *kind)))
}

struct Bundler<'r, 'f> {
    read: &'r mut ReadFile<'f>,
    /// The file name of the contract, without its folder.
    own_name: String,
    /// For each path of a file, the index of the file in `files`, or the reason why the file cannot be used.
    known: HashMap<String, Result<usize, String>>,
    files: Vec<File>,
    others: Vec<OtherFile>,
    /// The `$ref` of each component that was made: `#/components/schemas/Pet` for `(0, "/Pet", Schema)`.
    components: HashMap<Target, String>,
    /// The names that are in use, for each section of `components`.
    names: HashMap<&'static str, HashSet<String>>,
    /// The components to add.
    added: Vec<Added>,
    inserted: Vec<Inserted>,
    /// For each `$ref` that is not followed, by the offset of its text: the reason.
    refused: HashMap<usize, String>,
    /// The offset after the last byte of the last file.
    end: usize,
    /// The number of values that other files may still have.
    values_to_read: usize,
    /// The number of values that may still be copied.
    values_to_copy: usize,
    /// The number of `$ref`s that may still be replaced.
    left_to_replace: usize,
}

/// Another file. Its byte offsets continue after the offsets of the file before.
struct File {
    /// The path of the file, relative to the folder of the contract.
    path: String,
    root: Node,
}

/// A value of another file: the index of the file, the JSON Pointer in the file, and the kind that the `$ref` needs.
type Target = (usize, String, ObjectKind);

/// A component to add. Its values come from the file with the index `file`.
struct Added {
    section: &'static str,
    kind: ObjectKind,
    file: usize,
    entry: Entry,
}

/// The place of a value in the bundled document.
struct At<'a> {
    parent: Option<&'a At<'a>>,
    token: Token<'a>,
    /// The file that the value comes from; `None` for the contract.
    file: Option<usize>,
    /// The value of another file that replaces the `$ref` at this place.
    replaced_by: Option<(usize, &'a str)>,
    depth: usize,
}

#[derive(Clone, Copy)]
enum Token<'a> {
    /// The JSON Pointer at which a walk starts.
    Base(&'a str),
    Key(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    fn base(file: Option<usize>, pointer: &'a str, depth: usize) -> Self {
        At { parent: None, token: Token::Base(pointer), file, replaced_by: None, depth }
    }

    fn below(&'a self, token: Token<'a>) -> At<'a> {
        At { parent: Some(self), token, file: self.file, replaced_by: None, depth: self.depth + 1 }
    }

    fn pointer(&self) -> String {
        let mut pointer = self.parent.map(At::pointer).unwrap_or_default();
        match self.token {
            Token::Base(base) => pointer.push_str(base),
            Token::Key(key) => pointer.push_str(&join_pointer("", key)),
            Token::Index(index) => pointer.push_str(&format!("/{index}")),
        }
        pointer
    }

    /// Returns whether the place lies inside a copy of this value.
    fn is_inside(&self, value: (usize, &str)) -> bool {
        self.replaced_by == Some(value) || self.parent.is_some_and(|parent| parent.is_inside(value))
    }
}

/// The value to which a `$ref` leads.
enum Place {
    /// A value of the contract, with the text after `#`.
    Contract(String),
    /// A value of another file, with the JSON Pointer in this file.
    Other(usize, String),
}

impl Bundler<'_, '_> {
    /// Gives the names of the contract to values of other files. For example, if the contract has the component
    /// `Pet: {$ref: pets.yaml#/Animal}`, all other `$ref`s to this value become `#/components/schemas/Pet`.
    fn adopt_components(&mut self, root: &Node) {
        for (section, kind) in sections() {
            let section_node = root.get("components").and_then(|node| node.get(section));
            for Entry { key, node, .. } in section_node.map_or(&[][..], Node::entries) {
                if let ([_], Some(text)) = (node.entries(), external(node, None))
                    && let Ok(Place::Other(file, pointer)) = self.place(text, None)
                {
                    let reference = format!("#{}", join_pointer(&format!("/components/{section}"), key));
                    self.components.entry((file, pointer, kind)).or_insert(reference);
                }
            }
        }
    }

    fn visit(&mut self, node: &mut Node, kind: ValueKind, at: &At<'_>) {
        let is_object = |kind| matches!(kind, ValueKind::Object(_) | ValueKind::List(_) | ValueKind::Map(_));
        let text = external(node, at.file).map(str::to_owned);
        match (kind, text) {
            (ValueKind::ObjectOrRef(kind), Some(text)) => self.refer(node, &text, kind, at),
            (ValueKind::SchemaOrBool, Some(text)) => self.refer(node, &text, ObjectKind::Schema, at),
            (kind, Some(text)) if is_object(kind) => self.replace(node, &text, kind, at),
            (kind, _) => self.visit_children(node, kind, at),
        }
    }

    fn visit_children(&mut self, node: &mut Node, kind: ValueKind, at: &At<'_>) {
        match kind {
            ValueKind::Object(kind) | ValueKind::ObjectOrRef(kind) => self.visit_object(node, kind, at),
            ValueKind::SchemaOrBool => self.visit_object(node, ObjectKind::Schema, at),
            ValueKind::List(item) => {
                for (index, node) in tree::items_mut(node).iter_mut().enumerate() {
                    self.visit(node, *item, &at.below(Token::Index(index)));
                }
            }
            ValueKind::Map(value) => {
                for Entry { key, node, .. } in tree::entries_mut(node) {
                    self.visit(node, *value, &at.below(Token::Key(key)));
                }
            }
            ValueKind::Any | ValueKind::Text | ValueKind::Bool | ValueKind::Number | ValueKind::Count => {}
        }
    }

    fn visit_object(&mut self, node: &mut Node, kind: ObjectKind, at: &At<'_>) {
        if kind == ObjectKind::Discriminator {
            tree::get_mut(node, "mapping").into_iter().for_each(|mapping| self.visit_mapping(mapping, at));
            return;
        }
        let definition = kind.definition();
        for Entry { key, node, .. } in tree::entries_mut(node) {
            if let Some(value) = definition.value(key).or_else(|| value_of_3_1(kind, key)) {
                self.visit(node, value, &at.below(Token::Key(key)));
            }
        }
    }

    /// Rewrites the values of `mapping` that are `$ref`s and not names of components.
    fn visit_mapping(&mut self, mapping: &mut Node, at: &At<'_>) {
        for Entry { node, .. } in tree::entries_mut(mapping) {
            let Value::String(text) = &mut node.value else { continue };
            let is_local = at.file.is_none() && text.starts_with('#');
            let is_file = [".yaml", ".yml", ".json"].iter().any(|end| text.ends_with(end));
            if !is_local && (text.contains(['#', '/']) || is_file) {
                match self.reference(text, ObjectKind::Schema, at.file) {
                    Ok(reference) => *text = reference,
                    Err(reason) => drop(self.refused.insert(node.span.start, reason)),
                }
            }
        }
    }

    /// Makes a `$ref` to another file local.
    fn refer(&mut self, node: &mut Node, text: &str, kind: ObjectKind, at: &At<'_>) {
        match self.reference(text, kind, at.file) {
            // The contract gives its own name to the value, as in `Pet: {$ref: pets.yaml#/Pet}` in `components`.
            Ok(reference) if at.depth == 3 && at.file.is_none() && reference == format!("#{}", at.pointer()) => {
                self.replace(node, text, ValueKind::ObjectOrRef(kind), at);
            }
            Ok(reference) => {
                if let Some(Node { value: Value::String(text), .. }) = tree::get_mut(node, "$ref") {
                    *text = reference;
                }
                self.visit_object(node, kind, at);
            }
            Err(reason) => self.refuse(node, text, at.file, reason),
        }
    }

    /// Replaces a `$ref` by the value of another file.
    fn replace(&mut self, node: &mut Node, text: &str, kind: ValueKind, at: &At<'_>) {
        let Some(left) = self.left_to_replace.checked_sub(1) else {
            let reason = format!("more than {MAX_REPLACED} `$ref`s are replaced by values of other files");
            return self.refuse(node, text, at.file, reason);
        };
        self.left_to_replace = left;
        let (mut text, mut file) = (text.to_owned(), at.file);
        for _ in 0..=MAX_HOPS {
            let copied = match self.place(&text, file) {
                Ok(Place::Contract(fragment)) => {
                    if let Some(Node { value: Value::String(text), .. }) = tree::get_mut(node, "$ref") {
                        *text = format!("#{fragment}");
                    }
                    return;
                }
                Ok(Place::Other(other, pointer)) if !at.is_inside((other, &pointer)) => {
                    self.copy(other, &pointer, at.depth).map(|(copy, _)| (other, pointer, copy))
                }
                Ok(Place::Other(..)) => Err("the value contains this `$ref` again: remove the circle".to_owned()),
                Err(reason) => Err(reason),
            };
            let (other, pointer, copy) = match copied {
                Ok(copied) => copied,
                Err(reason) => return self.refuse(node, &text, file, reason),
            };
            // The value can be a `$ref` again. `components` can contain a `$ref`, and other places cannot.
            if !matches!(kind, ValueKind::ObjectOrRef(_))
                && let Some(next) = external(&copy, Some(other))
            {
                (text, file) = (next.to_owned(), Some(other));
                continue;
            }
            let mut rest = std::mem::replace(node, copy);
            tree::remove(&mut rest, "$ref");
            self.visit_children(&mut rest, kind, at);
            let (span, inside) = (node.span.clone(), pointer.clone());
            self.inserted.push(Inserted { span, key_span: None, pointer: at.pointer(), inside });
            let at = At { file: Some(other), replaced_by: Some((other, &pointer)), ..*at };
            self.visit(node, kind, &at);
            // The other keys of a path item with a `$ref` apply, too.
            if let (Value::Object(entries), Value::Object(rest)) = (&mut node.value, rest.value) {
                let new: Vec<Entry> =
                    rest.into_iter().filter(|entry| entries.iter().all(|known| known.key != entry.key)).collect();
                entries.extend(new);
            }
            return;
        }
        self.refuse(node, &text, file, "the `$ref`s lead back to each other: remove the circle".to_owned());
    }

    /// Keeps a `$ref` that cannot be followed, and stores the reason.
    fn refuse(&mut self, node: &mut Node, text: &str, file: Option<usize>, reason: String) {
        let Some(reference) = tree::get_mut(node, "$ref") else { return };
        self.refused.insert(reference.span.start, reason);
        // In the bundled document, `#/Pet` would name a value of the contract, and not a value of the other file.
        if let Some(File { path, .. }) = file.and_then(|file| self.files.get(file))
            && text.starts_with('#')
        {
            reference.value = Value::String(format!("{path}{text}"));
        }
    }

    /// Returns the local `$ref` for a `$ref` to a value that becomes a component.
    fn reference(&mut self, text: &str, kind: ObjectKind, file: Option<usize>) -> Result<String, String> {
        match self.place(text, file)? {
            Place::Contract(fragment) => Ok(format!("#{fragment}")),
            Place::Other(other, pointer) => self.component(other, pointer, kind),
        }
    }

    /// Returns the `$ref` of the component for a value of another file. The first call makes the component.
    fn component(&mut self, file: usize, pointer: String, kind: ObjectKind) -> Result<String, String> {
        if let Some(known) = self.components.get(&(file, pointer.clone(), kind)) {
            return Ok(known.clone());
        }
        let section = kind.section().unwrap_or("schemas");
        let (node, key_span) = self.copy(file, &pointer, 3)?;
        let name = self.free_name(section, file, &pointer);
        let place = join_pointer(&format!("/components/{section}"), &name);
        let (span, key) = (node.span.clone(), Some(key_span.clone()));
        self.inserted.push(Inserted { span, key_span: key, pointer: place.clone(), inside: pointer.clone() });
        self.added.push(Added { section, kind, file, entry: Entry { key: name, key_span, node } });
        let reference = format!("#{place}");
        self.components.insert((file, pointer, kind), reference.clone());
        Ok(reference)
    }

    /// Returns a name that the section does not have: the last part of the pointer, or the name of the file.
    fn free_name(&mut self, section: &'static str, file: usize, pointer: &str) -> String {
        let file = self.files.get(file).map(|file| file.path.as_str()).unwrap_or_default();
        let stem = || file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
        let last = pointer.rsplit('/').next().filter(|last| !last.is_empty());
        let wanted = last.map_or_else(|| stem().to_owned(), unescape_token);
        let is_valid = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let wanted: String = wanted.chars().map(|c| if is_valid(c) { c } else { '_' }).collect();
        let wanted = if wanted.is_empty() { section.to_owned() } else { wanted };
        let names = self.names.entry(section).or_default();
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let name =
            std::iter::once(wanted.clone()).chain(numbered).find(|name| !names.contains(name)).unwrap_or_default();
        names.insert(name.clone());
        name
    }

    /// Copies a value of another file. Returns the copy, and the byte range of its key.
    fn copy(&mut self, file: usize, pointer: &str, depth: usize) -> Result<(Node, std::ops::Range<usize>), String> {
        let Some(File { path, root }) = self.files.get(file) else { return Err(String::new()) };
        let Some(node) = root.pointer(pointer) else { return Err(missing(path, root, pointer)) };
        if depth + depth_of(node) > MAX_DEPTH {
            return Err(format!("with this value, the contract is nested deeper than {MAX_DEPTH} levels"));
        }
        self.values_to_copy = self.values_to_copy.checked_sub(values_of(node)).ok_or_else(|| {
            format!("the values of other files, repeated for each `$ref`, are more than {MAX_VALUES}")
        })?;
        let parent = pointer.rsplit_once('/').and_then(|(parent, last)| Some((root.pointer(parent)?, last)));
        let key = parent.and_then(|(parent, last)| parent.entry(&unescape_token(last)));
        Ok((node.clone(), key.map_or_else(|| item_span(node), |entry| entry.key_span.clone())))
    }

    /// Returns the value to which a `$ref` leads.
    fn place(&mut self, reference: &str, file: Option<usize>) -> Result<Place, String> {
        let (path, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let other = if path.is_empty() { file } else { self.file(path, file)? };
        let Some(other) = other else { return Ok(Place::Contract(fragment.to_owned())) };
        let pointer = local_pointer(&format!("#{fragment}")).map(std::borrow::Cow::into_owned);
        match pointer {
            Some(pointer) if pointer.is_empty() || pointer.starts_with('/') => Ok(Place::Other(other, pointer)),
            _ => Err(format!("`#{fragment}` is not a place in a file: write a JSON Pointer, such as `#/Pet`")),
        }
    }

    /// Returns the index of the file with a path that a `$ref` contains; `None` for the contract. `from` is the file
    /// with the `$ref`.
    fn file(&mut self, path: &str, from: Option<usize>) -> Result<Option<usize>, String> {
        if path.contains(':') || path.starts_with("//") {
            return Err(
                "no file is read over the network: save the file in the folder of the contract, and write its \
                        relative path"
                    .to_owned(),
            );
        }
        if path.starts_with(['/', '\\']) {
            return Err("the path is absolute: write a path relative to this file".to_owned());
        }
        let decoded = percent_decode(path).ok_or("the path has a broken `%` sequence: write `%25` for `%`")?;
        let from = from.and_then(|from| self.files.get(from)).map(|file| file.path.as_str()).unwrap_or_default();
        let path = join_path(from.rsplit_once('/').map_or("", |(folder, _)| folder), &decoded);
        if path == self.own_name {
            return Ok(None);
        }
        if let Some(known) = self.known.get(&path) {
            return known.clone().map(Some);
        }
        let file = self.read_file(&path);
        self.known.insert(path, file.clone());
        file.map(Some)
    }

    fn read_file(&mut self, path: &str) -> Result<usize, String> {
        if self.files.len() >= MAX_FILES {
            return Err(format!("a contract has at most {MAX_FILES} other files: put several values into one file"));
        }
        let (name, text) = (self.read)(path)?;
        let mut root = parse(&text).map_err(|error| {
            let position = position_in(&text, error.offset);
            format!("{path}:{position}: {}", error.message)
        })?;
        self.values_to_read = self
            .values_to_read
            .checked_sub(values_of(&root))
            .ok_or_else(|| format!("the other files of a contract have at most {MAX_VALUES} values"))?;
        let offset = self.end + 1;
        self.end = offset + text.len();
        shift(&mut root, offset);
        let columns = Columns::new(&text);
        self.others.push(OtherFile { name: name.into(), text: text.into(), columns, offset });
        self.files.push(File { path: path.to_owned(), root });
        Ok(self.files.len() - 1)
    }

    /// Visits the values of the new components, which can contain `$ref`s to other values.
    fn visit_added(&mut self) {
        let mut index = 0;
        while let Some(Added { section, kind, file, entry }) = self.added.get_mut(index) {
            let (kind, file) = (*kind, *file);
            let pointer = join_pointer(&format!("/components/{section}"), &entry.key);
            let empty = Node { span: entry.node.span.clone(), value: Value::Null };
            let mut node = std::mem::replace(&mut entry.node, empty);
            self.visit(&mut node, ValueKind::ObjectOrRef(kind), &At::base(Some(file), &pointer, 3));
            if let Some(added) = self.added.get_mut(index) {
                added.entry.node = node;
            }
            index += 1;
        }
    }

    /// Adds the new components to the contract.
    fn add_components(&mut self, root: &mut Node) {
        for Added { section, entry, .. } in std::mem::take(&mut self.added) {
            for (path, key) in [("", "components"), ("/components", section)] {
                let Some(node) = tree::pointer_mut(root, path) else { continue };
                if node.get(key).is_none() {
                    // No two objects may have the same byte range, because `Document` finds objects by this range.
                    self.end += 1;
                    let new = Node { span: self.end..self.end, value: Value::Object(Vec::new()) };
                    tree::set(node, key, new);
                }
            }
            if let Some(Node { value: Value::Object(entries), .. }) =
                tree::pointer_mut(root, &format!("/components/{section}"))
            {
                entries.push(entry);
            }
        }
    }
}

/// Returns the text of a `$ref` that the bundler must follow. In the contract, a `$ref` such as `#/components/…` stays.
fn external(node: &Node, file: Option<usize>) -> Option<&str> {
    node.get("$ref")?.as_str().filter(|text| file.is_some() || !text.starts_with('#'))
}

/// Returns the kind of value of a key that only OpenAPI 3.1 defines.
fn value_of_3_1(kind: ObjectKind, key: &str) -> Option<ValueKind> {
    const SCHEMA: ValueKind = ValueKind::ObjectOrRef(ObjectKind::Schema);
    const PATH_ITEM: ValueKind = ValueKind::Object(ObjectKind::PathItem);
    Some(match (kind, key) {
        (ObjectKind::Schema, "$defs" | "definitions" | "patternProperties" | "dependentSchemas") => {
            ValueKind::Map(&SCHEMA)
        }
        (ObjectKind::Schema, "prefixItems") => ValueKind::List(&SCHEMA),
        (
            ObjectKind::Schema,
            "if" | "then" | "else" | "contains" | "propertyNames" | "unevaluatedItems" | "unevaluatedProperties",
        ) => SCHEMA,
        (ObjectKind::OpenApi, "webhooks") | (ObjectKind::Components, "pathItems") => ValueKind::Map(&PATH_ITEM),
        _ => return None,
    })
}

/// Returns the message for a JSON Pointer that leads to no value of a file.
fn missing(path: &str, root: &Node, pointer: &str) -> String {
    let (parent, last) = pointer.rsplit_once('/').unwrap_or_default();
    let known = root.pointer(parent).map_or(&[][..], Node::entries).iter().map(|entry| entry.key.as_str());
    let question = did_you_mean(&unescape_token(last), known).map(|question| format!("; {question}"));
    format!("{path} has no value at `{pointer}`{}", question.unwrap_or_default())
}

fn values_of(node: &Node) -> usize {
    let items = node.items().iter().map(values_of).sum::<usize>();
    1 + items + node.entries().iter().map(|entry| values_of(&entry.node)).sum::<usize>()
}

fn depth_of(node: &Node) -> usize {
    let items = node.items().iter().map(|item| 1 + depth_of(item)).max();
    items.max(node.entries().iter().map(|entry| 1 + depth_of(&entry.node)).max()).unwrap_or(0)
}

/// Adds `by` to all byte offsets of a tree.
fn shift(node: &mut Node, by: usize) {
    node.span = node.span.start + by..node.span.end + by;
    tree::items_mut(node).iter_mut().for_each(|item| shift(item, by));
    for entry in tree::entries_mut(node) {
        entry.key_span = entry.key_span.start + by..entry.key_span.end + by;
        shift(&mut entry.node, by);
    }
}

/// Joins a folder and a relative path: `paths` and `../schemas.yaml` become `schemas.yaml`. A path that leads out of all
/// folders starts with `..`.
#[must_use]
pub fn join_path(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests;
