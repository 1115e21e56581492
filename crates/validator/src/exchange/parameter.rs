//! Parameters and response headers: how each is written, and what its schema says of it.

use std::{ops::Range, sync::Arc};

use super::{
    Exchanges,
    findings::{Findings, Words},
    reading::Wire,
    shape::Shape,
};
use crate::{Found, Part, Place, Rule, document::percent_decode, engine::snippet};

/// A parameter of a request, or a header of a response.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) required: bool,
    /// Whether nothing behind the name will do (`allowEmptyValue`).
    pub(super) allow_empty: bool,
    pub(super) style: Style,
    pub(super) explode: bool,
    /// Where the contract declares it.
    pub(super) span: Range<usize>,
    pub(super) judge: Judge,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// What judges a value.
#[derive(Debug)]
pub(super) enum Judge {
    /// Nothing: a media type whose text no schema can judge.
    Nothing,
    /// The text is JSON.
    Json(usize),
    /// The text is written by a style.
    Schema { validator: usize, shape: Arc<Shape> },
}

impl Style {
    /// The style of a place, by name or by default; none when it means nothing there.
    pub(super) fn of(place: Place, name: Option<&str>) -> Option<Self> {
        Some(match (place, name) {
            (Place::Path | Place::Header, None | Some("simple")) => Self::Simple,
            (Place::Path, Some("label")) => Self::Label,
            (Place::Path, Some("matrix")) => Self::Matrix,
            (Place::Query | Place::Cookie, None | Some("form")) => Self::Form,
            (Place::Query, Some("spaceDelimited")) => Self::SpaceDelimited,
            (Place::Query, Some("pipeDelimited")) => Self::PipeDelimited,
            (Place::Query, Some("deepObject")) => Self::DeepObject,
            _ => return None,
        })
    }
}

/// What messages call a place.
pub(super) fn place_name(place: Place) -> &'static str {
    match place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
        Place::Cookie => "cookie",
    }
}

/// The part of a message that a name in a place is.
pub(super) fn part(place: Place, name: &str) -> Part {
    let name = name.to_owned();
    match place {
        Place::Path => Part::Path(name),
        Place::Query => Part::Query(name),
        Place::Header => Part::Header(name),
        Place::Cookie => Part::Cookie(name),
    }
}

impl Parameter {
    /// The part of a message that it is.
    pub(super) fn part(&self) -> Part {
        part(self.place, &self.name)
    }

    /// Whether its values come under the names of an object's properties.
    pub(super) fn is_spread(&self) -> bool {
        let object = |shape: &Shape| shape.fields.is_some() && shape.items.is_none();
        self.style == Style::DeepObject
            || (self.place == Place::Query
                && self.style == Style::Form
                && self.explode
                && matches!(&self.judge, Judge::Schema { shape, .. } if object(shape)))
    }

    /// Whether several occurrences are one value.
    pub(super) fn is_list(&self) -> bool {
        let exploded = self.explode || self.place == Place::Header;
        exploded && matches!(&self.judge, Judge::Schema { shape, .. } if shape.items.is_some())
    }

    /// What the text, as it was sent, can be; none when its encoding is broken.
    fn wires(&self, shape: &Shape, raw: &[&str]) -> Option<Vec<Wire>> {
        let decode = |text: &str| decode(self.place, text);
        let [first] = raw else {
            let mut items = Vec::new();
            for text in raw {
                // A header that comes twice is the same as one with a comma.
                match self.place {
                    Place::Header => items.extend(self.split(text).iter().map(|text| (*text).to_owned())),
                    _ => items.push(decode(text)?),
                }
            }
            return Some(vec![Wire::List(items)]);
        };
        let text = self.bare(first);
        let mut wires = Vec::new();
        if shape.items.is_some() {
            let parts = if self.style == Style::Form && self.explode { vec![text] } else { self.split(text) };
            wires.push(Wire::List(parts.into_iter().map(decode).collect::<Option<_>>()?));
            if text.is_empty() {
                wires.push(Wire::List(Vec::new()));
            }
        }
        if shape.fields.is_some() {
            wires.push(Wire::Map(self.pairs(text)?));
        }
        if wires.is_empty() || shape.number || shape.boolean || shape.string {
            wires.push(Wire::Text(decode(text)?));
        }
        Some(wires)
    }

    /// The text without what its style puts in front.
    fn bare<'t>(&self, text: &'t str) -> &'t str {
        match self.style {
            Style::Label => text.strip_prefix('.').unwrap_or(text),
            Style::Matrix => {
                let text = text.strip_prefix(';').unwrap_or(text);
                let named = text.strip_prefix(self.name.as_str()).and_then(|rest| rest.strip_prefix('='));
                named.unwrap_or(text)
            }
            _ => text,
        }
    }

    fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        match self.style {
            Style::Label if self.explode => text.split('.').collect(),
            Style::Matrix if self.explode => {
                let name = format!("{}=", self.name);
                text.split(';').map(|part| part.strip_prefix(name.as_str()).unwrap_or(part)).collect()
            }
            Style::SpaceDelimited => text.split("%20").flat_map(|part| part.split(['+', ' '])).collect(),
            Style::PipeDelimited => {
                text.split('|').flat_map(|part| part.split("%7C")).flat_map(|part| part.split("%7c")).collect()
            }
            _ if self.place == Place::Header => text.split(',').map(str::trim).collect(),
            _ => text.split(',').collect(),
        }
    }

    /// The members of an object: `k,v,k,v`, or `k=v,k=v` when exploded.
    fn pairs(&self, text: &str) -> Option<Vec<(String, String)>> {
        let decode = |text: &str| decode(self.place, text);
        let parts = if text.is_empty() { Vec::new() } else { self.split(text) };
        if self.explode {
            let pairs = parts.iter().map(|part| part.split_once('=').unwrap_or((part, "")));
            return pairs.map(|(key, value)| Some((decode(key)?, decode(value)?))).collect();
        }
        let pair = |pair: &[&str]| match pair {
            [key, value] => Some((decode(key)?, decode(value)?)),
            [key] => Some((decode(key)?, String::new())),
            _ => None,
        };
        parts.chunks(2).map(pair).collect()
    }
}

/// The text that stands for another in a place.
pub(super) fn decode(place: Place, text: &str) -> Option<String> {
    match place {
        Place::Path => percent_decode(text),
        Place::Query => percent_decode(&text.replace('+', " ")),
        Place::Header | Place::Cookie => Some(text.to_owned()),
    }
}

impl Exchanges {
    /// Judges the occurrences of a parameter in a message.
    pub(super) fn occurrences(&self, findings: &mut Findings<'_>, parameter: &Parameter, values: &[&str]) {
        let part = parameter.part();
        match values {
            [] => {}
            [value] => self.value(findings, &part, parameter, &[value]),
            several if parameter.is_list() => self.value(findings, &part, parameter, several),
            several => {
                let words = Words::new(format!("{} once", parameter.name), "");
                let words = Words { found: Found::Times(several.len()), ..words };
                findings.error(Rule::DuplicateParameter, &part, &parameter.span, words);
                // Which of them counts is anybody's guess, so each is judged.
                for value in several {
                    self.value(findings, &part, parameter, &[value]);
                }
            }
        }
    }

    fn value(&self, findings: &mut Findings<'_>, part: &Part, parameter: &Parameter, raw: &[&str]) {
        if parameter.allow_empty && raw.iter().all(|text| text.is_empty()) {
            return;
        }
        let broken = |findings: &mut Findings<'_>| {
            let words = Words::new("UTF-8, percent-encoded", snippet(&raw.join(",")));
            findings.error(Rule::PercentEncoding, part, &parameter.span, words);
        };
        match &parameter.judge {
            Judge::Nothing => {
                if raw.iter().any(|text| decode(parameter.place, text).is_none()) {
                    broken(findings);
                }
            }
            Judge::Json(validator) => {
                for text in raw {
                    match decode(parameter.place, text) {
                        Some(text) => findings.take(part, self.validate(*validator, text.as_bytes())),
                        None => broken(findings),
                    }
                }
            }
            Judge::Schema { validator, shape } => match parameter.wires(shape, raw) {
                Some(wires) => self.wires(findings, part, *validator, shape, &wires),
                None => broken(findings),
            },
        }
    }

    /// Judges a value by the schema: it is valid if one of its readings is.
    pub(super) fn wires(
        &self,
        findings: &mut Findings<'_>,
        part: &Part,
        validator: usize,
        shape: &Shape,
        wires: &[Wire],
    ) {
        let readings: Vec<String> = wires.iter().flat_map(|wire| wire.readings(shape)).collect();
        let accepted = readings.iter().find(|reading| self.is_valid(validator, reading.as_bytes()));
        if let Some(reading) = accepted.or(readings.first()) {
            findings.take_text(part, self.validate(validator, reading.as_bytes()));
        }
    }
}
