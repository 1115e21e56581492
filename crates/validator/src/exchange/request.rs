//! Requests.

use std::collections::HashSet;

use dataarts_insight_openapi::suggestion::nearest;

use super::{
    Exchanges, Headers,
    body::Payload,
    compile::Exchange,
    findings::{Findings, Words},
    parameter::{Judge, Parameter, Style, decode, part},
    reading::Wire,
    route::Capture,
};
use crate::{Hint, Operation, Part, Place, Report, Rule, engine::snippet};

/// A request, as it was or will be sent.
///
/// ```
/// use dataarts_insight_validator::RequestParts;
///
/// let request = RequestParts::new("POST", "/pets?dry_run=true")
///     .header("Content-Type", "application/json")
///     .body(br#"{"name": "Rex"}"#);
/// # let _ = request;
/// ```
#[derive(Debug, Clone, Default)]
pub struct RequestParts<'a> {
    method: &'a str,
    target: &'a str,
    query: Option<&'a str>,
    headers: Headers<'a>,
    payload: Payload<'a>,
}

impl<'a> RequestParts<'a> {
    /// A method, and a path with its query as they travel: percent-encoded. A whole URL will do; its host is nobody's
    /// concern.
    #[must_use]
    pub fn new(method: &'a str, target: &'a str) -> Self {
        Self { method, target, ..Self::default() }
    }

    /// The query, percent-encoded, when it does not stand behind the path.
    #[must_use]
    pub fn query(self, query: &'a str) -> Self {
        Self { query: Some(query), ..self }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'a str, value: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.headers.0.push((name, value.as_ref()));
        self
    }

    /// Adds headers.
    #[must_use]
    pub fn headers(mut self, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        self.headers.0.extend(headers);
        self
    }

    /// The body, without any `Content-Encoding`. An empty one is none.
    #[must_use]
    pub fn body(self, body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        Self { payload: Payload::Bytes(body.as_ref()), ..self }
    }

    /// There may be a body that was not recorded: nothing is said of it.
    #[must_use]
    pub fn unknown_body(self) -> Self {
        Self { payload: Payload::Unknown, ..self }
    }
}

/// What the contract says of a request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Judged<'e> {
    /// The operation that the request calls; none when the contract has no such path or method.
    pub operation: Option<&'e Operation>,
    /// The path parameters, decoded, in the order of the path; without those that cannot be decoded.
    pub path_parameters: Vec<(&'e str, String)>,
    /// Everything that is wrong or odd.
    pub report: Report,
}

/// One `key=value` of a query.
#[derive(Debug)]
struct Pair<'a> {
    key: String,
    value: &'a str,
    claimed: bool,
}

impl Exchanges {
    /// Judges a request. Unknown headers and cookies are fine: proxies, browsers and tools add theirs. Of credentials
    /// only the presence is judged.
    #[must_use]
    pub fn request<'e>(&'e self, request: &RequestParts<'_>) -> Judged<'e> {
        let (path, query) = target(request);
        let mut findings = self.findings();
        let Some((exchange, captures)) = self.find(request.method, path) else {
            self.no_route(&mut findings, request.method, path);
            return Judged { operation: None, path_parameters: Vec::new(), report: findings.finish() };
        };
        let decoded = captures.iter().filter_map(|(name, text)| Some((*name, decode(Place::Path, text)?)));
        let path_parameters = decoded.collect();
        self.path(&mut findings, exchange, &captures);
        self.query(&mut findings, exchange, query);
        self.headers(&mut findings, &exchange.parameters, &request.headers);
        self.cookies(&mut findings, exchange, &request.headers);
        credentials(&mut findings, exchange, query, &request.headers);
        self.request_body(&mut findings, exchange, request);
        Judged { operation: Some(&exchange.operation), path_parameters, report: findings.finish() }
    }

    /// The operation that a method and a path, or a whole URL, call.
    #[must_use]
    pub fn route(&self, method: &str, target: &str) -> Option<&Operation> {
        let (path, _) = self::target(&RequestParts::new(method, target));
        self.find(method, path).map(|(exchange, _)| &exchange.operation)
    }

    fn find<'e, 'p>(&'e self, method: &str, path: &'p str) -> Option<(&'e Exchange, Vec<Capture<'e, 'p>>)> {
        self.routes.find(path).into_iter().find_map(|(operation, captures)| {
            let exchange = self.exchanges.get(operation)?;
            exchange.operation.method.eq_ignore_ascii_case(method).then_some((exchange, captures))
        })
    }

    fn no_route(&self, findings: &mut Findings<'_>, method: &str, path: &str) {
        let place = self.document.pointer("/paths").unwrap_or(self.document.root());
        let found = self.routes.find(path);
        let others: Vec<&Exchange> = found.iter().filter_map(|(operation, _)| self.exchanges.get(*operation)).collect();
        let Some(first) = others.first() else {
            let known = self.exchanges.iter().map(|exchange| exchange.operation.path.as_str());
            let hint = nearest(path, known).map(|near| Hint::DidYouMean(near.to_owned()));
            let words = Words::new("a path of the contract", snippet(path)).hint(hint);
            return findings.error(Rule::UnknownPath, &Part::Route, &place.span, words);
        };
        let mut methods: Vec<&str> = others.iter().map(|exchange| exchange.operation.method.as_str()).collect();
        methods.dedup();
        let words = Words::new(methods.join(" or "), snippet(method));
        findings.error(Rule::UnknownMethod, &Part::Method, &first.span, words);
    }

    fn path(&self, findings: &mut Findings<'_>, exchange: &Exchange, captures: &[Capture<'_, '_>]) {
        for (name, text) in captures {
            let declared = exchange.parameters.iter().find(|p| p.place == Place::Path && p.name == *name);
            match declared {
                Some(parameter) => self.occurrences(findings, parameter, &[text]),
                None if decode(Place::Path, text).is_none() => {
                    let words = Words::new("UTF-8, percent-encoded", snippet(text));
                    findings.error(Rule::PercentEncoding, &Part::Path((*name).to_owned()), &exchange.span, words);
                }
                None => {}
            }
        }
    }

    fn query(&self, findings: &mut Findings<'_>, exchange: &Exchange, query: &str) {
        let mut pairs = Vec::new();
        for text in query.split('&').filter(|text| !text.is_empty()) {
            let (key, value) = text.split_once('=').unwrap_or((text, ""));
            match decode(Place::Query, key) {
                Some(key) => pairs.push(Pair { key, value, claimed: false }),
                None => {
                    let words = Words::new("UTF-8, percent-encoded", snippet(text));
                    findings.error(Rule::PercentEncoding, &Part::QueryString, &exchange.span, words);
                }
            }
        }
        let declared = || exchange.parameters.iter().filter(|parameter| parameter.place == Place::Query);
        // What has a name of its own comes first; objects whose properties are spread take of the rest.
        let (spread, named): (Vec<&Parameter>, Vec<&Parameter>) = declared().partition(|p| p.is_spread());
        let mut missing = Vec::new();
        for parameter in named {
            let mut values = Vec::new();
            for pair in pairs.iter_mut().filter(|pair| pair.key == parameter.name) {
                pair.claimed = true;
                values.push(pair.value);
            }
            if values.is_empty() && parameter.required {
                missing.push(parameter);
            }
            self.occurrences(findings, parameter, &values);
        }
        for parameter in spread {
            if !self.spread(findings, parameter, &mut pairs) && parameter.required {
                missing.push(parameter);
            }
        }
        for pair in pairs.iter_mut().filter(|pair| is_credential(exchange, Place::Query, &pair.key)) {
            pair.claimed = true;
        }
        for parameter in missing {
            let unknown = pairs.iter().filter(|pair| !pair.claimed).map(|pair| pair.key.as_str());
            is_missing(findings, parameter, unknown);
        }
        let mut told = HashSet::new();
        for pair in pairs.iter().filter(|pair| !pair.claimed && told.insert(pair.key.as_str())) {
            // A hostile query is long: the first few deserve a guess.
            let guess = (told_few(pairs.len())).then(|| nearest(&pair.key, declared().map(|p| p.name.as_str())));
            let hint = guess.flatten().map(|near| Hint::DidYouMean(near.to_owned()));
            let words = Words::new("only the declared parameters", snippet(&pair.key)).hint(hint);
            let part = match snippet(&pair.key).trim_end() {
                "" => Part::QueryString,
                key => Part::Query(key.to_owned()),
            };
            findings.error(Rule::UnknownParameter, &part, &exchange.span, words);
        }
    }

    /// Judges an object whose properties stand in the query by their own names; whether it is there.
    fn spread(&self, findings: &mut Findings<'_>, parameter: &Parameter, pairs: &mut [Pair<'_>]) -> bool {
        let Judge::Schema { validator, shape } = &parameter.judge else { return false };
        let mut members = Vec::new();
        for pair in pairs.iter_mut().filter(|pair| !pair.claimed) {
            let name = if parameter.style == Style::DeepObject {
                let rest = pair.key.strip_prefix(parameter.name.as_str()).and_then(|rest| rest.strip_prefix('['));
                rest.and_then(|rest| rest.strip_suffix(']'))
            } else {
                let fields = shape.fields.as_ref();
                let mine = fields.is_some_and(|fields| fields.open || fields.get(&pair.key).is_some());
                mine.then_some(pair.key.as_str())
            };
            let Some(name) = name.map(str::to_owned) else { continue };
            pair.claimed = true;
            match decode(Place::Query, pair.value) {
                Some(value) => members.push((name, value)),
                None => {
                    let words = Words::new("UTF-8, percent-encoded", snippet(pair.value));
                    findings.error(Rule::PercentEncoding, &parameter.part(), &parameter.span, words);
                }
            }
        }
        if members.is_empty() {
            return false;
        }
        self.wires(findings, &parameter.part(), *validator, shape, &[Wire::Map(members)]);
        true
    }

    /// Judges the headers that are declared, of a request or of a response.
    pub(super) fn headers(&self, findings: &mut Findings<'_>, declared: &[Parameter], headers: &Headers<'_>) {
        for parameter in declared.iter().filter(|parameter| parameter.place == Place::Header) {
            let mut values = Vec::new();
            let mut readable = true;
            for value in headers.all(&parameter.name) {
                match std::str::from_utf8(value) {
                    Ok(text) => values.push(text.trim_matches([' ', '\t'])),
                    Err(_) => {
                        readable = false;
                        let words = Words::new("UTF-8", snippet(&String::from_utf8_lossy(value)));
                        findings.error(Rule::InvalidUtf8, &parameter.part(), &parameter.span, words);
                    }
                }
            }
            if values.is_empty() && readable && parameter.required {
                is_missing(findings, parameter, headers.0.iter().map(|(name, _)| *name));
            }
            self.occurrences(findings, parameter, &values);
        }
    }

    fn cookies(&self, findings: &mut Findings<'_>, exchange: &Exchange, headers: &Headers<'_>) {
        let cookies = headers.cookies();
        for parameter in exchange.parameters.iter().filter(|parameter| parameter.place == Place::Cookie) {
            let values: Vec<&str> =
                cookies.iter().filter(|(name, _)| *name == parameter.name).map(|(_, value)| *value).collect();
            if values.is_empty() && parameter.required {
                is_missing(findings, parameter, cookies.iter().map(|(name, _)| *name));
            }
            self.occurrences(findings, parameter, &values);
        }
    }

    fn request_body(&self, findings: &mut Findings<'_>, exchange: &Exchange, request: &RequestParts<'_>) {
        let media_type = request.headers.text("content-type");
        let payload = match request.payload {
            Payload::Bytes([]) | Payload::None => {
                if let Some(body) = exchange.body.as_ref().filter(|body| body.required) {
                    let words = Words::new(format!("a body of {}", body.content.describe()), "none");
                    findings.error(Rule::MissingBody, &Part::Body, body.content.span(), words);
                }
                return;
            }
            Payload::Unknown => None,
            Payload::Bytes(bytes) => Some(bytes),
        };
        match &exchange.body {
            // What is not known to be there may lack a type as well.
            Some(_) if payload.is_none() && media_type.is_none() => {}
            Some(body) if body.content.is_empty() => {}
            Some(body) => self.body(findings, &body.content, media_type.as_deref(), payload),
            None => {
                if let Some(payload) = payload {
                    let words = Words::new("no body", format!("one of {} bytes", payload.len()));
                    findings.warning(Rule::UnexpectedBody, &Part::Body, &exchange.span, words);
                }
            }
        }
    }
}

/// Whether a query is short enough to guess what its unknown names mean.
fn told_few(pairs: usize) -> bool {
    pairs <= 100
}

fn is_missing<'n>(findings: &mut Findings<'_>, parameter: &Parameter, others: impl Iterator<Item = &'n str>) {
    let near = nearest(&parameter.name, others.take(100));
    let hint = near.map(|near| Hint::IsThere(snippet(near)));
    let part = parameter.part();
    findings.error(Rule::MissingParameter, &part, &parameter.span, Words::new(part.to_string(), "none").hint(hint));
}

fn is_credential(exchange: &Exchange, place: Place, name: &str) -> bool {
    exchange.operation.security.iter().flatten().any(|(known, key)| *known == place && key == name)
}

/// One of the sets of credentials must be there in full.
fn credentials(findings: &mut Findings<'_>, exchange: &Exchange, query: &str, headers: &Headers<'_>) {
    let alternatives = &exchange.operation.security;
    let has = |(place, name): &(Place, String)| match place {
        Place::Header => headers.all(name).next().is_some(),
        Place::Cookie => headers.cookies().iter().any(|(known, _)| known == name),
        Place::Query => query.split('&').any(|pair| {
            let key = pair.split_once('=').map_or(pair, |(key, _)| key);
            decode(Place::Query, key).as_deref() == Some(name)
        }),
        Place::Path => false,
    };
    if alternatives.is_empty() || alternatives.iter().any(|all| all.iter().all(has)) {
        return;
    }
    let named = |(place, name): &(Place, String)| part(*place, name);
    let describe = |credential: &(Place, String)| named(credential).to_string();
    let join = |all: &Vec<(Place, String)>| all.iter().map(describe).collect::<Vec<_>>().join(" and ");
    let expected = alternatives.iter().map(join).collect::<Vec<_>>().join(", or ");
    let given: Vec<String> = alternatives.iter().flatten().filter(|credential| has(credential)).map(describe).collect();
    let found = if given.is_empty() { "none".to_owned() } else { format!("only {}", given.join(" and ")) };
    let missing: Vec<Part> = alternatives.iter().flatten().filter(|c| !has(c)).map(named).collect();
    let part = match missing.as_slice() {
        [only] => only,
        _ => &Part::Credentials,
    };
    findings.error(Rule::MissingCredentials, part, &exchange.security, Words::new(expected, found));
}

/// The path and the query of a request, without the host in front and the fragment behind.
fn target<'a>(request: &RequestParts<'a>) -> (&'a str, &'a str) {
    let target = request.target;
    let path = match target.split_once("://") {
        Some((scheme, rest)) if !scheme.contains(['/', '?']) => {
            let start = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            rest.get(start..).unwrap_or_default()
        }
        _ => target,
    };
    let path = path.split('#').next().unwrap_or_default();
    let (path, behind) = path.split_once('?').unwrap_or((path, ""));
    let query = request.query.map(|query| query.strip_prefix('?').unwrap_or(query));
    (if path.is_empty() { "/" } else { path }, query.unwrap_or(behind))
}
