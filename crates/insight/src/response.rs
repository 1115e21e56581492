//! From a response that is no task to an error that keeps everything worth keeping of it.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use super::{Error, ErrorKind, advice, body, excerpt};
use crate::token::Token;

/// The longest text of the service's that is shown or kept, in characters.
const MAX_TEXT: usize = 300;

/// A response, read to its end or to the limit.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The error that a response with another status than success is.
pub(crate) fn from_response(received: &Received, token: Option<&Token>) -> Error {
    if received.status.is_redirection() && received.headers.contains_key(header::LOCATION) {
        return redirect(received, token);
    }
    let facts = body::read(&received.body);
    let status = received.status.as_u16();
    let advice = advice::advise(status, facts.code.as_deref(), facts.message.as_deref());
    let mut error = Error::new(advice.kind, String::new());
    error.0.retryable = advice.retryable;
    error.0.hint = advice.hint.map(str::to_owned);
    describe(&mut error, received, facts, token);
    error.0.message = match (&error.0.error_code, &error.0.error_msg) {
        (Some(code), Some(message)) => format!("HTTP {status}: {code}: {message}"),
        (Some(one), None) | (None, Some(one)) => format!("HTTP {status}: {one}"),
        (None, None) => match received.status.canonical_reason() {
            Some(reason) => format!("HTTP {status} ({reason})"),
            None => format!("HTTP {status}"),
        },
    };
    error
}

/// The error that a success without a usable task is. `fault` is why its body does not parse, if it does not.
pub(crate) fn bad_response(received: &Received, fault: Option<&serde_json::Error>, token: Option<&Token>) -> Error {
    let status = received.status.as_u16();
    let facts = body::read(&received.body);
    let mut error = Error::new(ErrorKind::InvalidResponse, String::new());
    // A task has an `error_msg` of its own: only a code tells an error in the clothes of a success.
    let disguised = facts.code.is_some();
    if let (Some(code), true) = (&facts.code, disguised) {
        let advice = advice::advise(status, Some(code), facts.message.as_deref());
        // By its code alone: the status, a success, says nothing here.
        error.0.kind = advice.kind;
        error.0.retryable = advice.retryable;
        error.0.hint = advice.hint.map(str::to_owned);
        describe(&mut error, received, facts, token);
        error.0.message = match (&error.0.error_code, &error.0.error_msg) {
            (Some(code), Some(message)) => format!("HTTP {status} with an error for a body: {code}: {message}"),
            (code, _) => format!("HTTP {status} with an error for a body: {}", code.as_deref().unwrap_or_default()),
        };
        return error;
    }
    describe(&mut error, received, body::Facts { request_id: facts.request_id, ..Default::default() }, token);
    error.0.message = format!("HTTP {status}, but {}", unusable(received, fault, token));
    error.0.hint = Some("check that the endpoint is that of DataArts Insight".to_owned());
    error
}

/// What is wrong with the body of a success.
fn unusable(received: &Received, fault: Option<&serde_json::Error>, token: Option<&Token>) -> String {
    if received.body.is_empty() {
        return "the body is empty".to_owned();
    }
    // Before a piece is cut out, or a part of an echoed token would not be known as one.
    let body = token.map_or_else(|| received.body.to_vec(), |token| token.blot(&received.body));
    let Some(fault) = fault else {
        return format!("the body is not a task with a usable `status`: {}", excerpt::excerpt(&body, 0));
    };
    // serde's own text may quote a value of any length, so only the place is taken from it.
    let what = match fault.classify() {
        serde_json::error::Category::Eof => "the body ends too early",
        serde_json::error::Category::Data => "the body is no task: unexpected type, number or repeated field",
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => "the body is no JSON",
    };
    let near = excerpt::excerpt(&body, excerpt::offset(&body, fault.line(), fault.column()));
    format!("{what} at line {} column {}, near: {near}", fault.line(), fault.column())
}

fn redirect(received: &Received, token: Option<&Token>) -> Error {
    let raw =
        received.headers.get(header::LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let location = address(&raw.unwrap_or_default(), token);
    let message = format!("HTTP {}: the server redirects to {location}", received.status.as_u16());
    let mut error = Error::new(ErrorKind::Redirect, message)
        .with_hint("redirects are never followed, the token would go along: set the endpoint to where the service is");
    describe(&mut error, received, body::Facts::default(), token);
    error.0.location = Some(location);
    error
}

impl Error {
    /// Takes over what the head of a response says.
    pub(crate) fn with_head(mut self, received: &Received, token: Option<&Token>) -> Self {
        describe(&mut self, received, body::Facts::default(), token);
        self
    }
}

/// A URL without what may be secret in it: user name, query and fragment.
fn address(url: &str, token: Option<&Token>) -> String {
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let bare = match bare.split_once("//") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
            format!("{scheme}//{}{path}", authority.rsplit('@').next().unwrap_or_default())
        }
        None => bare.to_owned(),
    };
    shown(&bare, token)
}

/// Takes over what every response has.
fn describe(error: &mut Error, received: &Received, facts: body::Facts, token: Option<&Token>) {
    error.0.status = Some(received.status.as_u16());
    error.0.request_id = request_id(received, token).or_else(|| Some(shown(&facts.request_id?, token)));
    error.0.retry_after = retry_after(&received.headers);
    error.0.error_code = facts.code.map(|code| shown(&code, token));
    error.0.error_msg = facts.message.map(|message| shown(&message, token));
}

/// The request ID that the head of a response names.
pub(crate) fn request_id(received: &Received, token: Option<&Token>) -> Option<String> {
    let id = received.headers.get("x-request-id")?.to_str().ok().filter(|id| !id.is_empty())?;
    Some(shown(id, token))
}

/// A text of the service's, safe to show: one line, not long, without the token.
fn shown(text: &str, token: Option<&Token>) -> String {
    let text = token.map_or_else(|| text.to_owned(), |token| token.redact(text));
    let mut shown: String = text.chars().take(MAX_TEXT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MAX_TEXT).is_some() {
        shown.push('…');
    }
    shown
}

/// How long `Retry-After` asks to wait: seconds, or a date, which counts from the server's own clock where it tells it.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number beyond all bounds still asks not to be called again soon.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = |text: &str| httpdate::parse_http_date(text).ok();
    let now = headers.get(header::DATE).and_then(|value| value.to_str().ok()).and_then(date);
    let until = date(text)?.duration_since(now.unwrap_or_else(SystemTime::now));
    Some(until.unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn received(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Received {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, http::HeaderValue::from_static(value));
        }
        Received {
            status: StatusCode::from_u16(status).unwrap(),
            headers: map,
            body: Bytes::from_static(body.as_bytes()),
        }
    }

    #[test]
    fn an_error_without_a_body_keeps_its_status_and_headers() {
        let error = from_response(&received(429, &[("retry-after", "7"), ("x-request-id", "r")], ""), None);
        assert_eq!(error.status(), Some(429));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        assert_eq!(error.request_id(), Some("r"));
        assert!(error.is_retryable() && error.is_throttled());
        assert_eq!(error.to_string(), "HTTP 429 (Too Many Requests); call less often");
    }

    #[test]
    fn the_gateways_request_id_is_taken_from_the_body() {
        let body = r#"{"error_code":"APIGW.0101","error_msg":"no API","request_id":"abc"}"#;
        let error = from_response(&received(404, &[], body), None);
        assert_eq!((error.kind(), error.request_id()), (ErrorKind::WrongEndpoint, Some("abc")));
        assert!(!error.is_not_found() && error.to_string().contains("region"));
    }

    #[test]
    fn a_redirect_names_its_place_without_its_secrets() {
        for (location, shown) in [
            ("https://evil.example/v1/x?token=hunter2#hunter2", "https://evil.example/v1/x"),
            ("https://user:hunter2@evil.example", "https://evil.example"),
            ("/login?hunter2", "/login"),
            ("//evil.example/a", "//evil.example/a"),
        ] {
            let error = from_response(&received(302, &[("location", location)], ""), None);
            assert_eq!((error.kind(), error.location()), (ErrorKind::Redirect, Some(shown)));
            assert!(error.to_string().contains(shown) && !error.is_retryable());
            assert!(!format!("{error}{error:?}").contains("hunter2"));
        }
        assert_eq!(from_response(&received(304, &[], ""), None).kind(), ErrorKind::InvalidResponse);
    }

    #[test]
    fn a_success_that_is_an_error_is_judged_by_its_code() {
        let body = r#"{"error_code":"DataArtsInsight.24010003","error_msg":"gone"}"#;
        let error = bad_response(&received(200, &[], body), None, None);
        assert!(error.is_not_found());
        assert_eq!((error.status(), error.error_code()), (Some(200), Some("DataArtsInsight.24010003")));
    }

    #[test]
    fn an_echoed_token_is_redacted() {
        let token = Token::new("hunter2hunter2").unwrap();
        let body = r#"{"error_code":"APIGW.0301","error_msg":"bad token hunter2hunter2"}"#;
        let error = from_response(&received(401, &[], body), Some(&token));
        assert_eq!(error.error_msg(), Some("bad token <redacted>"));
        assert!(!format!("{error}{error:?}").contains("hunter2"));
    }

    #[test]
    fn no_part_of_an_echoed_token_is_shown() {
        let token = Token::new(format!("hunter2{}", "x".repeat(2000))).unwrap();
        let echo = token.header().to_str().unwrap().to_owned();
        for body in [
            format!("<p>{echo}</p>"),
            format!(r#"{{"message":"bad {echo}"}}"#),
            format!(r#"{{"status":1,"m":"{echo}",x}}"#),
            echo.clone(),
        ] {
            let received = Received { body: body.into(), ..received(200, &[], "") };
            let fault = serde_json::from_slice::<serde_json::Value>(&received.body).err();
            let error = bad_response(&received, fault.as_ref(), Some(&token));
            assert!(!format!("{error}{error:?}").contains("xxxx"), "{error}");
        }
        let mut redirect = received(302, &[], "");
        redirect.headers.insert("location", format!("http://evil.example/{echo}").parse().unwrap());
        redirect.headers.insert("x-request-id", token.header());
        let error = from_response(&redirect, Some(&token));
        assert!(!format!("{error}{error:?}").contains("xxxx"), "{error}");
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let wait = |headers: &[(&'static str, &'static str)]| retry_after(&received(503, headers, "").headers);
        assert_eq!(wait(&[("retry-after", " 12 ")]), Some(Duration::from_secs(12)));
        let now = ("date", "Wed, 25 Nov 2026 00:00:00 GMT");
        assert_eq!(wait(&[now, ("retry-after", "Wed, 25 Nov 2026 00:01:30 GMT")]), Some(Duration::from_secs(90)));
        assert_eq!(wait(&[now, ("retry-after", "Tue, 24 Nov 2026 00:00:00 GMT")]), Some(Duration::ZERO));
        assert_eq!(wait(&[("retry-after", "99999999999999999999")]), Some(Duration::from_secs(u64::MAX)));
        for nonsense in ["", "soon", "-1", "+1", "1.5"] {
            assert_eq!(wait(&[("retry-after", nonsense)]), None, "{nonsense}");
        }
    }
}
