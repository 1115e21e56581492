//! Reads the settings files of the workspace, which are the manifest and the overlays. Errors contain the line and the
//! column of the mistake.

use std::ops::Range;

use dataarts_insight_openapi::{
    document::{self, Entry, Node, Value},
    suggestion::did_you_mean,
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::Error;

/// A parsed settings file.
#[derive(Debug, Clone)]
pub struct Settings {
    name: String,
    text: String,
    root: Node,
}

impl Settings {
    /// Parses YAML. Errors show `name` as the path of the file.
    pub fn yaml(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Error> {
        let (name, text) = (name.into(), text.into());
        match document::parse(&text) {
            Ok(root) => Ok(Self { name, text, root }),
            Err(error) => Err(Error::in_text(&name, &text, error.offset, error.message)),
        }
    }

    /// Parses TOML. Errors show `name` as the path of the file.
    pub fn toml(name: impl Into<String>, text: impl Into<String>) -> Result<Self, Error> {
        let (name, text) = (name.into(), text.into());
        let root = match DeTable::parse(&text) {
            Ok(table) => Node { span: table.span(), value: object(table.get_ref()) },
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                return Err(Error::in_text(&name, &text, offset, error.message()));
            }
        };
        Ok(Self { name, text, root })
    }

    /// Returns the path of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text of the file.
    #[must_use]
    pub fn text_of_file(&self) -> &str {
        &self.text
    }

    /// Returns the value at the top of the file.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Makes an error with the line and the column where `span` starts in the file.
    #[must_use]
    pub fn error(&self, span: &Range<usize>, message: impl Into<String>) -> Error {
        Error::in_text(&self.name, &self.text, span.start, message)
    }

    /// Checks that an object has only keys from `known`, and no key twice. For an unknown key, the error suggests the
    /// nearest known key.
    pub fn known_keys(&self, node: &Node, known: &[&str]) -> Result<(), Error> {
        self.expect(node, matches!(node.value, Value::Object(_)), "an object")?;
        let entries = node.entries();
        for (index, entry) in entries.iter().enumerate() {
            let key = entry.key.as_str();
            if !known.contains(&key) {
                return Err(self.error(&entry.key_span, unknown("key", key, known.iter().copied())));
            }
            if entries.iter().take(index).any(|other| other.key == key) {
                return Err(self.error(&entry.key_span, format!("duplicate key `{key}`")));
            }
        }
        Ok(())
    }

    /// Returns a string that is not blank. Returns `None` if the key is absent, and an error for any other value.
    pub fn text<'a>(&self, node: &'a Node, key: &str) -> Result<Option<&'a str>, Error> {
        let Some(value) = node.get(key) else { return Ok(None) };
        match value.as_str() {
            None => Err(self.unexpected(value, "a text")),
            Some(text) if text.trim().is_empty() => Err(self.error(&value.span, format!("`{key}` is blank"))),
            text => Ok(text),
        }
    }

    /// Returns a mandatory string. `what` is the name of the object in the error.
    pub fn required_text<'a>(&self, node: &'a Node, key: &str, what: &str) -> Result<&'a str, Error> {
        self.text(node, key)?.ok_or_else(|| self.error(&node.span, format!("{what} has no `{key}`")))
    }

    /// Returns an error if `holds` is false. The error contains the expected kind of value, `wanted`.
    pub fn expect(&self, node: &Node, holds: bool, wanted: &str) -> Result<(), Error> {
        if holds { Ok(()) } else { Err(self.unexpected(node, wanted)) }
    }

    /// Returns an error about a value of the wrong kind. `wanted` is the expected kind.
    #[must_use]
    pub fn unexpected(&self, node: &Node, wanted: &str) -> Error {
        self.error(&node.span, format!("expected {wanted}, found {}", node.kind()))
    }
}

/// Returns the message for an unknown name, with the nearest known name and all known names.
#[must_use]
pub fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let suggestion = did_you_mean(name, known.clone()).map(|question| format!("; {question}"));
    let known: Vec<&str> = known.collect();
    format!("unknown {what} `{name}`{} (known: {})", suggestion.unwrap_or_default(), known.join(", "))
}

fn object(table: &DeTable<'_>) -> Value {
    let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| Entry {
        key: AsRef::<str>::as_ref(key.get_ref()).to_owned(),
        key_span: key.span(),
        node: node(value),
    };
    Value::Object(table.iter().map(entry).collect())
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let inner = match value.get_ref() {
        DeValue::String(text) => Value::String(text.as_ref().to_owned()),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Integer(number) => Value::Number(number.to_string()),
        DeValue::Float(number) => Value::Number(number.to_string()),
        DeValue::Datetime(date) => Value::String(date.to_string()),
        DeValue::Array(items) => Value::Array(items.iter().map(node).collect()),
        DeValue::Table(table) => object(table),
    };
    Node { span: value.span(), value: inner }
}
