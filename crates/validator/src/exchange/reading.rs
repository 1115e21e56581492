//! Text without quotes as JSON: what `?limit=3` says depends on the schema that it meets.

use super::shape::Shape;
use crate::engine::{is_number, quoted};

/// A value as it travels outside a JSON text, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wire {
    Text(String),
    List(Vec<String>),
    Map(Vec<(String, String)>),
}

impl Wire {
    /// What the value can mean, as JSON, the likeliest first.
    pub(super) fn readings(&self, shape: &Shape) -> Vec<String> {
        let typed = self.json(shape, true);
        let plain = self.json(shape, false);
        if typed == plain { vec![typed] } else { vec![typed, plain] }
    }

    fn json(&self, shape: &Shape, typed: bool) -> String {
        match self {
            Self::Text(text) => scalar(text, shape, typed),
            Self::List(items) => list(items.iter(), shape.items.as_deref().unwrap_or(&Shape::SCALAR), typed),
            Self::Map(pairs) => map(pairs, shape, typed),
        }
    }
}

fn scalar(text: &str, shape: &Shape, typed: bool) -> String {
    let number = shape.number && is_number(text);
    let boolean = shape.boolean && matches!(text, "true" | "false");
    if typed && (number || boolean) { text.to_owned() } else { quoted(text) }
}

fn list<'t>(items: impl Iterator<Item = &'t String>, shape: &Shape, typed: bool) -> String {
    let items: Vec<String> = items.map(|text| scalar(text, shape, typed)).collect();
    format!("[{}]", items.join(","))
}

/// A key that comes again belongs to a list where the schema has one; elsewhere the object has it twice, and says so.
fn map(pairs: &[(String, String)], shape: &Shape, typed: bool) -> String {
    let mut members: Vec<String> = Vec::new();
    let mut listed: Vec<&str> = Vec::new();
    for (key, text) in pairs {
        let field = shape.fields.as_ref().and_then(|fields| fields.get(key)).unwrap_or(&Shape::SCALAR);
        let value = match field.items.as_deref() {
            Some(_) if listed.contains(&key.as_str()) => continue,
            Some(items) => {
                listed.push(key);
                list(pairs.iter().filter(|(other, _)| other == key).map(|(_, text)| text), items, typed)
            }
            None => scalar(text, field, typed),
        };
        members.push(format!("{}:{value}", quoted(key)));
    }
    format!("{{{}}}", members.join(","))
}
