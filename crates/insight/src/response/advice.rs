//! A table of all known statuses and error codes, with the kind of the error, a hint, and whether a retry makes sense.

use crate::error::ErrorKind::{self, *};

const CHECK_TOKEN: &str = "check that the token is whole, of this region and not older than 24 hours";

/// The row of the table for an error code or a status.
pub(super) struct Advice {
    pub(super) kind: ErrorKind,
    pub(super) retryable: bool,
    pub(super) hint: Option<&'static str>,
}

/// Returns the row for the error code, or the row for the status if the code is unknown.
pub(super) fn advise(status: u16, code: Option<&str>, message: Option<&str>) -> Advice {
    code.and_then(|code| by_code(status, code, message)).unwrap_or_else(|| by_status(status))
}

fn by_code(status: u16, code: &str, message: Option<&str>) -> Option<Advice> {
    // The codes of a shared gateway start with `APIGW.`, and the codes of a dedicated gateway start with `APIG.`. A
    // code of the service may start with `DataArtsInsight.`, or have no such prefix.
    let gateway = code.strip_prefix("APIGW.").or_else(|| code.strip_prefix("APIG."));
    let service = code.strip_prefix("DataArtsInsight.").unwrap_or(code);
    let (kind, retryable, hint) = match (gateway, service) {
        (Some("0101"), _) => (WrongEndpoint, false, "the gateway has no such API: check the region and the endpoint"),
        (Some("0301"), _) => (Unauthenticated, false, authentication_hint(message)),
        (Some("0303"), _) => (Unauthenticated, false, "check the credentials, and that this machine's clock is right"),
        (Some("0307"), _) => (Unauthenticated, false, "the token must be renewed: get a new one from IAM"),
        (Some("0308"), _) => (Throttled, true, "call less often"),
        // The gateway uses this code for two errors. With a status 4xx, the request is malformed, and `by_status`
        // decides. With another status, the service did not answer in time.
        (Some("0201"), _) if !(400..500).contains(&status) => {
            (Unavailable, true, "the service did not answer its gateway in time: try again")
        }
        (_, "20010003") => (Forbidden, false, "ask for the permission in IAM: the token's user lacks it"),
        (_, "24010003") => (NotFound, false, "check the task ID, and that it belongs to this project and workspace"),
        (_, "24010043") => (Forbidden, false, "ask the owner of the workspace for the right to collaborate"),
        (_, "24150005") => (NotFound, false, "check the workspace ID: System Settings > My Projects in the console"),
        (_, service) if service.starts_with("2415") && status < 500 => {
            return Some(Advice { kind: Rejected, retryable: false, hint: None });
        }
        _ => return None,
    };
    Some(Advice { kind, retryable, hint: Some(hint) })
}

/// Returns a hint for an authentication error. The hint depends on the message, because many authentication errors have
/// the same code.
fn authentication_hint(message: Option<&str>) -> &'static str {
    let message = message.unwrap_or_default().to_ascii_lowercase();
    let hints: [(&[&str], &str); 6] = [
        (&["token expires", "expired"], "the token has expired: get a new one from IAM"),
        (
            &["decrypt token fail"],
            "the token is damaged or of another region: get one for this region, and pass it whole",
        ),
        (&["x-auth-token not found"], "no token was sent: set one"),
        (
            &["forbidden", "limit"],
            "the access key is locked after repeated failures: wait five minutes, then correct it",
        ),
        (&["current ip"], "the account's rules refuse this IP address"),
        (&["signature", "x-sdk-date"], "check the access key and its secret, and that this machine's clock is right"),
    ];
    let found = hints.iter().find(|(texts, _)| texts.iter().any(|text| message.contains(text)));
    found.map_or(CHECK_TOKEN, |(_, hint)| hint)
}

fn by_status(status: u16) -> Advice {
    let (kind, retryable, hint) = match status {
        401 => (Unauthenticated, false, Some(CHECK_TOKEN)),
        403 => (Forbidden, false, Some("ask for the permission: the token's user lacks it")),
        404 => (NotFound, false, Some("check the task ID, and that it belongs to this project, workspace and region")),
        407 => (Rejected, false, Some("the proxy requires credentials")),
        408 => (Unavailable, true, None),
        429 => (Throttled, true, Some("call less often")),
        500 | 502..=504 => (Unavailable, true, Some("try again later")),
        500.. => (Unavailable, false, None),
        400..=499 => (Rejected, false, None),
        _ => (InvalidResponse, false, Some("check that the endpoint is that of DataArts Insight")),
    };
    Advice { kind, retryable, hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_code_takes_precedence_over_status() {
        for (status, code, kind, retryable) in [
            (404, "APIGW.0101", WrongEndpoint, false),
            (404, "APIG.0101", WrongEndpoint, false),
            (404, "DataArtsInsight.24010003", NotFound, false),
            (400, "24010003", NotFound, false),
            (400, "DataArtsInsight.24150005", NotFound, false),
            (400, "DataArtsInsight.24150003", Rejected, false),
            (400, "DataArtsInsight.20010003", Forbidden, false),
            (400, "DataArtsInsight.24010043", Forbidden, false),
            (400, "APIGW.0308", Throttled, true),
            (500, "APIGW.0201", Unavailable, true),
            (200, "APIGW.0201", Unavailable, true),
            (400, "APIGW.0201", Rejected, false),
            (403, "APIGW.0201", Forbidden, false),
            (401, "APIGW.0301", Unauthenticated, false),
            (400, "Other.1", Rejected, false),
            (404, "Other.1", NotFound, false),
        ] {
            let advice = advise(status, Some(code), None);
            assert_eq!((advice.kind, advice.retryable), (kind, retryable), "{status} {code}");
        }
    }

    #[test]
    fn status_decides_without_a_known_code() {
        for status in [408, 429, 500, 502, 503, 504] {
            assert!(advise(status, None, None).retryable, "{status}");
        }
        for status in [204, 304, 400, 401, 403, 404, 405, 407, 409, 501, 505] {
            assert!(!advise(status, None, None).retryable, "{status}");
        }
    }

    #[test]
    fn authentication_hint_follows_from_the_text() {
        for (message, hint) in [
            ("Incorrect IAM authentication information: decrypt token fail", "of another region"),
            ("Incorrect IAM authentication information: token expires, expires_at:2026", "has expired"),
            ("Incorrect IAM authentication information: x-auth-token not found", "no token was sent"),
            ("verify aksk signature fail", "clock"),
            ("something new", "24 hours"),
        ] {
            let found = advise(401, Some("APIGW.0301"), Some(message)).hint.unwrap();
            assert!(found.contains(hint), "{message}: {found}");
        }
    }
}
