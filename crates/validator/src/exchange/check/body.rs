//! Checks the body of a message: its presence, its media type, and its value.

use std::ops::Range;

use dataarts_insight_openapi::MediaType;

use super::{Check, error};
use crate::{
    Expected, Found, Part, Rule,
    exchange::{
        form,
        message::Payload,
        operation::{Content, DeclaredBody},
        untyped::Untyped,
    },
};

/// The media type of HTML forms, such as `name=Rex&age=3`.
const FORM: &str = "application/x-www-form-urlencoded";
/// The media type range that includes every media type.
const ANY: &str = "*/*";

impl Check<'_> {
    /// Checks the media type and the value of a body.
    pub(super) fn body(&mut self, content: &Content, media_type: Option<&str>, payload: Payload<'_>) {
        // If the body was not recorded, the media type may be missing too.
        if payload == Payload::Unknown && media_type.is_none() {
            return;
        }
        let given = media_type.and_then(MediaType::parse);
        let declared = declared(content, given.as_ref());
        let is_any = media_type.is_none() && declared.is_some_and(|declared| declared.media_type.is(ANY));
        if (given.is_none() && !is_any) || declared.is_none() {
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
        self.report(Part::Body, place, finding);
    }

    /// Checks an empty body of a request that requires a body. A text or a URL-encoded form can be empty, so it is
    /// validated by its schema. For all other media types, reports that the body is missing.
    pub(super) fn empty_body(&mut self, content: &Content, media_type: Option<&str>) {
        let given = media_type.and_then(MediaType::parse);
        let declared = declared(content, given.as_ref());
        let may_be_empty = |declared: &&DeclaredBody| {
            let media_type = given.as_ref().unwrap_or(&declared.media_type);
            media_type.is(FORM)
                || (!media_type.is_json()
                    && media_type.is_text()
                    && declared.types.as_ref().is_none_or(|t| t.accepts_scalar()))
        };
        match declared.filter(may_be_empty) {
            Some(declared) => {
                let media_type = given.as_ref().unwrap_or(&declared.media_type);
                self.payload(declared, &content.span, media_type, b"");
            }
            None => self.missing_body(content),
        }
    }

    fn payload(&mut self, declared: &DeclaredBody, place: &Range<usize>, media_type: &MediaType, payload: &[u8]) {
        if media_type.is_json() {
            return self.json(&Part::Body, declared.validator, payload);
        }
        // The media type is not JSON. Without a schema in the contract, such a body is not validated.
        let Some(types) = &declared.types else { return };
        if media_type.is("multipart/form-data") {
            let form = form::multipart(payload, media_type.parameter("boundary"), types, &declared.fields);
            return self.form(declared.validator, &form.value.readings(types), &form.opaque);
        }
        let is_form = media_type.is(FORM);
        if !is_form && !media_type.is_text() {
            return;
        }
        let text = std::str::from_utf8(payload).ok();
        let Some(text) = text else {
            return self.broken_encoding(Part::Body, place, &String::from_utf8_lossy(payload));
        };
        if is_form {
            match form::urlencoded(text, types, &declared.fields) {
                Some(form) => self.form(declared.validator, &form.value.readings(types), &form.opaque),
                None => self.broken_encoding(Part::Body, place, text),
            }
            return;
        }
        let is_structured = types.items.is_some() || types.properties.is_some();
        // If the schema accepts objects or arrays:
        // - Plain text that starts with `{` or `[` can be JSON.
        // - Other plain text is validated only as a scalar.
        // - Text in an unknown syntax, such as XML, is not validated.
        if is_structured && !(media_type.is("text/plain") && text.trim_start().starts_with(['{', '['])) {
            if types.accepts_scalar() && media_type.is("text/plain") {
                self.readings(&Part::Body, declared.validator, &Untyped::Scalar(text.to_owned()).readings(types));
            }
            return;
        }
        let mut readings = Untyped::Scalar(text.to_owned()).readings(types);
        if is_structured {
            readings.insert(0, text.to_owned());
        }
        self.readings(&Part::Body, declared.validator, &readings);
    }
}

/// Returns the body that the contract declares for a media type. If the message has no media type, returns the only
/// declared body, or the body that the contract declares for `*/*`.
fn declared<'c>(content: &'c Content, given: Option<&MediaType>) -> Option<&'c DeclaredBody> {
    match (given, content.declared.as_slice()) {
        (Some(given), _) => content.most_precise(given),
        // The message does not name a media type, and the contract declares only one media type. The body is validated
        // as this media type.
        (None, [only]) => Some(only),
        (None, several) => several.iter().find(|declared| declared.media_type.is(ANY)),
    }
}
