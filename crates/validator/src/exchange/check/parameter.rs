//! Checks the values of parameters and headers.

use std::{collections::HashSet, ops::Range};

use dataarts_insight_openapi::suggestion::nearest;

use super::{Check, error};
use crate::{
    Expected, Found, Hint, Level, ParameterLocation, Part, Rule,
    exchange::{
        http_headers,
        message::Headers,
        parameter::{Encoding, Parameter, decode},
        untyped::Untyped,
    },
    finding::snippet,
};

impl Check<'_> {
    /// Checks all values of a parameter. `others` contains other names in the message. If a required parameter is
    /// missing, one of these names may be a misspelling of its name.
    pub(super) fn parameter<'n>(
        &mut self,
        parameter: &Parameter,
        occurrences: &[&str],
        others: impl IntoIterator<Item = &'n str>,
    ) {
        match occurrences {
            [] if parameter.required => {
                // Compares at most 100 names, because an attacker may send many names.
                let near = nearest(&parameter.name, others.into_iter().take(100));
                let hint = near.map(|near| Hint::IsThere(snippet(near.as_bytes())));
                let part = parameter.part();
                let finding = error(Rule::MissingParameter, Expected::Part(part.clone()), Found::Nothing).hint(hint);
                self.report(part, &parameter.span, finding);
            }
            [] => {}
            [_] => self.value(parameter, occurrences),
            several if parameter.is_list() => self.value(parameter, several),
            several => {
                let expected = Expected::Once(parameter.name.clone());
                let finding = error(Rule::DuplicateParameter, expected, Found::Times(several.len()));
                self.report(parameter.part(), &parameter.span, finding);
                // Some servers use the first value and other servers use the last value, so each value is checked.
                for value in several {
                    self.value(parameter, &[value]);
                }
            }
        }
    }

    fn value(&mut self, parameter: &Parameter, occurrences: &[&str]) {
        if parameter.allow_empty && occurrences.iter().all(|text| text.is_empty()) {
            return;
        }
        let mut is_encoded = true;
        match &parameter.encoding {
            Encoding::Opaque => {
                is_encoded = occurrences.iter().all(|text| decode(parameter.location, text).is_some());
            }
            Encoding::Json(validator) => {
                for text in occurrences {
                    match decode(parameter.location, text) {
                        Some(text) => self.json(&parameter.part(), *validator, text.as_bytes()),
                        None => is_encoded = false,
                    }
                }
            }
            Encoding::Styled { .. } if occurrences.iter().any(|text| parameter.without_prefix(text).is_none()) => {
                let found = Found::text(occurrences.join(",").as_bytes());
                let finding = error(Rule::ParameterStyle, Expected::Prefix(parameter.prefix()), found);
                self.report(parameter.part(), &parameter.span, finding);
            }
            Encoding::Styled { validator, types } => match parameter.values(types, occurrences) {
                Some(values) => {
                    let readings: Vec<String> = values.iter().flat_map(|value| value.readings(types)).collect();
                    self.readings(&parameter.part(), *validator, &readings);
                }
                None => is_encoded = false,
            },
        }
        if !is_encoded {
            self.broken_encoding(parameter.part(), &parameter.span, &occurrences.join(","));
        }
    }

    /// Checks an object whose properties are separate parameters in the query: `?width=1&height=2`.
    pub(super) fn spread(&mut self, parameter: &Parameter, members: Vec<(String, String)>) {
        if let Encoding::Styled { validator, types } = &parameter.encoding {
            self.readings(&parameter.part(), *validator, &Untyped::object(members).readings(types));
        }
    }

    /// Checks the declared headers of a request or a response.
    pub(super) fn headers(&mut self, declared: &[Parameter], headers: &Headers<'_>) {
        for parameter in declared.iter().filter(|parameter| parameter.location == ParameterLocation::Header) {
            let mut values = Vec::new();
            let mut is_readable = true;
            for value in headers.all(&parameter.name) {
                match std::str::from_utf8(value) {
                    Ok(text) => values.push(text.trim_matches([' ', '\t'])),
                    Err(_) => {
                        is_readable = false;
                        let finding = error(Rule::InvalidUtf8, Expected::Utf8, Found::text(value));
                        self.report(parameter.part(), &parameter.span, finding);
                    }
                }
            }
            if is_readable || !values.is_empty() {
                self.parameter(parameter, &values, headers.names());
            }
        }
    }

    /// Reports headers that the contract does not declare. Ignores the headers that HTTP, browsers and proxies use.
    pub(super) fn unknown_headers(&mut self, declared: &[&str], place: &Range<usize>, headers: &Headers<'_>) {
        if self.strictness.level(Rule::UnknownHeader) == Level::Allow {
            return;
        }
        let mut reported = HashSet::new();
        for name in headers.names() {
            let is_declared = declared.iter().any(|known| known.eq_ignore_ascii_case(name));
            if is_declared || http_headers::is_standard(name) || !reported.insert(name.to_ascii_lowercase()) {
                continue;
            }
            let near = if declared.len() <= 100 { nearest(name, declared.iter().copied()) } else { None };
            let finding = error(Rule::UnknownHeader, Expected::DeclaredHeaders, Found::text(name.as_bytes()))
                .hint(near.map(|near| Hint::DidYouMean(near.to_owned())));
            self.report(Part::Header(snippet(name.as_bytes())), place, finding);
        }
    }

    pub(super) fn broken_encoding(&mut self, part: Part, place: &Range<usize>, text: &str) {
        let found = Found::text(text.as_bytes());
        self.report(part, place, error(Rule::PercentEncoding, Expected::PercentEncodedUtf8, found));
    }
}
