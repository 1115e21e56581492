//! Follows `$ref`s to their values.

use std::{borrow::Cow, fmt};

use crate::document::{Document, Node, percent_decode};

/// The largest number of `$ref`s in a chain. The limit also stops a `$ref` that leads back to itself.
pub const MAX_HOPS: usize = 64;

/// The value at the end of a chain of `$ref`s.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved<'d> {
    /// The value, which is never a `$ref`.
    pub node: &'d Node,
    /// The last `$ref` of the chain; `None` if the given node is not a `$ref`.
    pub reference: Option<&'d str>,
}

impl Resolved<'_> {
    /// Returns the JSON Pointer in the last `$ref` of the chain; `None` if the given node was not a `$ref`.
    #[must_use]
    pub fn pointer(&self) -> Option<String> {
        local_pointer(self.reference?).map(Cow::into_owned)
    }
}

/// A `$ref` that leads to no value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BrokenReference<'d> {
    /// The value of the `$ref`.
    pub reference: &'d Node,
    /// The reason why the `$ref` leads to no value.
    pub reason: BrokenReason,
    /// The reason why the other file of the `$ref` was not read, and what to do; `None` for other mistakes.
    pub refusal: Option<&'d str>,
}

/// The reason why a `$ref` leads to no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenReason {
    /// The `$ref` is not a string.
    NotAString,
    /// The document does not contain the value, or the `$ref` names another document.
    Dangling,
    /// A chain has more than [`MAX_HOPS`] `$ref`s. The usual cause is a `$ref` that leads back to itself.
    Endless,
}

impl fmt::Display for BrokenReference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.reference.as_str().unwrap_or_default();
        if let Some(refusal) = self.refusal {
            return write!(f, "$ref {text}: {refusal}");
        }
        match self.reason {
            BrokenReason::NotAString => f.write_str("$ref must be a string"),
            BrokenReason::Dangling => write!(f, "$ref {text} names nothing in this document"),
            BrokenReason::Endless => {
                write!(f, "$ref {text} leads back to itself, or through more than {MAX_HOPS} references")
            }
        }
    }
}

impl Document {
    /// Returns the value of a node. If the node is a `$ref`, follows the chain of `$ref`s to its end.
    ///
    /// ```
    /// use dataarts_insight_openapi::document::{Document, Node};
    ///
    /// let document = Document::parse("x.yaml", "a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: 1")?;
    /// let resolved = document.resolve(document.pointer("/a").unwrap()).unwrap();
    /// assert_eq!(resolved.node.as_number(), Some("1"));
    /// assert_eq!(resolved.pointer().as_deref(), Some("/c"));
    /// # Ok::<(), dataarts_insight_openapi::document::SyntaxError>(())
    /// ```
    ///
    /// # Errors
    /// [`BrokenReference`] with the `$ref` that leads to no value.
    pub fn resolve<'d>(&'d self, node: &'d Node) -> Result<Resolved<'d>, BrokenReference<'d>> {
        follow(node, |pointer| self.pointer(pointer))
            .map_err(|broken| BrokenReference { refusal: self.refusal(broken.reference), ..broken })
    }
}

impl Node {
    /// Returns the value of `node`. If `node` is a `$ref`, follows the chain of `$ref`s to its end, like
    /// [`Document::resolve`]. `self` must be the root of the tree.
    ///
    /// # Errors
    /// [`BrokenReference`] with the `$ref` that leads to no value.
    pub fn resolve<'d>(&'d self, node: &'d Node) -> Result<Resolved<'d>, BrokenReference<'d>> {
        follow(node, |pointer| self.pointer(pointer))
    }
}

/// Returns the JSON Pointer of a local `$ref`; `None` for a `$ref` to another document.
pub(crate) fn local_pointer(reference: &str) -> Option<Cow<'_, str>> {
    let pointer = reference.strip_prefix('#')?;
    if pointer.contains('%') { percent_decode(pointer).map(Cow::Owned) } else { Some(Cow::Borrowed(pointer)) }
}

fn follow<'d>(mut node: &'d Node, get: impl Fn(&str) -> Option<&'d Node>) -> Result<Resolved<'d>, BrokenReference<'d>> {
    let mut last = None;
    for _ in 0..=MAX_HOPS {
        let Some(reference) = node.get("$ref") else { return Ok(Resolved { node, reference: last }) };
        let broken = |reason| BrokenReference { reference, reason, refusal: None };
        let text = reference.as_str().ok_or(broken(BrokenReason::NotAString))?;
        let target = local_pointer(text).and_then(|pointer| get(&pointer));
        (node, last) = (target.ok_or(broken(BrokenReason::Dangling))?, Some(text));
    }
    let reference = node.get("$ref").unwrap_or(node);
    Err(BrokenReference { reference, reason: BrokenReason::Endless, refusal: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(document: &Document, pointer: &str) -> Option<BrokenReason> {
        document.resolve(document.pointer(pointer).unwrap()).err().map(|broken| broken.reason)
    }

    #[test]
    fn tells_why_a_reference_leads_to_no_value() {
        let text = "a: {$ref: '#/none'}\nb: {$ref: 3}\nc: {$ref: '#/d'}\nd: {$ref: '#/c'}\ne: {$ref: other.yaml}\nf: 1";
        let document = Document::parse("x.yaml", text).unwrap();
        assert_eq!(reason(&document, "/a"), Some(BrokenReason::Dangling));
        assert_eq!(reason(&document, "/b"), Some(BrokenReason::NotAString));
        assert_eq!(reason(&document, "/c"), Some(BrokenReason::Endless));
        assert_eq!(reason(&document, "/e"), Some(BrokenReason::Dangling));
        assert_eq!(reason(&document, "/f"), None);
    }

    #[test]
    fn follows_as_many_references_as_the_limit_says() {
        let text: String = (0..=MAX_HOPS + 1).map(|at| format!("r{at}: {{$ref: '#/r{}'}}\n", at + 1)).collect();
        let document = Document::parse("x.yaml", format!("{text}r{}: end", MAX_HOPS + 2)).unwrap();
        assert_eq!(reason(&document, "/r1"), Some(BrokenReason::Endless));
        assert_eq!(reason(&document, "/r2"), None);
        let resolved = document.resolve(document.pointer("/r2").unwrap()).unwrap();
        assert_eq!(resolved.pointer().as_deref(), Some(&*format!("/r{}", MAX_HOPS + 2)));
    }

    #[test]
    fn names_the_pointer_without_percent_encoding() {
        let document = Document::parse("x.yaml", "a: {$ref: '#/b%20c'}\nb c: 1").unwrap();
        let resolved = document.resolve(document.pointer("/a").unwrap()).unwrap();
        assert_eq!(resolved.pointer().as_deref(), Some("/b c"));
    }
}
