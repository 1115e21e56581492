//! Checks a request in the order that the service and its gateway use: first the route, then the credentials, then the
//! parameters and the body, and last the workspace.

use dataarts_insight_validator::{Finding, Found, Part, RequestParts, Rule, Severity, ValidatedRequest};
use http::{HeaderMap, request::Parts};

use crate::{
    refusal::Refusal,
    service::{Operation, Service, WORKSPACE_HEADER},
    signature::{self, AccessKey},
};

/// The credentials and workspaces that the mock accepts. The contract does not contain these values.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) token: String,
    /// The key with which signatures are verified. Without a key, the mock refuses every signature.
    pub(crate) access_key: Option<AccessKey>,
    pub(crate) workspaces: Vec<String>,
}

/// The header that contains a signature. Every other header with credentials contains the token.
const SIGNATURE_HEADER: &str = "authorization";

/// A request that passed all checks.
#[derive(Debug)]
pub(crate) struct CheckedRequest<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) path_parameters: Vec<(&'a str, String)>,
    pub(crate) workspace: &'a str,
}

pub(crate) fn check<'a>(
    service: &'a Service,
    accepted: &Accepted,
    head: &'a Parts,
    body: &[u8],
) -> Result<CheckedRequest<'a>, Refusal> {
    let request = RequestParts::new(head.method.as_str(), head.uri.path())
        .query(head.uri.query().unwrap_or_default())
        .headers(head.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())))
        .body(body);
    let ValidatedRequest { operation, path_parameters, report, .. } = service.exchanges.request(&request);
    let findings = report.into_findings();
    let operation = operation.and_then(|operation| service.operation(&operation.id));
    let operation = operation.ok_or_else(|| no_route(&findings))?;
    check_credentials(operation, accepted, head, body)?;
    check_findings(&findings)?;
    // The service has no ID with a control character. The schemas of a contract may allow such an ID, so the mock
    // checks here.
    if let Some((name, _)) = path_parameters.iter().find(|(_, value)| value.chars().any(char::is_control)) {
        return Err(Refusal::malformed(format!("path parameter {name} contains a control character")));
    }
    let workspace = if operation.has_workspace { check_workspace(&head.headers, accepted)? } else { "" };
    Ok(CheckedRequest { operation, path_parameters, workspace })
}

fn no_route(findings: &[Finding]) -> Refusal {
    let causes = findings.iter().map(|finding| match finding.rule {
        Rule::UnknownMethod => format!("this path takes {}, not {}", finding.expected, finding.found),
        _ => format!("no path of the contract matches {}{}", finding.found, hint(finding)),
    });
    Refusal::no_route(&causes.collect::<Vec<_>>().join("; "))
}

/// Returns a refusal if a finding has the severity error. The message contains all errors. Unknown parameters are
/// accepted, because the service ignores unknown parameters.
fn check_findings(findings: &[Finding]) -> Result<(), Refusal> {
    let counts = |finding: &&Finding| finding.severity == Severity::Error && finding.rule != Rule::UnknownParameter;
    let errors: Vec<&Finding> = findings.iter().filter(counts).collect();
    let sentences = || errors.iter().map(|finding| sentence(finding)).collect::<Vec<_>>().join("; ");
    if let Some(finding) = errors.iter().find(|finding| finding.rule == Rule::MissingCredentials) {
        return Err(Refusal::unauthenticated(&sentence(finding)));
    }
    let missing = |rule| matches!(rule, Rule::MissingParameter | Rule::MinLength);
    match errors.as_slice() {
        [] => Ok(()),
        // If the workspace is missing or blank, the answer is the same as for an unknown workspace, because the service
        // does not distinguish these errors.
        only if only.iter().all(|finding| is_workspace(finding) && missing(finding.rule)) => {
            Err(Refusal::no_workspace(&sentences()))
        }
        _ => Err(Refusal::malformed(sentences())),
    }
}

fn is_workspace(finding: &Finding) -> bool {
    matches!(&finding.part, Some(Part::Header(name)) if name.eq_ignore_ascii_case(WORKSPACE_HEADER))
}

/// Describes a finding in a sentence for the `error_msg`.
fn sentence(finding: &Finding) -> String {
    let part = match &finding.part {
        Some(Part::Path(name)) => format!("path parameter {name}"),
        Some(Part::Query(name)) => format!("query parameter {name}"),
        Some(part) => part.to_string(),
        None => "the request".to_owned(),
    };
    let (expected, found) = (&finding.expected, &finding.found);
    let sentence = match finding.rule {
        Rule::MissingParameter => format!("{part} is missing"),
        Rule::PercentEncoding => format!("{part} is not percent-encoded UTF-8"),
        Rule::MinLength if is_workspace(finding) => format!("{part} is blank"),
        _ if !finding.pointer.is_empty() => format!("{part} at {}: {}", finding.pointer, finding.message()),
        _ => match found {
            Found::Times(times) => format!("{part} is given {times} times"),
            Found::Count(..) => format!("{part} must have {expected}, but has {found}"),
            _ => format!("{part} must be {expected}, but is {found}"),
        },
    };
    sentence + &hint(finding)
}

fn hint(finding: &Finding) -> String {
    finding.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default()
}

fn check_credentials(operation: &Operation, accepted: &Accepted, head: &Parts, body: &[u8]) -> Result<(), Refusal> {
    let headers = &head.headers;
    if operation.credentials.is_empty() {
        return Ok(());
    }
    let (signatures, tokens): (Vec<_>, Vec<_>) =
        operation.credentials.iter().partition(|name| name.eq_ignore_ascii_case(SIGNATURE_HEADER));
    for name in &tokens {
        let mut given = headers.get_all(name.as_str()).iter();
        match (given.next(), given.next()) {
            (None, _) => {}
            (Some(token), None) if token.as_bytes() == accepted.token.as_bytes() => return Ok(()),
            (Some(_), None) => return Err(Refusal::unauthenticated("decrypt token fail")),
            (Some(_), Some(_)) => return Err(Refusal::unauthenticated("more than one token")),
        }
    }
    if signatures.iter().any(|name| headers.contains_key(name.as_str())) {
        return match &accepted.access_key {
            Some(key) => signature::verify(key, head, body).map_err(|cause| Refusal::unauthenticated(&cause)),
            None => Err(Refusal::unauthenticated("verify aksk signature fail (the mock has no access key)")),
        };
    }
    let missing = tokens.first().map_or(SIGNATURE_HEADER, |name| name.as_str()).to_lowercase();
    Err(Refusal::unauthenticated(&format!("{missing} not found")))
}

/// Returns the workspace of a request. Returns an error if the workspace does not exist. Returns `""` if the request
/// has no workspace header. If the contract requires the header, `check_findings` has already refused such a request.
fn check_workspace<'a>(headers: &'a HeaderMap, accepted: &Accepted) -> Result<&'a str, Refusal> {
    let Some(value) = headers.get(WORKSPACE_HEADER) else { return Ok("") };
    let Ok(value) = value.to_str() else {
        return Err(Refusal::malformed(format!("header {WORKSPACE_HEADER} contains a character that is not ASCII")));
    };
    if value.trim().is_empty() {
        return Err(Refusal::no_workspace("its ID is blank"));
    }
    match accepted.workspaces.iter().any(|known| known == value) {
        true => Ok(value),
        false => Err(Refusal::no_workspace(&value.escape_debug().to_string())),
    }
}
