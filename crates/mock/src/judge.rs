//! Whether a request may pass: route, credentials and parameters, in the order in which gateway and service look.

use dataarts_insight_contract::Place;
use http::{HeaderMap, request::Parts};

use crate::{
    answer::Refusal,
    service::{Capture, Operation, Parameter, Service},
};

/// What a mock expects beyond the contract.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) token: String,
    pub(crate) workspaces: Vec<String>,
}

/// The scheme that carries a signature; every other credential is compared with the token.
const SIGNATURE_HEADER: &str = "authorization";
/// The header parameter whose value must be one of the mock's workspaces.
const WORKSPACE_HEADER: &str = "x-workspace-id";

/// A request that may pass: its operation and decoded path parameters.
#[derive(Debug)]
pub(crate) struct Passed<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) path: Vec<(&'a str, String)>,
}

impl Passed<'_> {
    /// A path parameter; empty when the operation has none of that name.
    pub(crate) fn path_parameter(&self, name: &str) -> &str {
        self.path.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
    }
}

pub(crate) fn judge<'a>(service: &'a Service, expected: &Expected, head: &'a Parts) -> Result<Passed<'a>, Refusal> {
    let (operation, captures) = route(service, head)?;
    credentials(operation, expected, &head.headers)?;
    let path = captures.into_iter().map(|(name, text)| decode(name, text)).collect::<Result<Vec<_>, _>>()?;
    for parameter in &operation.parameters {
        let values = values(parameter, &path, head)?;
        check(parameter, &values)?;
        if parameter.place == Place::Header && parameter.name.eq_ignore_ascii_case(WORKSPACE_HEADER) {
            workspace(&values, expected)?;
        }
    }
    Ok(Passed { operation, path })
}

fn route<'a>(service: &'a Service, head: &'a Parts) -> Result<(&'a Operation, Vec<Capture<'a>>), Refusal> {
    let path = head.uri.path();
    let mut methods = Vec::new();
    for (operation, captures) in service.matching(path) {
        if operation.method == head.method {
            return Ok((operation, captures));
        }
        methods.push(operation.method.as_str());
    }
    let message = "The API does not exist or has not been published in the environment";
    if methods.is_empty() {
        return Err(Refusal::no_route(format!("{message}: no path of the contract matches {path}")));
    }
    let (wrong, right) = (&head.method, methods.join(", "));
    Err(Refusal::no_route(format!("{message}: this path takes {right}, not {wrong}")))
}

fn credentials(operation: &Operation, expected: &Expected, headers: &HeaderMap) -> Result<(), Refusal> {
    if operation.credentials.is_empty() {
        return Ok(());
    }
    let (signatures, tokens): (Vec<_>, Vec<_>) =
        operation.credentials.iter().partition(|name| name.eq_ignore_ascii_case(SIGNATURE_HEADER));
    for name in &tokens {
        let mut given = headers.get_all(name.as_str()).iter();
        match (given.next(), given.next()) {
            (None, _) => {}
            (Some(token), None) if token.as_bytes() == expected.token.as_bytes() => return Ok(()),
            (Some(_), None) => return Err(Refusal::unauthenticated("decrypt token fail")),
            (Some(_), Some(_)) => return Err(Refusal::unauthenticated("more than one token")),
        }
    }
    if signatures.iter().any(|name| headers.contains_key(name.as_str())) {
        return Err(Refusal::unauthenticated("verify aksk signature fail (the mock knows no access keys)"));
    }
    let missing = tokens.first().map_or(SIGNATURE_HEADER, |name| name.as_str()).to_lowercase();
    Err(Refusal::unauthenticated(&format!("{missing} not found")))
}

fn decode<'a>(name: &'a str, text: &str) -> Result<(&'a str, String), Refusal> {
    percent_decode(text)
        .map(|text| (name, text))
        .ok_or_else(|| Refusal::malformed(format!("path parameter {name} is no percent-encoded UTF-8")))
}

/// All values that a request gives a parameter.
fn values(parameter: &Parameter, path: &[(&str, String)], head: &Parts) -> Result<Vec<String>, Refusal> {
    let name = parameter.name.as_str();
    match parameter.place {
        Place::Path => Ok(path.iter().filter(|(known, _)| *known == name).map(|(_, value)| value.clone()).collect()),
        // The mock keeps no sessions; a contract with cookies is served as if they were there.
        Place::Cookie => Ok(Vec::new()),
        Place::Query => {
            let pairs = head.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
            let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            let values = pairs.filter(|(key, _)| percent_decode(&key.replace('+', " ")).as_deref() == Some(name));
            values.map(|(_, text)| decode(name, &text.replace('+', " ")).map(|(_, value)| value)).collect()
        }
        Place::Header => {
            let text = |value: &http::HeaderValue| String::from_utf8(value.as_bytes().to_vec()).ok();
            let values: Option<_> = head.headers.get_all(name).iter().map(text).collect();
            values.ok_or_else(|| Refusal::malformed(format!("header {name} is not UTF-8")))
        }
    }
}

fn check(parameter: &Parameter, values: &[String]) -> Result<(), Refusal> {
    let name = match parameter.place {
        Place::Path => format!("path parameter {}", parameter.name),
        Place::Query => format!("query parameter {}", parameter.name),
        Place::Header => format!("header {}", parameter.name),
        Place::Cookie => return Ok(()),
    };
    let value = match values {
        [] if parameter.required && parameter.name.eq_ignore_ascii_case(WORKSPACE_HEADER) => {
            return Err(Refusal::no_workspace(format!("The workspace does not exist: {name} is missing")));
        }
        [] if parameter.required => return Err(Refusal::malformed(format!("{name} is missing"))),
        [] => return Ok(()),
        [value] => value,
        _ => return Err(Refusal::malformed(format!("{name} is given {} times", values.len()))),
    };
    let length = value.chars().count();
    let refuse = |what: String| Err(Refusal::malformed(format!("{name} {what}, but it is {length} characters long")));
    match (parameter.min_length, parameter.max_length) {
        // An empty workspace is one that does not exist.
        (Some(_), _) if value.trim().is_empty() && parameter.name.eq_ignore_ascii_case(WORKSPACE_HEADER) => Ok(()),
        (Some(min), _) if length < min => refuse(format!("must have at least {min} characters")),
        (_, Some(max)) if length > max => refuse(format!("may have at most {max} characters")),
        _ if parameter.place != Place::Query && value.chars().any(char::is_control) => {
            Err(Refusal::malformed(format!("{name} holds a control character")))
        }
        _ => Ok(()),
    }
}

fn workspace(values: &[String], expected: &Expected) -> Result<(), Refusal> {
    let Some(value) = values.first() else { return Ok(()) };
    if value.trim().is_empty() {
        return Err(Refusal::no_workspace("The workspace does not exist: its id is blank".to_owned()));
    }
    if expected.workspaces.iter().any(|known| known == value) {
        return Ok(());
    }
    Err(Refusal::no_workspace(format!("The workspace does not exist: {}", value.escape_debug())))
}

/// The text that `%XX` sequences stand for; none when one is broken or the result is no UTF-8.
fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}
