//! Whether a request may pass. The contract judges it; here its findings meet the answers of gateway and service, in
//! the order in which these look: route, credentials, parameters and body, workspace.

use dataarts_insight_validator::{Finding, Found, Judged, Part, RequestParts, Rule, Severity};
use http::{HeaderMap, request::Parts};

use crate::{
    answer::Refusal,
    service::{Operation, Service, WORKSPACE_HEADER},
};

/// What a mock expects beyond the contract.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) token: String,
    pub(crate) workspaces: Vec<String>,
}

/// The scheme that carries a signature; every other credential is compared with the token.
const SIGNATURE_HEADER: &str = "authorization";

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

pub(crate) fn judge<'a>(
    service: &'a Service,
    expected: &Expected,
    head: &Parts,
    body: &[u8],
) -> Result<Passed<'a>, Refusal> {
    let request = RequestParts::new(head.method.as_str(), head.uri.path())
        .query(head.uri.query().unwrap_or_default())
        .headers(head.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())))
        .body(body);
    let Judged { operation, path_parameters, report, .. } = service.exchanges.request(&request);
    let findings = report.into_findings();
    let operation = operation.and_then(|operation| service.operation(&operation.id));
    let operation = operation.ok_or_else(|| no_route(&findings))?;
    credentials(operation, expected, &head.headers)?;
    allowed(&findings)?;
    // No name of the service holds one, whatever the contract's schemas leave open.
    if let Some((name, _)) = path_parameters.iter().find(|(_, value)| value.chars().any(char::is_control)) {
        return Err(Refusal::malformed(format!("path parameter {name} holds a control character")));
    }
    if operation.has_workspace {
        workspace(&head.headers, expected)?;
    }
    Ok(Passed { operation, path: path_parameters })
}

fn no_route(findings: &[Finding]) -> Refusal {
    let message = "The API does not exist or has not been published in the environment";
    let causes = findings.iter().map(|finding| match finding.rule {
        Rule::UnknownMethod => format!("this path takes {}, not {}", finding.expected, finding.found),
        _ => format!("no path of the contract matches {}{}", finding.found, hint(finding)),
    });
    Refusal::no_route(format!("{message}: {}", causes.collect::<Vec<_>>().join("; ")))
}

/// What the contract says, in one answer. The service overlooks parameters that it does not know, so they pass here.
fn allowed(findings: &[Finding]) -> Result<(), Refusal> {
    let wrong = |finding: &&Finding| finding.severity == Severity::Error && finding.rule != Rule::UnknownParameter;
    let wrong: Vec<&Finding> = findings.iter().filter(wrong).collect();
    let sentences = || wrong.iter().map(|finding| sentence(finding)).collect::<Vec<_>>().join("; ");
    if let Some(finding) = wrong.iter().find(|finding| finding.rule == Rule::MissingCredentials) {
        return Err(Refusal::unauthenticated(&sentence(finding)));
    }
    // An absent or empty workspace is one that does not exist, which has an answer of its own.
    let absent = |finding: &&Finding| is_workspace(finding) && is_absent(finding);
    match wrong.as_slice() {
        [] => Ok(()),
        only if only.iter().all(absent) => {
            Err(Refusal::no_workspace(format!("The workspace does not exist: {}", sentences())))
        }
        _ => Err(Refusal::malformed(sentences())),
    }
}

fn is_workspace(finding: &Finding) -> bool {
    matches!(&finding.part, Some(Part::Header(name)) if name.eq_ignore_ascii_case(WORKSPACE_HEADER))
}

fn is_absent(finding: &Finding) -> bool {
    matches!(finding.rule, Rule::MissingParameter | Rule::MinLength)
}

/// A finding in the words of an error message.
fn sentence(finding: &Finding) -> String {
    let part = match &finding.part {
        Some(Part::Path(name)) => format!("path parameter {name}"),
        Some(Part::Query(name)) => format!("query parameter {name}"),
        Some(part) => part.to_string(),
        None => "the request".to_owned(),
    };
    let (expected, found) = (&finding.expected, &finding.found);
    let said = match finding.rule {
        Rule::MissingParameter => format!("{part} is missing"),
        Rule::PercentEncoding => format!("{part} is no percent-encoded UTF-8"),
        Rule::MinLength if is_workspace(finding) => format!("{part} is blank"),
        Rule::MinLength | Rule::MaxLength if finding.pointer.is_empty() => {
            format!("{part} must have {expected}, but it is {found} long")
        }
        _ if let Found::Times(times) = found => format!("{part} is given {times} times"),
        _ if finding.pointer.is_empty() => format!("{part} must be {expected}, but it is {found}"),
        _ => format!("{part} at {}: {}", finding.pointer, finding.message()),
    };
    said + &hint(finding)
}

fn hint(finding: &Finding) -> String {
    finding.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default()
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

fn workspace(headers: &HeaderMap, expected: &Expected) -> Result<(), Refusal> {
    let Some(value) = headers.get(WORKSPACE_HEADER) else { return Ok(()) };
    let value = String::from_utf8_lossy(value.as_bytes());
    if value.trim().is_empty() {
        return Err(Refusal::no_workspace("The workspace does not exist: its id is blank".to_owned()));
    }
    if value.chars().any(char::is_control) {
        return Err(Refusal::malformed(format!("header {WORKSPACE_HEADER} holds a control character")));
    }
    if expected.workspaces.iter().any(|known| *known == value) {
        return Ok(());
    }
    Err(Refusal::no_workspace(format!("The workspace does not exist: {}", value.escape_debug())))
}
