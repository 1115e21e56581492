//! A model of the code that decodes a response in a generated client.
//!
//! - A field of an object is decoded separately (`support.rs` of the client). If its value does not fit, the field is
//!   `None`.
//! - A list or a map is decoded as a whole. If one item does not fit, the list does not fit.

use std::collections::{BTreeMap, BTreeSet};

use dataarts_insight_diff::Decoding;
use dataarts_insight_openapi::document::{Node, Value, join_pointer};
use dataarts_insight_validator::Decimal;

use super::rules::Deviation;
use crate::{passes::formats::EXACT_NUMBER, schema};

/// A model of a generated client: decodes payloads by the effective contract.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'c> {
    effective: &'c Node,
}

/// A deviation at a place of a payload.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Effect {
    /// The difference from the old contract.
    pub deviation: Deviation,
    /// The JSON Pointer of the value in the payload.
    pub pointer: String,
}

/// The result of decoding one payload.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// All deviations, in the order of the payload.
    pub effects: Vec<Effect>,
    /// The objects in the payload: the JSON Pointer of each object, with the names of the declared fields that it
    /// contains, and the names of the declared fields that it does not contain.
    pub objects: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>,
}

impl Reading {
    /// Returns the worst result of all effects.
    #[must_use]
    pub fn result(&self) -> Decoding {
        self.effects.iter().map(|effect| effect.deviation.result()).max().unwrap_or(Decoding::Decodes)
    }

    fn add(&mut self, deviation: Deviation, pointer: &str) {
        self.effects.push(Effect { deviation, pointer: pointer.to_owned() });
    }
}

impl<'c> Reader<'c> {
    /// Makes the reader of an effective contract.
    #[must_use]
    pub fn new(effective: &'c Node) -> Self {
        Self { effective }
    }

    /// Decodes a payload. `needed` are the JSON Pointers of the fields that the program needs. If one of them has no
    /// usable value, the program refuses the payload.
    #[must_use]
    pub fn read(&self, schema: &Node, payload: &Node, needed: &[String]) -> Reading {
        let mut reading = Reading::default();
        if self.value(schema, payload, "", &mut reading).is_err() {
            reading.effects.clear();
            reading.add(Deviation::OtherBody, "");
            return reading;
        }
        for pointer in needed {
            let is_absent = payload.pointer(pointer).is_none_or(|value| matches!(value.value, Value::Null));
            let is_unfit = |effect: &Effect| {
                effect.pointer == *pointer
                    && effect.deviation.result() == Decoding::Loses
                    && effect.deviation != Deviation::LostDigits
            };
            if is_absent || reading.effects.iter().any(is_unfit) {
                reading.add(Deviation::NeededField, pointer);
            }
        }
        reading
    }

    /// Returns whether responses with this schema declare the field at a JSON Pointer.
    #[must_use]
    pub fn declares(&self, schema: &Node, pointer: &str) -> bool {
        let fields = self.resolved(schema).get("properties");
        let Some((first, rest)) = pointer.strip_prefix('/').map(|path| path.split_once('/').unwrap_or((path, "")))
        else {
            return false;
        };
        let field = fields.and_then(|fields| fields.pointer(&format!("/{first}")));
        field.is_some_and(|field| rest.is_empty() || self.declares(field, &format!("/{rest}")))
    }

    /// Returns the schema that a `$ref`, or an `allOf` with one `$ref`, leads to.
    fn resolved(&self, schema: &'c Node) -> &'c Node {
        let mut schema = schema;
        for _ in 0..32 {
            let part = schema.get("allOf").and_then(|parts| parts.items().first()).unwrap_or(schema);
            match self.effective.resolve(part) {
                Ok(resolved) if !std::ptr::eq(resolved.node, schema) => schema = resolved.node,
                _ => break,
            }
        }
        schema
    }

    /// Decodes a value. Returns the reason if the value does not fit the Rust type of the schema.
    fn value(&self, schema: &Node, value: &Node, pointer: &str, reading: &mut Reading) -> Result<(), Deviation> {
        let is_null = matches!(value.value, Value::Null);
        if is_null && schema.flag("nullable") {
            return Ok(());
        }
        let schema = self.resolved(schema);
        if is_null && schema.flag("nullable") {
            return Ok(());
        }
        let is_exact = schema.pointer("/x-rust-type/path").and_then(Node::as_str) == Some(EXACT_NUMBER);
        match (schema::kind(schema), &value.value) {
            (None, _) => anything(value, pointer, reading),
            (Some("integer" | "number"), Value::Number(text)) if is_exact => number(text, pointer, reading),
            (Some("integer"), Value::Number(text)) => match serde_json::from_str::<i64>(text) {
                Ok(_) => Ok(()),
                Err(_) => Err(Deviation::IntegerOutOfRange),
            },
            (Some("number"), Value::Number(text)) => number(text, pointer, reading),
            (Some("string"), Value::String(_)) | (Some("boolean"), Value::Bool(_)) => Ok(()),
            (Some("array"), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let pointer = format!("{pointer}/{index}");
                    match schema.get("items") {
                        Some(schema) => self.item(schema, item, &pointer, reading)?,
                        None => anything(item, &pointer, reading)?,
                    }
                }
                Ok(())
            }
            (Some("object"), Value::Object(_)) => self.object(schema, value, pointer, reading),
            _ => Err(Deviation::OtherType),
        }
    }

    fn object(&self, schema: &Node, value: &Node, pointer: &str, reading: &mut Reading) -> Result<(), Deviation> {
        let declared = schema.get("properties").map_or(&[][..], Node::entries);
        let others = schema.get("additionalProperties").filter(|schema| !schema.entries().is_empty());
        if declared.is_empty() {
            for (at, entry) in value.entries().iter().enumerate() {
                let pointer = join_pointer(pointer, &entry.key);
                if value.entries().iter().skip(at + 1).any(|later| later.key == entry.key) {
                    reading.add(Deviation::RepeatedName, &pointer);
                }
                match others {
                    Some(schema) => self.item(schema, &entry.node, &pointer, reading)?,
                    None => anything(&entry.node, &pointer, reading)?,
                }
            }
            return Ok(());
        }
        let names = declared.iter().map(|entry| entry.key.clone());
        let (present, absent) = names.partition(|name| value.get(name).is_some());
        reading.objects.insert(pointer.to_owned(), (present, absent));
        for (at, entry) in value.entries().iter().enumerate() {
            let pointer = join_pointer(pointer, &entry.key);
            if value.entries().iter().take(at).any(|earlier| earlier.key == entry.key) {
                reading.add(Deviation::RepeatedName, &pointer);
                continue;
            }
            let start = reading.effects.len();
            let field = declared.iter().find(|field| field.key == entry.key);
            let result = match field {
                Some(_) if matches!(entry.node.value, Value::Null) => {
                    reading.add(Deviation::Null, &pointer);
                    continue;
                }
                Some(field) => self.value(&field.node, &entry.node, &pointer, reading),
                None => anything(&entry.node, &pointer, reading),
            };
            match result {
                Ok(()) if field.is_none() => reading.add(Deviation::UnknownField, &pointer),
                Ok(()) => {}
                Err(deviation) => {
                    reading.effects.truncate(start);
                    let is_lost = anything(&entry.node, &pointer, &mut Reading::default()).is_err();
                    reading.add(if is_lost { Deviation::UnreadableNumber } else { deviation }, &pointer);
                }
            }
        }
        Ok(())
    }

    /// Decodes an item of a list or of a map.
    fn item(&self, schema: &Node, item: &Node, pointer: &str, reading: &mut Reading) -> Result<(), Deviation> {
        self.value(schema, item, pointer, reading).map_err(|_| Deviation::WrongItem)
    }
}

/// Decodes a value of any type.
fn anything(value: &Node, pointer: &str, reading: &mut Reading) -> Result<(), Deviation> {
    if let Value::Number(text) = &value.value {
        return number(text, pointer, reading);
    }
    for (index, item) in value.items().iter().enumerate() {
        anything(item, &format!("{pointer}/{index}"), reading)?;
    }
    for (at, entry) in value.entries().iter().enumerate() {
        let pointer = join_pointer(pointer, &entry.key);
        if value.entries().iter().skip(at + 1).any(|later| later.key == entry.key) {
            reading.add(Deviation::RepeatedName, &pointer);
        }
        anything(&entry.node, &pointer, reading)?;
    }
    Ok(())
}

/// Decodes a number of any size.
fn number(text: &str, pointer: &str, reading: &mut Reading) -> Result<(), Deviation> {
    let number: serde_json::Number = serde_json::from_str(text).map_err(|_| Deviation::UnreadableNumber)?;
    if Decimal::parse(number.to_string().as_bytes()) != Decimal::parse(text.as_bytes()) {
        reading.add(Deviation::LostDigits, pointer);
    }
    Ok(())
}
