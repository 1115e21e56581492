//! Bodies: whether there may be one, of which media type, and what its schema says.

use std::{ops::Range, sync::Arc};

use dataarts_insight_openapi::MediaType;

use super::{
    Exchanges,
    findings::{Findings, Words},
    parameter::decode,
    reading::Wire,
    shape::Shape,
};
use crate::{Part, Place, Rule, document::Node, engine::snippet};

/// The media type of forms whose fields are text.
const FORM: &str = "application/x-www-form-urlencoded";

/// The body that an operation takes.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) required: bool,
    pub(super) content: Content,
}

/// The media types that a body may have.
#[derive(Debug)]
pub(super) struct Content {
    declared: Vec<Declared>,
    span: Range<usize>,
}

#[derive(Debug)]
struct Declared {
    media: MediaType,
    written: String,
    validator: usize,
    shape: Option<Arc<Shape>>,
}

/// A body as a message has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Payload<'a> {
    /// There is none.
    #[default]
    None,
    /// Nobody knows: it was not recorded.
    Unknown,
    Bytes(&'a [u8]),
}

impl Content {
    /// Media types of which nothing is judged.
    pub(super) fn ignored(node: &Node) -> Self {
        Self { declared: Vec::new(), span: node.get("content").unwrap_or(node).span.clone() }
    }

    pub(super) fn add(&mut self, media: MediaType, written: &str, validator: usize, shape: Option<Arc<Shape>>) {
        self.declared.push(Declared { media, written: written.to_owned(), validator, shape });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.declared.is_empty()
    }

    pub(super) fn span(&self) -> &Range<usize> {
        &self.span
    }

    /// The declared media types, for messages.
    pub(super) fn describe(&self) -> String {
        self.declared.iter().map(|declared| declared.written.as_str()).collect::<Vec<_>>().join(" or ")
    }

    /// The declaration that describes a media type most precisely.
    fn most_precise(&self, given: &MediaType) -> Option<&Declared> {
        let fitting = self.declared.iter().filter_map(|declared| Some((declared.media.precision(given)?, declared)));
        // Of equals, the first: `max_by_key` would take the last.
        fitting.rev().max_by_key(|(precision, _)| *precision).map(|(_, declared)| declared)
    }
}

impl Exchanges {
    /// Judges a body that is there.
    pub(super) fn body(
        &self,
        findings: &mut Findings<'_>,
        content: &Content,
        media_type: Option<&str>,
        payload: Option<&[u8]>,
    ) {
        let given = media_type.and_then(MediaType::parse);
        let declared = match (&given, content.declared.as_slice()) {
            (Some(given), _) => content.most_precise(given),
            // The schema of the only media type has something to say all the same.
            (None, [only]) => Some(only),
            _ => None,
        };
        if given.is_none() || declared.is_none() {
            let found = match media_type {
                Some(text) => snippet(text),
                None => "no Content-Type".to_owned(),
            };
            let words = Words::new(content.describe(), found);
            let part = Part::Header("Content-Type".to_owned());
            findings.error(Rule::ContentType, &part, content.span(), words);
        }
        if let (Some(declared), Some(payload)) = (declared, payload) {
            self.payload(findings, declared, given.as_ref().unwrap_or(&declared.media), payload);
        }
    }

    fn payload(&self, findings: &mut Findings<'_>, declared: &Declared, media: &MediaType, payload: &[u8]) {
        if media.is_json() {
            findings.take(&Part::Body, self.validate(declared.validator, payload));
            return;
        }
        // Without a schema, anything but JSON is beyond judgement; so are multipart and binary bodies.
        let Some(shape) = &declared.shape else { return };
        let wire = match std::str::from_utf8(payload) {
            Ok(text) if media.is(FORM) => form(text).map(Wire::Map),
            Ok(text) if media.is_text() => Some(Wire::Text(text.to_owned())),
            Err(_) if media.is(FORM) => None,
            _ => return,
        };
        match wire {
            Some(wire) => self.wires(findings, &Part::Body, declared.validator, shape, &[wire]),
            None => {
                let found = snippet(&String::from_utf8_lossy(payload));
                let words = Words::new("UTF-8, percent-encoded", found);
                findings.error(Rule::PercentEncoding, &Part::Body, &(0..0), words);
            }
        }
    }
}

/// The pairs of a form, or of a query.
fn form(text: &str) -> Option<Vec<(String, String)>> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(key, value)| Some((decode(Place::Query, key)?, decode(Place::Query, value)?))).collect()
}
