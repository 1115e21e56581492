//! The type of a change, with the reason for the verdict and the conversion to JSON.

use std::{borrow::Cow, ops::Range, sync::Arc};

use dataarts_insight_openapi::{
    Diagnostic, Severity,
    document::{Document, Node, Position, Value, unescape_token},
    fnv1a,
};
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use crate::{
    CodePlace,
    place::{At, shown},
    rule::{Direction, Rule, Verdict},
};

/// The location of a value in one of the contracts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The JSON Pointer.
    pub pointer: String,
    /// The line and the column.
    pub position: Position,
    /// The byte range in the source.
    pub span: Range<usize>,
    /// The name and the text of the other file that contains the value; `None` if the contract contains the value.
    pub other_file: Option<(Arc<str>, Arc<str>)>,
}

impl Place {
    pub(crate) fn of(at: &At<'_>) -> Self {
        let position = at.document.position(at.span.start);
        let other = at.document.other_file(at.span.start);
        let span = other.map_or_else(|| at.span.clone(), |file| file.local(&at.span));
        let other_file = other.map(|file| (Arc::clone(file.name()), Arc::clone(file.text())));
        Self { pointer: at.pointer.clone(), position, span, other_file }
    }

    /// Returns the name of the file that contains the value. `contract` is the name of the contract.
    pub(crate) fn file<'a>(&'a self, contract: &'a str) -> &'a str {
        self.other_file.as_ref().map_or(contract, |(name, _)| name)
    }
}

/// One of the two contracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The contract before the change.
    Old,
    /// The contract after the change.
    New,
}

/// The reason for the verdict about a change of a schema: a proof that a group of payloads stays valid, or an example
/// of a payload that only one contract accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Certificate {
    /// It is proved that one contract accepts all payloads that the other contract accepts.
    Covered {
        /// The contract whose payloads the other contract also accepts.
        accepted_by: Side,
        /// `true` if the proof is only about payloads in which all properties are listed in `properties`. `false` if
        /// the proof is about all payloads.
        declared_only: bool,
    },
    /// An example of a payload that one of the two contracts accepts and the other refuses.
    Payload {
        /// The contract that accepts the payload. The other contract refuses the payload.
        accepted_by: Side,
        /// The JSON Pointer of the schema in the old contract; `None` if the old contract has no schema and so accepts
        /// all values.
        old_schema: Option<String>,
        /// The JSON Pointer of the schema in the new contract; `None` if the new contract has no schema and so accepts
        /// all values.
        new_schema: Option<String>,
        /// The payload as JSON text.
        text: String,
    },
}

/// A difference between two contracts.
#[derive(Debug, Clone)]
pub struct Change {
    /// The rule of the change.
    pub rule: &'static Rule,
    /// The verdict: the effect of the change on clients.
    pub wire: Verdict,
    /// The direction of the messages that the change affects.
    pub direction: Direction,
    /// The place in the old contract; `None` for an addition.
    pub old: Option<Place>,
    /// The place in the new contract; `None` for a removal.
    pub new: Option<Place>,
    /// The place in the old contract. For an addition, the place of the object that would contain the addition.
    pub near_old: Place,
    /// The place in the new contract. For a removal, the place of the object that contained the removed value.
    pub near_new: Place,
    /// The names of the operations that the change affects. Operations that are in both contracts come first, in the
    /// order of the old contract.
    pub operations: Vec<String>,
    /// A hash that identifies the change. Moved lines do not change the hash.
    pub fingerprint: String,
    /// The change in one sentence.
    pub message: String,
    /// The reason for the verdict. `None` if the change does not affect which values a schema accepts, or if there is
    /// neither a proof nor an example.
    pub certificate: Option<Certificate>,
}

impl Change {
    /// Returns the JSON Pointer of the change in the new contract. For a removal, the pointer in the old contract.
    #[must_use]
    pub fn pointer(&self) -> &str {
        self.new.as_ref().or(self.old.as_ref()).map_or("", |place| place.pointer.as_str())
    }

    /// Returns the operations as a phrase: `a, b and 5 others`. The phrase contains at most three names.
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

    /// Returns [`certificate`](Self::certificate) as a sentence.
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

/// Reports a change as a finding in the new contract.
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

    fn other_file(&self) -> Option<(&str, &str)> {
        self.near_new.other_file.as_ref().map(|(name, text)| (&**name, &**text))
    }

    fn note(&self) -> Option<Cow<'_, str>> {
        self.evidence().map(Cow::Owned)
    }

    fn help(&self) -> Option<Cow<'_, str>> {
        (self.wire > Verdict::Safe).then(|| self.rule.meaning.into())
    }
}

/// A change with the names of both files, for JSON output.
#[derive(Debug, Clone, Copy)]
pub struct JsonChange<'a> {
    /// The change.
    pub change: &'a Change,
    /// The name of the old file.
    pub old_file: &'a str,
    /// The name of the new file.
    pub new_file: &'a str,
    /// `true` if the fingerprint of the change is in [`Report::accepted`](crate::Report::accepted).
    pub accepted: bool,
    /// The handwritten code that the change concerns.
    pub places: &'a [CodePlace],
}

impl Serialize for JsonChange<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let change = self.change;
        let place = |place: &Option<Place>, file: &str| {
            place.as_ref().map(|place| {
                let Position { line, column } = place.position;
                serde_json::json!({"file": place.file(file), "line": line, "column": column})
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
        map.serialize_entry("look_at", self.places)?;
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

/// Returns the fingerprint of a change: the FNV-1a hash of `parts` with 64 bits, in hexadecimal. `parts` must contain
/// no list indexes, because the fingerprint must not change if an item is inserted into a list.
pub(crate) fn fingerprint(parts: &[&str]) -> String {
    format!("{:016x}", fnv1a(parts.iter().flat_map(|part| part.bytes().chain([0]))))
}

/// Returns a JSON Pointer with names instead of list indexes: `/parameters/query:limit` for `/parameters/0`.
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
