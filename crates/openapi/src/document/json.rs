//! Reads JSON. A separate parser is needed because the YAML parser refuses some JSON: surrogate pairs in escapes, tabs
//! as indentation, and keys of more than 1024 characters.

use std::ops::Range;

use super::{Entry, MAX_DEPTH, Node, Value, parse::MAX_VALUES};

/// Reads a JSON text. Returns `None` if the text is not JSON or exceeds a limit. In this case the caller reads the text
/// as YAML.
pub(super) fn parse(text: &str) -> Option<Node> {
    let mut reader = Reader { text, at: 0, values: 0 };
    reader.space();
    let node = reader.value(0)?;
    reader.space();
    (reader.at == text.len()).then_some(node)
}

struct Reader<'text> {
    text: &'text str,
    at: usize,
    values: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        self.values += 1;
        // No error is made here. The caller then uses the YAML parser, which has the same limits and makes the error.
        if depth > MAX_DEPTH || self.values > MAX_VALUES {
            return None;
        }
        let start = self.at;
        let value = match self.peek()? {
            b'{' => Value::Object(self.list(*b"{}", |reader| reader.entry(depth + 1))?),
            b'[' => Value::Array(self.list(*b"[]", |reader| reader.value(depth + 1))?),
            b'"' => Value::String(self.string()?.0),
            _ => self.literal()?,
        };
        Some(Node { span: start..self.at, value })
    }

    fn list<T>(&mut self, brackets: [u8; 2], item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let [open, close] = brackets;
        self.eat(open)?;
        let mut items = Vec::new();
        self.space();
        if self.eat(close).is_some() {
            return Some(items);
        }
        loop {
            self.space();
            items.push(item(self)?);
            self.space();
            if self.eat(b',').is_none() {
                self.eat(close)?;
                return Some(items);
            }
        }
    }

    fn entry(&mut self, depth: usize) -> Option<Entry> {
        let (key, key_span) = self.string()?;
        self.space();
        self.eat(b':')?;
        self.space();
        Some(Entry { key, key_span, node: self.value(depth)? })
    }

    fn string(&mut self) -> Option<(String, Range<usize>)> {
        let start = self.at;
        self.eat(b'"')?;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        let span = start..self.at;
        // `serde_json` rejects invalid escapes, control characters and lone surrogates.
        let text = serde_json::from_str(self.text.get(span.clone())?).ok()?;
        Some((text, span))
    }

    fn literal(&mut self) -> Option<Value> {
        let rest = self.text.get(self.at..)?;
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(rest.len());
        let word = rest.get(..end)?;
        self.at += end;
        Some(match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            number => {
                // `IgnoredAny` checks only the syntax. A number type would refuse 1e400, which is valid JSON.
                serde_json::from_str::<serde::de::IgnoredAny>(number).ok()?;
                Value::Number(number.to_owned())
            }
        })
    }
}
