//! Reads forms: bodies of the media types `application/x-www-form-urlencoded` and `multipart/form-data`. The keyword
//! `encoding` in the contract describes how each field is written.

use std::collections::{HashMap, HashSet};

use dataarts_insight_openapi::MediaType;

use super::{
    accepted_types::AcceptedTypes,
    multipart,
    parameter::{Parameter, Style, decode},
    untyped::Untyped,
};
use crate::{ParameterLocation, document::join_pointer};

/// The settings of a field of a form. A setting is `None` if the contract does not declare the setting.
#[derive(Debug, Default)]
pub(super) struct Field {
    /// The media type of the value.
    pub(super) media_type: Option<MediaType>,
    /// The settings `style` and `explode`, which have the same meaning as for a query parameter.
    pub(super) style: Option<Parameter>,
}

/// The fields of a form, and their values.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) value: Untyped,
    /// The JSON Pointers of fields whose content is not validated, such as files.
    pub(super) opaque: Vec<String>,
}

/// Reads an urlencoded form. Returns `None` if the form cannot be decoded.
pub(super) fn urlencoded(text: &str, types: &AcceptedTypes, fields: &HashMap<String, Field>) -> Option<Form> {
    let decode = |text: &str| decode(ParameterLocation::Query, text);
    let mut pairs = Vec::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((decode(key)?, value));
    }
    let mut raw: HashMap<&str, Vec<&str>> = HashMap::new();
    for (key, value) in &pairs {
        raw.entry(key).or_default().push(value);
    }
    let property = |name: &str| types.properties.as_ref().and_then(|properties| properties.get(name));
    let (mut members, mut taken) = (Vec::new(), HashSet::new());
    for (name, field) in fields {
        let Some(parameter) = field.style.as_ref().filter(|parameter| parameter.is_spread()) else { continue };
        if raw.contains_key(name.as_str()) {
            continue;
        }
        let mut inner = Vec::new();
        for (key, value) in &pairs {
            let member = if parameter.style == Style::DeepObject {
                key.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix('[')?.strip_suffix(']'))
            } else {
                Some(key.as_str()).filter(|key| property(key).is_none() && parameter.declares_property(key))
            };
            if let Some(member) = member {
                taken.insert(key.as_str());
                inner.push((member.to_owned(), decode(value)?));
            }
        }
        if !inner.is_empty() {
            members.push((name.clone(), Untyped::object(inner)));
        }
    }
    for (key, _) in &pairs {
        if taken.contains(key.as_str()) {
            continue;
        }
        let Some(values) = raw.remove(key.as_str()) else { continue };
        let field = fields.get(key);
        let types = property(key).unwrap_or(&AcceptedTypes::ANY_SCALAR);
        if let Some(parameter) = field.and_then(|field| field.style.as_ref())
            && (values.len() == 1 || parameter.is_list())
        {
            let value = parameter.values(types, &values)?.into_iter().next()?;
            members.push((key.clone(), value));
            continue;
        }
        let is_json = field.and_then(|field| field.media_type.as_ref()).is_some_and(MediaType::is_json);
        let values = values.into_iter().map(decode).collect::<Option<Vec<String>>>()?;
        members.extend(values_of(values, types, is_json).into_iter().map(|value| (key.clone(), value)));
    }
    Some(Form { value: Untyped::Object(members), opaque: Vec::new() })
}

/// Reads a multipart form. Does not validate the content of files. Does not validate parts whose media type is neither
/// text nor JSON.
pub(super) fn multipart(
    body: &[u8],
    boundary: Option<&str>,
    types: &AcceptedTypes,
    fields: &HashMap<String, Field>,
) -> Form {
    let (mut members, mut opaque) = (Vec::new(), Vec::new());
    let parts = multipart::parts(body, boundary);
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for part in &parts {
        *counts.entry(&part.name).or_default() += 1;
    }
    for part in &parts {
        let types = types.properties.as_ref().and_then(|properties| properties.get(&part.name));
        let types = types.unwrap_or(&AcceptedTypes::ANY_SCALAR);
        let declared = fields.get(&part.name).and_then(|field| field.media_type.as_ref());
        let media_type = part.media_type.as_ref().or(declared);
        let is_json = media_type.is_some_and(MediaType::is_json);
        let is_text = media_type.is_none_or(MediaType::is_text) && !part.is_file;
        let text = std::str::from_utf8(part.content).ok().filter(|_| is_json || is_text);
        let Some(text) = text else {
            opaque.push(join_pointer("", &part.name));
            members.push((part.name.clone(), Untyped::Scalar(String::new())));
            continue;
        };
        // If the field has only one part, this part may contain the whole array as JSON.
        let is_whole = is_json && counts.get(part.name.as_str()) == Some(&1);
        let value = if is_whole && types.items.is_some() && text.trim_start().starts_with('[') {
            json_or_text(text.to_owned(), true)
        } else {
            let types = types.items.as_deref().unwrap_or(types);
            json_or_text(text.to_owned(), is_json || is_structured(types))
        };
        members.push((part.name.clone(), value));
    }
    Form { value: Untyped::Object(members), opaque }
}

/// Returns the values of a field without `style`. If the schema accepts an array, returns one list of all values.
/// Reads a text as JSON if `is_json` is true, or if the schema accepts objects (or arrays of objects) but no scalars.
fn values_of(values: Vec<String>, types: &AcceptedTypes, is_json: bool) -> Vec<Untyped> {
    let Some(items) = types.items.as_deref() else {
        let is_json = is_json || is_structured(types);
        return values.into_iter().map(|text| json_or_text(text, is_json)).collect();
    };
    match values.as_slice() {
        [only] if is_json && only.trim_start().starts_with('[') => vec![json_or_text(only.clone(), true)],
        _ => {
            let is_json = is_json || is_structured(items);
            vec![Untyped::List(values.into_iter().map(|text| json_or_text(text, is_json)).collect())]
        }
    }
}

/// Returns whether a schema accepts objects, but no strings, numbers and booleans.
fn is_structured(types: &AcceptedTypes) -> bool {
    types.properties.is_some() && !types.accepts_scalar()
}

fn json_or_text(text: String, is_json: bool) -> Untyped {
    let is_json = is_json && serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
    if is_json { Untyped::Json(text) } else { Untyped::Scalar(text) }
}
