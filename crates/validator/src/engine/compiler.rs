//! The state of a compilation: the contract, the compiled schemas, and the errors. Each error contains a position in
//! the contract. A keyword with an invalid value, such as `minLength: abc`, causes an error.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use dataarts_insight_openapi::Problem;

use super::program::{ANYTHING, Id, Schema};
use crate::{
    Direction, Rule,
    decimal::Decimal,
    document::{Document, Node, Value},
};

/// The largest number of nested `allOf: [SCHEMA]` that the compiler replaces by the innermost schema.
const MAX_WRAPPERS: usize = 32;

/// Names of properties that a payload does not need, even if `required` lists them. The direction of the payload
/// forbids these properties. For example, a request must not contain `readOnly` properties.
pub(super) type OptionalNames = Arc<BTreeSet<String>>;

/// The state of one compilation.
pub(super) struct Compiler<'d> {
    pub(super) document: &'d Arc<Document>,
    pub(super) direction: Direction,
    pub(super) schemas: Vec<Schema>,
    /// The index of each compiled schema. A schema is compiled once for each set of optional names, even if several
    /// `$ref`s name the schema.
    ids: HashMap<(*const Node, OptionalNames), Id>,
    pub(super) queue: Vec<(Id, &'d Node, OptionalNames)>,
    /// The names of properties that are optional in the current schema, because the direction forbids them. The current
    /// schema or a schema that contains it in `allOf`, `anyOf` or `oneOf` declares these properties.
    pub(super) optional: OptionalNames,
    names: HashMap<*const Node, &'d str>,
    /// A function that returns whether a keyword restricts values. For example, `maxLength` does, and `description`
    /// does not.
    restricts: fn(&str) -> bool,
    pub(super) unknown_formats: Vec<String>,
    pub(super) directional: bool,
    pub(super) errors: Vec<Problem>,
}

impl<'d> Compiler<'d> {
    pub(super) fn new(document: &'d Arc<Document>, direction: Direction, restricts: fn(&str) -> bool) -> Self {
        let components = document.pointer("/components/schemas").map(Node::entries).unwrap_or_default();
        let names = components.iter().map(|entry| (std::ptr::from_ref(&entry.node), entry.key.as_str())).collect();
        Self {
            document,
            direction,
            schemas: vec![Schema::anything()],
            ids: HashMap::new(),
            queue: Vec::new(),
            optional: OptionalNames::default(),
            names,
            restricts,
            unknown_formats: Vec::new(),
            directional: false,
            errors: Vec::new(),
        }
    }

    pub(super) fn error(&mut self, node: &Node, message: impl Into<String>) {
        self.errors.push(Problem::at(self.document, &node.span, message));
    }

    /// Reports a value of the wrong kind. The message is `KEYWORD must be …, this is …`.
    pub(super) fn wrong_kind(&mut self, node: &Node, keyword: &str, expected: &str) {
        self.error(node, format!("{keyword} must be {expected}, this is {}", node.kind()));
    }

    /// Returns the schema that a `$ref` names. Ignores the keywords next to the `$ref`, as OpenAPI 3.0 requires.
    pub(super) fn resolve(&mut self, node: &'d Node) -> Option<&'d Node> {
        match self.document.resolve(node) {
            Ok(resolved) => Some(resolved.node),
            Err(broken) => {
                self.error(broken.reference, broken.to_string());
                None
            }
        }
    }

    /// Returns the index of the schema of a property, of an item or of the whole payload. The schema is compiled later.
    pub(super) fn id(&mut self, node: &'d Node) -> Id {
        self.id_with(node, &OptionalNames::default())
    }

    fn id_with(&mut self, node: &'d Node, optional: &OptionalNames) -> Id {
        let Some(mut node) = self.resolve(node) else { return ANYTHING };
        // In OpenAPI 3.0, `allOf` with one schema is a common way to add a description to a `$ref`. If the keywords
        // next to `allOf` do not restrict values, the compiler uses the inner schema in place of the outer schema.
        for _ in 0..MAX_WRAPPERS {
            match node.get("allOf").map(Node::items) {
                Some([only]) if !node.entries().iter().any(|e| e.key != "allOf" && (self.restricts)(&e.key)) => {
                    let Some(target) = self.resolve(only) else { return ANYTHING };
                    node = target;
                }
                _ => break,
            }
        }
        let key = (std::ptr::from_ref(node), Arc::clone(optional));
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let id = self.schemas.len();
        self.schemas.push(Schema::anything());
        self.ids.insert(key, id);
        self.queue.push((id, node, Arc::clone(optional)));
        id
    }

    /// Returns the indexes of the schemas in the list of a combinator, such as `anyOf`. These schemas get the optional
    /// names of the current schema, because they validate the same value.
    pub(super) fn ids(&mut self, node: &'d Node, keyword: &str) -> Vec<Id> {
        let Some(written) = node.get(keyword) else { return Vec::new() };
        match &written.value {
            Value::Array(items) if !items.is_empty() => {
                let optional = Arc::clone(&self.optional);
                items.iter().map(|item| self.id_with(item, &optional)).collect()
            }
            _ => {
                self.error(written, format!("{keyword} must be an array with at least one schema"));
                Vec::new()
            }
        }
    }

    /// Returns the names in `around`, plus the name of each property that the current direction forbids, such as a
    /// `readOnly` property in a request. Searches the properties of the schema and of every part of its `allOf`.
    pub(super) fn with_misdirected(&mut self, node: &'d Node, around: &OptionalNames) -> OptionalNames {
        if self.direction == Direction::Either {
            return Arc::clone(around);
        }
        let mut names = BTreeSet::new();
        let (mut pending, mut seen) = (vec![node], HashSet::new());
        while let Some(node) = pending.pop() {
            // Ignores a broken `$ref`, because the compilation of the schema reports the `$ref`.
            let Ok(resolved) = self.document.resolve(node) else { continue };
            let node = resolved.node;
            if !seen.insert(std::ptr::from_ref(node)) {
                continue;
            }
            for entry in node.get("properties").map(Node::entries).unwrap_or_default() {
                if self.misdirected(&entry.node).is_some() {
                    names.insert(entry.key.clone());
                }
            }
            pending.extend(node.get("allOf").map(Node::items).unwrap_or_default());
        }
        if names.is_subset(around) { Arc::clone(around) } else { Arc::new(names.union(around).cloned().collect()) }
    }

    /// Returns the rule that forbids a property in the current direction, such as the rule for `readOnly` in a request.
    /// Returns `None` if the property is allowed.
    pub(super) fn misdirected(&mut self, node: &'d Node) -> Option<Rule> {
        let rule = match self.direction {
            Direction::Request => Rule::ReadOnly,
            Direction::Response => Rule::WriteOnly,
            Direction::Either => return None,
        };
        self.has_flag(node, rule.keyword()).then_some(rule)
    }

    /// Returns whether a boolean keyword, such as `readOnly`, is true in a schema, in the target of its `$ref`, or in
    /// any part of its `allOf`.
    fn has_flag(&self, node: &'d Node, keyword: &str) -> bool {
        let (mut pending, mut seen) = (vec![node], HashSet::new());
        while let Some(node) = pending.pop() {
            let Ok(resolved) = self.document.resolve(node) else { continue };
            if !seen.insert(std::ptr::from_ref(resolved.node)) {
                continue;
            }
            if resolved.node.flag(keyword) {
                return true;
            }
            pending.extend(resolved.node.get("allOf").map(Node::items).unwrap_or_default());
        }
        false
    }

    /// Returns the name of the component. Returns `None` if the node is not a component.
    pub(super) fn name(&self, node: &Node) -> Option<String> {
        self.names.get(&std::ptr::from_ref(node)).map(|name| (*name).to_owned())
    }

    /// Reads a keyword that must have a value of one kind, such as a string. Reports a value of another kind.
    fn read<T>(
        &mut self,
        node: &'d Node,
        keyword: &str,
        kind: &str,
        read: impl FnOnce(&'d Node) -> Option<T>,
    ) -> Option<T> {
        let value = node.get(keyword)?;
        let read = read(value);
        if read.is_none() {
            self.wrong_kind(value, keyword, kind);
        }
        read
    }

    /// Reads a boolean keyword. Returns false if the schema does not have the keyword.
    pub(super) fn boolean(&mut self, node: &'d Node, keyword: &str) -> bool {
        self.read(node, keyword, "true or false", Node::as_bool).unwrap_or(false)
    }

    /// Reads a keyword whose value is a whole number of at least 0, such as `maxLength`.
    pub(super) fn count(&mut self, node: &Node, keyword: &str) -> Option<usize> {
        let value = node.get(keyword)?;
        let number = value.as_number().map(|text| Decimal::parse(text.as_bytes()));
        // Replaces a value above `usize::MAX` by `usize::MAX`.
        let count = number.filter(|n| n.is_whole() && *n >= Decimal::parse(b"0")).map(|n| match n.to_i64() {
            Some(count) => usize::try_from(count).unwrap_or(usize::MAX),
            None => usize::MAX,
        });
        if count.is_none() {
            self.error(value, format!("{keyword} must be a whole number, not negative"));
        }
        count
    }

    /// Reads a numeric keyword. Returns the text of the number in the contract.
    pub(super) fn number(&mut self, node: &'d Node, keyword: &str) -> Option<&'d str> {
        self.read(node, keyword, "a number", Node::as_number)
    }

    /// Reads a string keyword.
    pub(super) fn string(&mut self, node: &'d Node, keyword: &str) -> Option<&'d str> {
        self.read(node, keyword, "a string", Node::as_str)
    }
}
