//! Parameters and response headers, and the styles in which their values are written as text.

use std::{ops::Range, sync::Arc};

use super::{accepted_types::AcceptedTypes, untyped::Untyped};
use crate::{ParameterLocation, Part, document::percent_decode};

/// A parameter of a request, or a header of a response.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) location: ParameterLocation,
    pub(super) required: bool,
    /// True if an empty value is always valid (`allowEmptyValue`).
    pub(super) allow_empty: bool,
    pub(super) style: Style,
    pub(super) explode: bool,
    /// The byte range in the contract that declares the parameter.
    pub(super) span: Range<usize>,
    pub(super) encoding: Encoding,
}

/// The style of a value. OpenAPI defines these names.
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

/// The way in which the text of a value is converted to JSON. Each `usize` is an index of `Compiled::validators`.
#[derive(Debug)]
pub(super) enum Encoding {
    /// The text has a media type other than JSON. The text is not validated.
    Opaque,
    /// The text is JSON.
    Json(usize),
    /// The text is written in the style of the parameter, such as `1,2,3`.
    Styled { validator: usize, types: Arc<AcceptedTypes> },
}

impl Style {
    /// Returns the style with the name `name`, or the default style of the location if `name` is `None`. Returns `None`
    /// if the location does not permit the style.
    pub(super) fn of(location: ParameterLocation, name: Option<&str>) -> Option<Self> {
        use ParameterLocation::{Cookie, Header, Path, Query};
        Some(match (location, name) {
            (Path | Header, None | Some("simple")) => Self::Simple,
            (Path, Some("label")) => Self::Label,
            (Path, Some("matrix")) => Self::Matrix,
            (Query | Cookie, None | Some("form")) => Self::Form,
            (Query, Some("spaceDelimited")) => Self::SpaceDelimited,
            (Query, Some("pipeDelimited")) => Self::PipeDelimited,
            (Query, Some("deepObject")) => Self::DeepObject,
            _ => return None,
        })
    }
}

impl Parameter {
    pub(super) fn part(&self) -> Part {
        Part::parameter(self.location, &self.name)
    }

    /// Returns whether each property of an object is a separate query parameter: `?width=1&height=2`, or
    /// `?size[width]=1&size[height]=2` for the style `deepObject`.
    pub(super) fn is_spread(&self) -> bool {
        let is_object = |types: &AcceptedTypes| types.properties.is_some();
        self.style == Style::DeepObject
            || (self.location == ParameterLocation::Query
                && self.style == Style::Form
                && self.explode
                && matches!(&self.encoding, Encoding::Styled { types, .. } if is_object(types)))
    }

    /// Returns whether the schema declares a property with this name.
    pub(super) fn declares_property(&self, name: &str) -> bool {
        let Encoding::Styled { types, .. } = &self.encoding else { return false };
        types.properties.as_ref().is_some_and(|properties| properties.get(name).is_some())
    }

    /// Returns whether the schema accepts a scalar or a list.
    pub(super) fn accepts_other_than_object(&self) -> bool {
        matches!(&self.encoding, Encoding::Styled { types, .. } if types.accepts_scalar() || types.items.is_some())
    }

    /// Returns whether the parameter can occur several times, once for each item of a list: `?id=1&id=2`.
    pub(super) fn is_list(&self) -> bool {
        let explode = self.explode || self.location == ParameterLocation::Header;
        explode && matches!(&self.encoding, Encoding::Styled { types, .. } if types.items.is_some())
    }

    /// Returns whether an object can have a property with this name. A schema can permit properties that it does not
    /// declare (`additionalProperties`).
    pub(super) fn has_property(&self, name: &str) -> bool {
        let Encoding::Styled { types, .. } = &self.encoding else { return false };
        types.properties.as_ref().is_some_and(|properties| properties.accepts(name))
    }

    /// Returns all values that the text of a parameter can mean. For example, `1,2` can be a list of two items, or one
    /// string. Returns `None` if [`decode`] returns `None` for a text.
    pub(super) fn values(&self, types: &AcceptedTypes, occurrences: &[&str]) -> Option<Vec<Untyped>> {
        let decode = |text: &str| decode(self.location, text);
        let [only] = occurrences else {
            let mut items = Vec::new();
            for text in occurrences {
                // One header can contain several items: `a: 1,2` followed by `a: 3` is a list of three items.
                match self.location {
                    ParameterLocation::Header => items.extend(self.split(text).into_iter().map(str::to_owned)),
                    _ => items.push(decode(text)?),
                }
            }
            return Some(vec![Untyped::list(items)]);
        };
        let text = self.without_prefix(only).unwrap_or(only);
        let mut values = Vec::new();
        if types.items.is_some() {
            let items = if self.style == Style::Form && self.explode { vec![text] } else { self.split(text) };
            values.push(Untyped::list(items.into_iter().map(decode).collect::<Option<_>>()?));
            if text.is_empty() {
                values.push(Untyped::List(Vec::new()));
            }
        }
        if types.properties.is_some() && !self.is_spread() {
            values.push(Untyped::object(self.members(text, self.split(text))?));
        }
        // With the style `label` and without `explode`, OpenAPI 3.0.0 to 3.0.3 separate items by dots: `.1.2`. Later
        // versions separate items by commas: `.1,2`. Both notations are accepted.
        if self.style == Style::Label && !self.explode && text.contains('.') {
            let items: Vec<&str> = text.split('.').collect();
            if types.items.is_some() {
                values.push(Untyped::list(items.iter().map(|item| decode(item)).collect::<Option<_>>()?));
            }
            if types.properties.is_some() {
                values.push(Untyped::object(self.members(text, items)?));
            }
        }
        if values.is_empty() || types.accepts_scalar() {
            values.push(Untyped::Scalar(decode(text)?));
        }
        Some(values)
    }

    /// Returns the text before a value of this style. Example: `.` for the style `label`, as in `.red`.
    pub(super) fn prefix(&self) -> String {
        match self.style {
            Style::Label => ".".to_owned(),
            Style::Matrix if self.is_spread_matrix() => ";".to_owned(),
            Style::Matrix => format!(";{}=", self.name),
            _ => String::new(),
        }
    }

    /// Removes the prefix that the style requires. Returns `None` if the text does not have the prefix.
    pub(super) fn without_prefix<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self.style {
            Style::Label => text.strip_prefix('.'),
            Style::Matrix => {
                let text = text.strip_prefix(';')?;
                let named = text.strip_prefix(self.name.as_str());
                match named.and_then(|rest| if rest.is_empty() { Some(rest) } else { rest.strip_prefix('=') }) {
                    Some(value) => Some(value),
                    None => self.is_spread_matrix().then_some(text),
                }
            }
            _ => Some(text),
        }
    }

    /// Returns whether the matrix style writes each property of an object under its own name: `;width=1;height=2`.
    fn is_spread_matrix(&self) -> bool {
        let Encoding::Styled { types, .. } = &self.encoding else { return false };
        self.explode && types.properties.is_some()
    }

    fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        match self.style {
            Style::Label if self.explode => text.split('.').collect(),
            Style::Matrix if self.is_spread_matrix() => text.split(';').collect(),
            Style::Matrix if self.explode => {
                let name = format!("{}=", self.name);
                text.split(';').map(|item| item.strip_prefix(name.as_str()).unwrap_or(item)).collect()
            }
            Style::SpaceDelimited => text.split("%20").flat_map(|item| item.split(['+', ' '])).collect(),
            Style::PipeDelimited => {
                text.split('|').flat_map(|item| item.split("%7C")).flat_map(|item| item.split("%7c")).collect()
            }
            _ if self.location == ParameterLocation::Header => text.split(',').map(str::trim).collect(),
            _ => text.split(',').collect(),
        }
    }

    /// Reads the members of an object from `k,v,k,v`, or from `k=v,k=v` with `explode`.
    fn members(&self, text: &str, items: Vec<&str>) -> Option<Vec<(String, String)>> {
        let decode = |text: &str| decode(self.location, text);
        let items = if text.is_empty() { Vec::new() } else { items };
        if self.explode {
            let pairs = items.iter().map(|item| item.split_once('=').unwrap_or((item, "")));
            return pairs.map(|(key, value)| Some((decode(key)?, decode(value)?))).collect();
        }
        let pair = |pair: &[&str]| match pair {
            [key, value] => Some((decode(key)?, decode(value)?)),
            [key] => Some((decode(key)?, String::new())),
            _ => None,
        };
        items.chunks(2).map(pair).collect()
    }
}

/// Decodes the escapes in a text: percent escapes in a path or a query, and `+` for a space in a query. The text of a
/// header or a cookie has no escapes. Returns `None` if an escape is invalid or the decoded text is not UTF-8.
pub(super) fn decode(location: ParameterLocation, text: &str) -> Option<String> {
    match location {
        ParameterLocation::Path => percent_decode(text),
        ParameterLocation::Query => percent_decode(&text.replace('+', " ")),
        ParameterLocation::Header | ParameterLocation::Cookie => Some(text.to_owned()),
    }
}
