//! One value as a tree, for the few comparisons that need all of it: `enum` with arrays or objects, `uniqueItems` with
//! such items. Nothing else builds a tree.

use std::collections::BTreeMap;

use super::{decimal::Decimal, scan};
use crate::document::{Node, Value};

/// A JSON value whose equality is JSON's: numbers by value, objects without order (of duplicate keys, the last).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Json {
    Null,
    Boolean(bool),
    Number(Decimal),
    String(String),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    pub(crate) fn from_node(node: &Node) -> Self {
        match &node.value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(*value),
            Value::Number(text) => Self::Number(Decimal::parse(text.as_bytes())),
            Value::String(text) => Self::String(text.clone()),
            Value::Array(items) => Self::Array(items.iter().map(Self::from_node).collect()),
            Value::Object(entries) => {
                Self::Object(entries.iter().map(|e| (e.key.clone(), Self::from_node(&e.node))).collect())
            }
        }
    }

    /// Reads a value that has been found to be JSON of bounded depth; `None` if it is not.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        read(bytes, scan::space(bytes, 0)).map(|(value, _)| value)
    }
}

fn read(bytes: &[u8], at: usize) -> Option<(Json, usize)> {
    Some(match bytes.get(at)? {
        b'n' => (Json::Null, at + 4),
        b't' => (Json::Boolean(true), at + 4),
        b'f' => (Json::Boolean(false), at + 5),
        b'"' => {
            let (text, end) = string(bytes, at)?;
            (Json::String(text), end)
        }
        b'[' => {
            let mut items = Vec::new();
            let mut at = scan::space(bytes, at + 1);
            while bytes.get(at)? != &b']' {
                let (item, end) = read(bytes, at)?;
                items.push(item);
                at = separator(bytes, end)?;
            }
            (Json::Array(items), at + 1)
        }
        b'{' => {
            let mut entries = BTreeMap::new();
            let mut at = scan::space(bytes, at + 1);
            while bytes.get(at)? != &b'}' {
                let (key, end) = string(bytes, at)?;
                let colon = scan::space(bytes, end);
                let (value, end) = read(bytes, scan::space(bytes, colon + 1))?;
                entries.insert(key, value);
                at = separator(bytes, end)?;
            }
            (Json::Object(entries), at + 1)
        }
        _ => {
            let (end, _) = scan::number(bytes, at).ok()?;
            (Json::Number(Decimal::parse(bytes.get(at..end)?)), end)
        }
    })
}

fn string(bytes: &[u8], at: usize) -> Option<(String, usize)> {
    let text = scan::text(bytes, at + 1).ok()?;
    Some((scan::decode(bytes.get(at + 1..text.end)?).into_owned(), text.end + 1))
}

fn separator(bytes: &[u8], at: usize) -> Option<usize> {
    let at = scan::space(bytes, at);
    Some(if bytes.get(at)? == &b',' { scan::space(bytes, at + 1) } else { at })
}
