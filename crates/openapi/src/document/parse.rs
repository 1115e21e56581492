//! Builds the tree of a YAML text from the events of a YAML parser. The module `json` reads JSON.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fmt,
    ops::Range,
};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span, StrInput, Tag};

use super::{Entry, MAX_DEPTH, Node, Value, json};

/// The largest value of `Builder::repeated`. For example, an anchor with 3 values and two aliases of this anchor count
/// as 3 + 6 values. Without this limit, aliases inside anchors can make a short text grow exponentially.
const MAX_REPEATED: usize = 200_000;

/// The largest number of values in one contract. The limit exists because each value takes memory. The largest known
/// public contracts have about half as many values.
pub(crate) const MAX_VALUES: usize = 500_000;

/// The error for a text that is not one YAML or JSON document, or that exceeds a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The reason of the error.
    pub message: String,
    /// The place of the error, as a byte offset in the text.
    pub offset: usize,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SyntaxError {}

/// Reads YAML or JSON into a tree.
///
/// # Errors
/// [`SyntaxError`] if the text is not YAML or JSON, contains several documents, or exceeds a limit on nesting or size.
pub fn parse(text: &str) -> Result<Node, SyntaxError> {
    if text.trim_start().starts_with(['{', '['])
        && let Some(node) = json::parse(text)
    {
        return Ok(node);
    }
    let offsets = Offsets::of(text);
    let mut builder =
        Builder { parser: Parser::new_from_str(text), offsets, anchors: HashMap::new(), nodes: 0, repeated: 0 };
    builder.document()
}

struct Builder<'text> {
    parser: Parser<'text, StrInput<'text>>,
    offsets: Offsets,
    anchors: HashMap<usize, (Node, usize)>,
    nodes: usize,
    /// The number of values inside anchors, plus the number of values that aliases copy.
    repeated: usize,
}

impl<'text> Builder<'text> {
    fn document(&mut self) -> Result<Node, SyntaxError> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(_) if root.is_some() => {
                    return Err(self.error("a contract is one document, but a second one starts here", span.start));
                }
                Event::DocumentStart(_) => {
                    let (event, span) = self.next()?;
                    root = Some(self.node(event, span, 0)?);
                }
                _ => {}
            }
        }
        root.ok_or_else(|| SyntaxError { message: "the document is empty".into(), offset: 0 })
    }

    fn node(&mut self, event: Event<'text>, span: Span, depth: usize) -> Result<Node, SyntaxError> {
        if depth > MAX_DEPTH {
            return Err(self.error(&format!("nesting deeper than {MAX_DEPTH} levels"), span.start));
        }
        let before = self.nodes;
        self.nodes += 1;
        if self.nodes > MAX_VALUES {
            return Err(self.error(&format!("a contract has at most {MAX_VALUES} values"), span.start));
        }
        let (node, anchor) = match event {
            Event::Alias(anchor) => return self.alias(anchor, span),
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(text, style, tag.as_deref()).map_err(|message| self.error(&message, span.start))?;
                (Node { span: self.offsets.range(span), value }, anchor)
            }
            Event::SequenceStart(anchor, _) => (self.sequence(span, depth)?, anchor),
            Event::MappingStart(anchor, _) => (self.mapping(span, depth)?, anchor),
            _ => return Err(self.error("a value is missing here", span.start)),
        };
        if anchor != 0 {
            let size = self.nodes - before;
            self.repeat(size, span)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        Ok(node)
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Result<Node, SyntaxError> {
        let Some((node, size)) = self.anchors.get(&anchor) else {
            return Err(self.error("an alias must not be inside its own anchor", span.start));
        };
        let (node, size) = (node.clone(), *size);
        self.nodes += size;
        self.repeat(size, span)?;
        Ok(node)
    }

    fn repeat(&mut self, size: usize, span: Span) -> Result<(), SyntaxError> {
        self.repeated += size;
        if self.repeated > MAX_REPEATED {
            return Err(self.error(&format!("anchors and aliases repeat more than {MAX_REPEATED} values"), span.start));
        }
        Ok(())
    }

    fn sequence(&mut self, start: Span, depth: usize) -> Result<Node, SyntaxError> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                let span = self.offsets.start(start)..self.end(span, items.last());
                return Ok(Node { span, value: Value::Array(items) });
            }
            items.push(self.node(event, span, depth + 1)?);
        }
    }

    fn mapping(&mut self, start: Span, depth: usize) -> Result<Node, SyntaxError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut merged: Vec<Entry> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            let (key, is_merge) = match event {
                Event::MappingEnd => {
                    let last = entries.iter().chain(&merged).max_by_key(|entry| entry.key_span.start);
                    let span = self.offsets.start(start)..self.end(span, last.map(|entry| &entry.node));
                    merge(&mut entries, merged);
                    return Ok(Node { span, value: Value::Object(entries) });
                }
                Event::Scalar(text, style, ..) => {
                    let is_merge = text == "<<" && style == ScalarStyle::Plain;
                    (text.into_owned(), is_merge)
                }
                _ => return Err(self.error("a key must be a plain or quoted text", span.start)),
            };
            let key_span = self.offsets.range(span);
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            if !is_merge {
                entries.push(Entry { key, key_span, node });
            } else if is_mergeable(&node) {
                merged.push(Entry { key, key_span, node });
            } else {
                return Err(self.error("the merge key `<<` takes a mapping, or a list of mappings", span.start));
            }
        }
    }

    /// Returns the byte offset of the end of a list or an object. If the list or object has no brackets, the parser
    /// reports the start of the next token, which can be some lines below. In this case, the function returns the end
    /// of the last child.
    fn end(&self, end: Span, last: Option<&Node>) -> usize {
        match last {
            Some(node) if end.is_empty() => node.span.end,
            _ => self.offsets.byte(end.end.index()),
        }
    }

    fn next(&mut self) -> Result<(Event<'text>, Span), SyntaxError> {
        match self.parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.error(error.info(), *error.marker())),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn error(&self, message: &str, at: Marker) -> SyntaxError {
        SyntaxError { message: message.to_owned(), offset: self.offsets.byte(at.index()) }
    }
}

/// Returns whether the value of a merge key `<<` is a mapping or a list of mappings.
fn is_mergeable(node: &Node) -> bool {
    let is_mapping = |node: &Node| matches!(node.value, Value::Object(_));
    match &node.value {
        Value::Array(items) => items.iter().all(is_mapping),
        _ => is_mapping(node),
    }
}

/// Adds the entries of merge keys (`<<`, YAML 1.1). If the mapping itself has a key, does not add merged entries with
/// this key. If several merged entries have the same key, adds the first one.
fn merge(entries: &mut Vec<Entry>, merged: Vec<Entry>) {
    let mut known: HashSet<String> = HashSet::new();
    if !merged.is_empty() {
        known.extend(entries.iter().map(|entry| entry.key.clone()));
    }
    for Entry { node, .. } in merged {
        let mappings = match node.value {
            Value::Array(items) => items,
            value => vec![Node { value, ..node }],
        };
        for mapping in mappings {
            let Value::Object(inner) = mapping.value else { continue };
            entries.extend(inner.into_iter().filter(|entry| known.insert(entry.key.clone())));
        }
    }
}

/// Converts a YAML scalar to a value, as the core schema of YAML 1.2 requires. `true` becomes a boolean and `1` becomes
/// a number. `"1"` and `yes` become strings.
fn scalar(text: Cow<'_, str>, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, String> {
    let tag = tag.filter(|tag| tag.is_yaml_core_schema()).map(|tag| tag.suffix.as_str());
    if tag == Some("str") || (tag.is_none() && style != ScalarStyle::Plain) {
        return Ok(Value::String(text.into_owned()));
    }
    Ok(match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "-.inf" | ".nan" | ".NaN" | ".NAN" => {
            return Err(format!("`{text}` is not a JSON number"));
        }
        other => number(other).map_or_else(|| Value::String(other.to_owned()), Value::Number),
    })
}

/// Converts a YAML number to the text of a JSON number: `+1` becomes `1`, `.5` becomes `0.5`, `007` becomes `7`, and
/// `0x1F` becomes `31`. Returns `None` if the text is not a number.
fn number(text: &str) -> Option<String> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return u64::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+')).map(|n| n.to_string());
        }
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let exponent_digits = exponent.get(1..).map(|e| e.strip_prefix(['-', '+']).unwrap_or(e));
    let well_formed = (!whole.is_empty() || !fraction.is_empty())
        && all_digits(whole)
        && all_digits(fraction)
        && exponent_digits.is_none_or(|e| !e.is_empty() && all_digits(e));
    if !well_formed {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{dot}{fraction}{exponent}"))
}

/// A table that converts character offsets to byte offsets, because the YAML parser reports offsets in characters.
struct Offsets(Option<Vec<usize>>, usize);

impl Offsets {
    fn of(text: &str) -> Self {
        let table = (!text.is_ascii()).then(|| text.char_indices().map(|(byte, _)| byte).collect());
        Self(table, text.len())
    }

    fn byte(&self, character: usize) -> usize {
        match &self.0 {
            None => character.min(self.1),
            Some(table) => table.get(character).copied().unwrap_or(self.1),
        }
    }

    fn start(&self, span: Span) -> usize {
        self.byte(span.start.index())
    }

    fn range(&self, span: Span) -> Range<usize> {
        self.start(span)..self.byte(span.end.index())
    }
}
