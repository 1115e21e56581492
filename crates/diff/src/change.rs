//! A change: its rule, its places in both contracts, and the reason for its verdict.

use std::{borrow::Cow, ops::Range, sync::Arc};

use dataarts_insight_openapi::{
    Diagnostic, Severity,
    document::{Document, Node, Position, Value, unescape_token},
    fnv1a,
};
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::{
    place::{At, shown},
    rule::{Direction, Rule, Verdict},
};

/// A place in one of the contracts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The JSON Pointer.
    pub pointer: String,
    /// Line and column.
    pub position: Position,
    /// The bytes of the source.
    pub span: Range<usize>,
}

impl Place {
    pub(crate) fn of(at: &At<'_>) -> Self {
        let position = at.document.position(at.span.start);
        Self { pointer: at.pointer.clone(), position, span: at.span.clone() }
    }
}

/// One of the two contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The contract before the change.
    Old,
    /// The contract after it.
    New,
}

/// Why the verdict of a change of a schema is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certificate {
    /// A proof that the other contract accepts every payload that one contract accepts.
    Covered {
        /// The contract whose payloads the other accepts.
        accepted_by: Side,
        /// Whether the proof is about declared properties only. Else it is about every payload.
        declared_only: bool,
    },
    /// A payload that one contract accepts and the other refuses.
    Payload {
        /// The contract that accepts it.
        accepted_by: Side,
        /// The JSON Pointer of the schema in the old contract; none where it states none and so accepts everything.
        old_schema: Option<String>,
        /// The JSON Pointer of the schema in the new contract.
        new_schema: Option<String>,
        /// The payload, a JSON text.
        text: String,
    },
}

/// A difference of two contracts.
#[derive(Debug, Clone)]
pub struct Change {
    /// Its rule.
    pub rule: &'static Rule,
    /// The verdict: how the change affects clients.
    pub wire: Verdict,
    /// The direction of the messages that it is about.
    pub direction: Direction,
    /// Its place in the old contract; none for what is new.
    pub old: Option<Place>,
    /// Its place in the new contract; none for what is gone.
    pub new: Option<Place>,
    /// The place in the old contract, or the nearest one that is there.
    pub near_old: Place,
    /// The place in the new contract, or the nearest one that is there.
    pub near_new: Place,
    /// The operations that it reaches, in the order of the new contract.
    pub operations: Vec<String>,
    /// The same for the same change of any two versions of a contract, wherever its lines are.
    pub fingerprint: String,
    /// The change in one sentence.
    pub message: String,
    /// Why the verdict is right; none for what is not about the values of a schema, or is not proved.
    pub certificate: Option<Certificate>,
}

impl Change {
    /// Returns the JSON Pointer of the change: in the new contract, or where it is gone, in the old one.
    #[must_use]
    pub fn pointer(&self) -> &str {
        self.new.as_ref().or(self.old.as_ref()).map_or("", |place| place.pointer.as_str())
    }

    /// Returns the operations for people: the first three by name.
    #[must_use]
    pub fn reach(&self) -> String {
        match self.operations.as_slice() {
            [] => String::new(),
            [first] => first.clone(),
            [first, second] => format!("{first} and {second}"),
            [first, second, third] => format!("{first}, {second} and {third}"),
            [first, second, rest @ ..] => format!("{first}, {second} and {} others", rest.len()),
        }
    }

    /// Returns why the verdict is right, in one sentence.
    #[must_use]
    pub fn evidence(&self) -> Option<String> {
        let word = |side: &Side| match side {
            Side::Old => ("old", "new"),
            Side::New => ("new", "old"),
        };
        Some(match self.certificate.as_ref()? {
            Certificate::Covered { accepted_by, declared_only } => {
                let (one, other) = word(accepted_by);
                let which = if *declared_only { "payload with declared properties" } else { "payload" };
                format!("proved: each {which} that the {one} contract accepts, the {other} one accepts too")
            }
            Certificate::Payload { accepted_by, text, .. } => {
                let (one, other) = word(accepted_by);
                let shown: String = text.chars().take(200).collect();
                let dots = if shown.len() < text.len() { "…" } else { "" };
                format!("the {one} contract accepts {shown}{dots} and the {other} one refuses it")
            }
        })
    }
}

/// A change as a finding about the new contract.
impl Diagnostic for Change {
    fn severity(&self) -> Severity {
        if self.wire == Verdict::Breaking { Severity::Error } else { Severity::Warning }
    }

    fn rule(&self) -> &'static str {
        self.rule.id
    }

    fn message(&self) -> Cow<'_, str> {
        let reach = if self.operations.is_empty() { String::new() } else { format!(" ({})", self.reach()) };
        format!("{}: {}{reach}", self.wire, self.message).into()
    }

    fn pointer(&self) -> &str {
        self.pointer()
    }

    fn position(&self) -> Position {
        self.near_new.position
    }

    fn span(&self) -> Range<usize> {
        self.near_new.span.clone()
    }

    fn note(&self) -> Option<Cow<'_, str>> {
        self.evidence().map(Cow::Owned)
    }

    fn help(&self) -> Option<Cow<'_, str>> {
        (self.wire > Verdict::Safe).then(|| self.rule.meaning.into())
    }
}

/// A change as JSON, with the names of both files.
#[derive(Debug, Clone, Copy)]
pub struct JsonChange<'a> {
    /// The change.
    pub change: &'a Change,
    /// The name of the old file.
    pub old_file: &'a str,
    /// The name of the new file.
    pub new_file: &'a str,
    /// Whether the project accepts the change.
    pub accepted: bool,
}

impl Serialize for JsonChange<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let change = self.change;
        let place = |place: &Option<Place>, file: &str| {
            place.as_ref().map(|place| {
                let Position { line, column } = place.position;
                serde_json::json!({"file": file, "line": line, "column": column})
            })
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("rule", change.rule.id)?;
        map.serialize_entry("wire", &change.wire)?;
        map.serialize_entry("direction", &change.direction)?;
        map.serialize_entry("pointer", change.pointer())?;
        map.serialize_entry("old", &place(&change.old, self.old_file))?;
        map.serialize_entry("new", &place(&change.new, self.new_file))?;
        map.serialize_entry("operations", &change.operations)?;
        map.serialize_entry("fingerprint", &change.fingerprint)?;
        map.serialize_entry("message", &change.message)?;
        map.serialize_entry("meaning", change.rule.meaning)?;
        map.serialize_entry("certificate", &change.certificate.as_ref().map(certificate))?;
        map.serialize_entry("accepted", &self.accepted)?;
        map.end()
    }
}

fn certificate(certificate: &Certificate) -> serde_json::Value {
    match certificate {
        Certificate::Covered { accepted_by, declared_only } => serde_json::json!({
            "kind": "covered",
            "accepted_by": accepted_by,
            "declared_only": declared_only,
        }),
        Certificate::Payload { accepted_by, old_schema, new_schema, text } => serde_json::json!({
            "kind": "payload",
            "accepted_by": accepted_by,
            "old_schema": old_schema,
            "new_schema": new_schema,
            "payload": text,
        }),
    }
}

/// Returns the fingerprint of a change: 64 bits of FNV-1a in hexadecimal. Numbers of items do not count, because an
/// insertion before them changes them.
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    format!("{:016x}", fnv1a(parts.iter().flat_map(|part| part.bytes().chain([0]))))
}

/// Returns a JSON Pointer in which items of lists have names instead of numbers.
pub(crate) fn identity(document: &Arc<Document>, pointer: &str) -> String {
    let (mut node, mut text) = (document.root(), String::new());
    for token in pointer.split('/').skip(1) {
        let key = unescape_token(token);
        let (next, name) = match &node.value {
            Value::Array(items) => {
                let item = token.parse::<usize>().ok().and_then(|index| items.get(index));
                (item, item.map_or_else(|| key.clone(), item_name))
            }
            _ => (node.get(&key), key.clone()),
        };
        text = format!("{text}/{name}");
        let Some(next) = next else { break };
        node = next;
    }
    text
}

fn item_name(node: &Node) -> String {
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    match (text("$ref"), text("in"), text("name"), text("url")) {
        (Some(reference), ..) => reference.to_owned(),
        (_, Some(location), Some(name), _) => format!("{location}:{name}"),
        (_, _, _, Some(url)) => url.to_owned(),
        _ => shown(node),
    }
}
