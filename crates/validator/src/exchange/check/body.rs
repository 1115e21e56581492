//! Checks bodies: whether the message may have one, its media type, and its schema.

use std::ops::Range;

use dataarts_insight_openapi::MediaType;

use super::{Check, error};
use crate::{
    Expected, Finding, Found, ParameterLocation, Part, Rule, Severity,
    exchange::{
        message::Payload,
        operation::{Content, DeclaredBody},
        parameter::decode,
        untyped::Untyped,
    },
};

/// The media type of forms whose fields are text.
const FORM: &str = "application/x-www-form-urlencoded";

impl Check<'_> {
    /// Checks the body of a message, if it has one or may have one.
    pub(super) fn body(&mut self, content: &Content, media_type: Option<&str>, payload: Payload<'_>) {
        // A message whose body was not recorded may lack its type as well.
        if payload == Payload::Unknown && media_type.is_none() {
            return;
        }
        let given = media_type.and_then(MediaType::parse);
        let declared = match (&given, content.declared.as_slice()) {
            (Some(given), _) => content.most_precise(given),
            // The body is validated although its type is not known, because only one type is declared.
            (None, [only]) => Some(only),
            _ => None,
        };
        if given.is_none() || declared.is_none() {
            let found = media_type.map_or(Found::NoContentType, |text| Found::text(text.as_bytes()));
            let finding = error(Rule::ContentType, Expected::MediaType(content.names()), found);
            self.report(Part::Header("Content-Type".to_owned()), &content.span, finding);
        }
        if let (Some(declared), Payload::Bytes(payload)) = (declared, payload) {
            let media_type = given.as_ref().unwrap_or(&declared.media_type);
            self.payload(declared, &content.span, media_type, payload);
        }
    }

    pub(super) fn missing_body(&mut self, content: &Content) {
        let finding = error(Rule::MissingBody, Expected::Body(content.names()), Found::Nothing);
        self.report(Part::Body, &content.span, finding);
    }

    pub(super) fn unexpected_body(&mut self, place: &Range<usize>, payload: &[u8]) {
        let finding = error(Rule::UnexpectedBody, Expected::NoBody, Found::Body(payload.len()));
        self.report(Part::Body, place, Finding { severity: Severity::Warning, ..finding });
    }

    fn payload(&mut self, declared: &DeclaredBody, place: &Range<usize>, media_type: &MediaType, payload: &[u8]) {
        if media_type.is_json() {
            return self.json(&Part::Body, declared.validator, payload);
        }
        // Only JSON is validated without a schema. Multipart and binary bodies are never validated.
        let Some(types) = &declared.types else { return };
        let text = std::str::from_utf8(payload).ok();
        let value = if media_type.is(FORM) {
            text.and_then(form).map(Untyped::Object)
        } else if let Some(text) = text.filter(|_| media_type.is_text()) {
            Some(Untyped::Scalar(text.to_owned()))
        } else {
            return;
        };
        match value {
            Some(value) => self.readings(&Part::Body, declared.validator, &value.readings(types)),
            None => self.broken_encoding(Part::Body, place, &String::from_utf8_lossy(payload)),
        }
    }
}

/// Reads the fields of a form.
fn form(text: &str) -> Option<Vec<(String, String)>> {
    let decode = |text: &str| decode(ParameterLocation::Query, text);
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(key, value)| Some((decode(key)?, decode(value)?))).collect()
}
