//! Checks requests.

use std::collections::HashSet;

use dataarts_insight_openapi::suggestion::nearest;

use super::{Check, CompiledOperation, error};
use crate::{
    Expected, Found, Hint, ParameterLocation, Part, Rule, Severity,
    exchange::{
        message::{Headers, Payload, RequestParts},
        parameter::{Parameter, Style, decode},
        routes::Capture,
    },
    finding::snippet,
};

/// If a request has more query parameters than this limit, unknown parameters get no suggestions.
const SUGGESTED: usize = 100;

/// One `key=value` in a query.
#[derive(Debug)]
struct Pair<'a> {
    key: String,
    value: &'a str,
    is_known: bool,
}

impl Check<'_> {
    /// Checks the parameters of a request, its credentials and its body.
    pub(in crate::exchange) fn request(
        &mut self,
        operation: &CompiledOperation,
        captures: &[Capture<'_, '_>],
        request: &RequestParts<'_>,
    ) {
        let (_, query) = request.target();
        self.path(operation, captures);
        self.query(operation, query);
        self.headers(&operation.parameters, &request.headers);
        self.unknown_request_headers(operation, &request.headers);
        self.cookies(operation, &request.headers);
        self.credentials(operation, query, &request.headers);
        self.request_body(operation, request);
    }

    fn unknown_request_headers(&mut self, operation: &CompiledOperation, headers: &Headers<'_>) {
        let parameters = operation.parameters.iter().filter(|p| p.location == ParameterLocation::Header);
        let credentials = operation.operation.security.iter().flatten();
        let credentials = credentials.filter(|(location, _)| *location == ParameterLocation::Header);
        let declared: Vec<&str> =
            parameters.map(|p| p.name.as_str()).chain(credentials.map(|(_, name)| name.as_str())).collect();
        self.unknown_headers(&declared, &operation.span, headers);
    }

    /// Reports a request whose path or method the contract does not declare.
    pub(in crate::exchange) fn unknown_route(&mut self, method: &str, path: &str) {
        let compiled = self.compiled;
        let with_path: Vec<&CompiledOperation> =
            compiled.routes.find(path).iter().filter_map(|(index, _)| compiled.operations.get(*index)).collect();
        let Some(first) = with_path.first() else {
            let known = compiled.operations.iter().map(|operation| operation.operation.path.as_str());
            let hint = nearest(path, known).map(|near| Hint::DidYouMean(near.to_owned()));
            let place = compiled.document.pointer("/paths").unwrap_or(compiled.document.root());
            let finding = error(Rule::UnknownPath, Expected::DeclaredPath, Found::text(path.as_bytes())).hint(hint);
            return self.report(Part::Route, &place.span, finding);
        };
        let mut methods: Vec<String> = with_path.iter().map(|operation| operation.operation.method.clone()).collect();
        methods.dedup();
        let finding = error(Rule::UnknownMethod, Expected::Method(methods), Found::text(method.as_bytes()));
        self.report(Part::Method, &first.span, finding);
    }

    fn path(&mut self, operation: &CompiledOperation, captures: &[Capture<'_, '_>]) {
        for (name, text) in captures {
            let is_this = |p: &&Parameter| p.location == ParameterLocation::Path && p.name == *name;
            match operation.parameters.iter().find(is_this) {
                Some(parameter) => self.parameter(parameter, &[text], []),
                None if decode(ParameterLocation::Path, text).is_none() => {
                    self.broken_encoding(Part::Path((*name).to_owned()), &operation.span, text);
                }
                None => {}
            }
        }
    }

    fn query(&mut self, operation: &CompiledOperation, query: &str) {
        let mut pairs = Vec::new();
        for text in query.split('&').filter(|text| !text.is_empty()) {
            let (key, value) = text.split_once('=').unwrap_or((text, ""));
            match decode(ParameterLocation::Query, key) {
                Some(key) => {
                    let is_known = is_credential(operation, ParameterLocation::Query, &key);
                    pairs.push(Pair { key, value, is_known });
                }
                None => self.broken_encoding(Part::QueryString, &operation.span, text),
            }
        }
        let declared = || operation.parameters.iter().filter(|p| p.location == ParameterLocation::Query);
        // If a parameter is spread, each property of its object is a separate key in the query, such as
        // `?width=1&height=2`. These parameters are read last, because they take the keys that no other parameter has.
        let (spread, named): (Vec<&Parameter>, Vec<&Parameter>) = declared().partition(|p| p.is_spread());
        // The schema of a spread parameter `size` may accept a number instead of an object. The query is then
        // `?size=3`.
        let has_name = |parameter: &&Parameter| {
            parameter.accepts_other_than_object() && pairs.iter().any(|pair| pair.key == parameter.name)
        };
        let (whole, mut spread): (Vec<&Parameter>, Vec<&Parameter>) = spread.into_iter().partition(has_name);
        // Reads deep objects such as `?filter[name]=x` before other objects, because it is certain to which parameter
        // their keys belong: the keys start with the name of the parameter.
        spread.sort_by_key(|parameter| parameter.style != Style::DeepObject);
        let mut missing = Vec::new();
        for parameter in named.into_iter().chain(whole) {
            let mut values = Vec::new();
            for pair in pairs.iter_mut().filter(|pair| pair.key == parameter.name) {
                pair.is_known = true;
                values.push(pair.value);
            }
            match values.as_slice() {
                [] => missing.push(parameter),
                values => self.parameter(parameter, values, []),
            }
        }
        for parameter in spread {
            match self.members(parameter, &mut pairs) {
                members if members.is_empty() => missing.push(parameter),
                members => self.spread(parameter, members),
            }
        }
        let unknown = || pairs.iter().filter(|pair| !pair.is_known);
        for parameter in missing {
            self.parameter(parameter, &[], unknown().map(|pair| pair.key.as_str()));
        }
        let mut reported = HashSet::new();
        for pair in unknown().filter(|pair| reported.insert(pair.key.as_str())) {
            let names = declared().map(|parameter| parameter.name.as_str());
            let near = if pairs.len() <= SUGGESTED { nearest(&pair.key, names) } else { None };
            let key = snippet(pair.key.as_bytes());
            let part = match key.trim() {
                "" => Part::QueryString,
                key => Part::Query(key.to_owned()),
            };
            let finding = error(Rule::UnknownParameter, Expected::DeclaredParameters, Found::Text(key))
                .hint(near.map(|near| Hint::DidYouMean(near.to_owned())));
            self.report(part, &operation.span, finding);
        }
    }

    /// Collects the properties of an object from the query. Takes only keys that no other parameter has taken, and
    /// marks these keys as known.
    fn members(&mut self, parameter: &Parameter, pairs: &mut [Pair<'_>]) -> Vec<(String, String)> {
        let mut members = Vec::new();
        for pair in pairs.iter_mut().filter(|pair| !pair.is_known) {
            let name = if parameter.style == Style::DeepObject {
                let rest = pair.key.strip_prefix(parameter.name.as_str()).and_then(|rest| rest.strip_prefix('['));
                rest.and_then(|rest| rest.strip_suffix(']'))
            } else {
                Some(pair.key.as_str()).filter(|key| parameter.has_property(key))
            };
            let Some(name) = name.map(str::to_owned) else { continue };
            pair.is_known = true;
            match decode(ParameterLocation::Query, pair.value) {
                Some(value) => members.push((name, value)),
                None => self.broken_encoding(parameter.part(), &parameter.span, pair.value),
            }
        }
        members
    }

    fn cookies(&mut self, operation: &CompiledOperation, headers: &Headers<'_>) {
        let cookies = headers.cookies();
        let names = || cookies.iter().map(|(name, _)| *name);
        for parameter in operation.parameters.iter().filter(|p| p.location == ParameterLocation::Cookie) {
            let values: Vec<&str> =
                cookies.iter().filter(|(name, _)| *name == parameter.name).map(|(_, value)| *value).collect();
            self.parameter(parameter, &values, names());
        }
    }

    /// Checks that the request has the required credentials. The contract can permit several sets of credentials, such
    /// as "a key and a token" or "a cookie". The request must have all credentials of at least one set.
    fn credentials(&mut self, operation: &CompiledOperation, query: &str, headers: &Headers<'_>) {
        let alternatives = &operation.operation.security;
        let is_given = |(location, name): &(ParameterLocation, String)| match location {
            ParameterLocation::Header => headers.all(name).next().is_some(),
            ParameterLocation::Cookie => headers.cookies().iter().any(|(known, _)| known == name),
            ParameterLocation::Query => query.split('&').any(|pair| {
                let key = pair.split_once('=').map_or(pair, |(key, _)| key);
                decode(ParameterLocation::Query, key).as_deref() == Some(name)
            }),
            ParameterLocation::Path => false,
        };
        if alternatives.is_empty() || alternatives.iter().any(|all| all.iter().all(is_given)) {
            return;
        }
        let part = |(location, name): &(ParameterLocation, String)| Part::parameter(*location, name);
        let expected = alternatives.iter().map(|all| all.iter().map(part).collect()).collect();
        let (given, missing): (Vec<_>, Vec<_>) = alternatives.iter().flatten().partition(|c| is_given(c));
        let found = match given.as_slice() {
            [] => Found::Nothing,
            given => Found::Only(given.iter().copied().map(part).collect()),
        };
        let part = match missing.as_slice() {
            [only] => part(only),
            _ => Part::Credentials,
        };
        let mut finding = error(Rule::MissingCredentials, Expected::Credentials(expected), found);
        let is_removable = |(location, name): &(ParameterLocation, String)| match location {
            ParameterLocation::Header => name.eq_ignore_ascii_case("authorization"),
            ParameterLocation::Cookie => true,
            ParameterLocation::Query | ParameterLocation::Path => false,
        };
        if self.without_credentials && alternatives.iter().any(|all| all.iter().all(|c| is_given(c) || is_removable(c)))
        {
            finding.severity = Severity::Warning;
        }
        self.report(part, &operation.security, finding);
    }

    fn request_body(&mut self, operation: &CompiledOperation, request: &RequestParts<'_>) {
        let media_type = request.headers.text("content-type");
        match (&operation.body, request.payload) {
            (Some(body), Payload::None) if body.required => self.empty_body(&body.content, media_type.as_deref()),
            (None, Payload::Bytes(bytes)) => self.unexpected_body(&operation.span, bytes),
            (None, _) | (_, Payload::None) => {}
            (Some(body), _) if body.content.is_empty() => {}
            (Some(body), payload) => self.body(&body.content, media_type.as_deref(), payload),
        }
    }
}

fn is_credential(operation: &CompiledOperation, location: ParameterLocation, name: &str) -> bool {
    operation.operation.security.iter().flatten().any(|(known, key)| *known == location && key == name)
}
