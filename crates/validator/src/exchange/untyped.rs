//! Text without quotes, read as JSON: the meaning of `?limit=3` depends on the schema of `limit`.

use super::accepted_types::AcceptedTypes;
use crate::{engine::is_number, finding::quoted};

/// A decoded value from outside a JSON text. Its scalars are texts that do not show their types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Untyped {
    Scalar(String),
    List(Vec<String>),
    Object(Vec<(String, String)>),
}

impl Untyped {
    /// Returns the JSON texts that the value can mean, the most likely first.
    pub(super) fn readings(&self, types: &AcceptedTypes) -> Vec<String> {
        let typed = self.json(types, true);
        let strings = self.json(types, false);
        if typed == strings { vec![typed] } else { vec![typed, strings] }
    }

    fn json(&self, types: &AcceptedTypes, typed: bool) -> String {
        match self {
            Self::Scalar(text) => scalar(text, types, typed),
            Self::List(items) => {
                list(items.iter(), types.items.as_deref().unwrap_or(&AcceptedTypes::ANY_SCALAR), typed)
            }
            Self::Object(members) => object(members, types, typed),
        }
    }
}

fn scalar(text: &str, types: &AcceptedTypes, typed: bool) -> String {
    let number = types.number && is_number(text);
    let boolean = types.boolean && matches!(text, "true" | "false");
    if typed && (number || boolean) { text.to_owned() } else { quoted(text) }
}

fn list<'t>(items: impl Iterator<Item = &'t String>, types: &AcceptedTypes, typed: bool) -> String {
    let items: Vec<String> = items.map(|text| scalar(text, types, typed)).collect();
    format!("[{}]", items.join(","))
}

/// Writes an object. The values of a repeated key become a list where the schema accepts one; elsewhere the object
/// repeats the key, which is a finding.
fn object(members: &[(String, String)], types: &AcceptedTypes, typed: bool) -> String {
    let mut written: Vec<String> = Vec::new();
    let mut listed: Vec<&str> = Vec::new();
    for (key, text) in members {
        let property = types.properties.as_ref().and_then(|properties| properties.get(key));
        let property = property.unwrap_or(&AcceptedTypes::ANY_SCALAR);
        let value = match property.items.as_deref() {
            Some(_) if listed.contains(&key.as_str()) => continue,
            Some(items) => {
                listed.push(key);
                list(members.iter().filter(|(other, _)| other == key).map(|(_, text)| text), items, typed)
            }
            None => scalar(text, property, typed),
        };
        written.push(format!("{}:{value}", quoted(key)));
    }
    format!("{{{}}}", written.join(","))
}
