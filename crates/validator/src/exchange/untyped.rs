//! Converts the text of a parameter or of a form field to JSON. The schema decides whether the `3` in `?limit=3` is a
//! number or a string.

use std::collections::HashMap;

use super::accepted_types::AcceptedTypes;
use crate::{engine::is_number, finding::quoted};

/// A decoded value that is not JSON, such as a parameter. A scalar is a text without a type: `7` may be a number or a
/// string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Untyped {
    Scalar(String),
    /// A text that already is JSON.
    Json(String),
    List(Vec<Untyped>),
    Object(Vec<(String, Untyped)>),
}

/// The type that a text gets if it looks like a number or a boolean, such as `7` or `true`.
#[derive(Debug, Clone, Copy)]
enum Prefer {
    /// A number or a boolean, if the schema accepts this type. Otherwise, a string.
    Typed,
    /// A string, if the schema accepts strings. Otherwise, the same type as `Typed`.
    StringIfAccepted,
    String,
}

impl Untyped {
    pub(super) fn list(items: Vec<String>) -> Self {
        Self::List(items.into_iter().map(Self::Scalar).collect())
    }

    pub(super) fn object(members: Vec<(String, String)>) -> Self {
        Self::Object(members.into_iter().map(|(key, text)| (key, Self::Scalar(text))).collect())
    }

    /// Returns the values that the text can mean, as JSON: for example, `7` and `"7"`. The most likely value comes
    /// first.
    pub(super) fn readings(&self, types: &AcceptedTypes) -> Vec<String> {
        let mut readings =
            [Prefer::Typed, Prefer::StringIfAccepted, Prefer::String].map(|p| self.json(types, p)).to_vec();
        readings.dedup();
        readings
    }

    fn json(&self, types: &AcceptedTypes, prefer: Prefer) -> String {
        match self {
            Self::Scalar(text) => scalar(text, types, prefer),
            Self::Json(text) => text.clone(),
            Self::List(items) => list(items, types.items.as_deref().unwrap_or(&AcceptedTypes::ANY_SCALAR), prefer),
            Self::Object(members) => object(members, types, prefer),
        }
    }
}

fn scalar(text: &str, types: &AcceptedTypes, prefer: Prefer) -> String {
    let typed = match prefer {
        Prefer::Typed => true,
        Prefer::StringIfAccepted => !types.string,
        Prefer::String => false,
    };
    let number = types.number && is_number(text);
    let boolean = types.boolean && matches!(text, "true" | "false");
    if typed && (number || boolean) { text.to_owned() } else { quoted(text) }
}

fn list<'t>(items: impl IntoIterator<Item = &'t Untyped>, types: &AcceptedTypes, prefer: Prefer) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.json(types, prefer)).collect();
    format!("[{}]", items.join(","))
}

/// Writes an object. If a key has several values and its schema accepts a list, the values become one list: `a=1&a=2`
/// becomes `{"a":[1,2]}`. If its schema does not accept a list, the key is written for each value, so that the
/// validation reports the duplicate key.
fn object(members: &[(String, Untyped)], types: &AcceptedTypes, prefer: Prefer) -> String {
    let mut values: HashMap<&str, Vec<&Untyped>> = HashMap::new();
    for (key, value) in members {
        values.entry(key).or_default().push(value);
    }
    let mut written: Vec<String> = Vec::new();
    for (key, value) in members {
        let property = types.properties.as_ref().and_then(|properties| properties.get(key));
        let property = property.unwrap_or(&AcceptedTypes::ANY_SCALAR);
        let json = match property.items.as_deref() {
            Some(items) if matches!(value, Untyped::Scalar(_)) => match values.remove(key.as_str()) {
                Some(all) => list(all, items, prefer),
                None => continue,
            },
            _ => value.json(property, prefer),
        };
        written.push(format!("{}:{json}", quoted(key)));
    }
    format!("{{{}}}", written.join(","))
}
