//! Makes the error for a response with an error status, and for a 2xx response without a usable task.

mod advice;
mod body;
mod excerpt;

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use dataarts_insight_client::{DecodeError, DecodeErrorKind};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use reqwest::Url;

use crate::{
    error::{Error, ErrorKind, ResponseFacts},
    redact::one_line,
    secret::Secrets,
};
use body::ErrorBody;

/// The maximum length of a text that an error copies from a response, in bytes.
const MAX_TEXT: usize = 400;

/// The maximum number of bytes of an error code or a request ID that [`Error`] copies from a response.
const MAX_CODE: usize = 100;

/// A response with its body. If the response is an error, the body may be incomplete.
#[derive(Debug, Clone)]
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The secrets of the request. The response may repeat them, but error messages must not show them.
    pub(crate) secrets: Secrets,
}

/// Makes the error for a response whose status is not 2xx.
pub(crate) fn failure(response: &RawResponse) -> Error {
    if response.status.is_redirection() && response.headers.contains_key(header::LOCATION) {
        return redirect(response);
    }
    let status = response.status.as_u16();
    let mut error = classified(response, body::read(&response.body));
    error.0.message = match (error.error_code(), error.error_msg()) {
        (Some(code), Some(message)) => format!("HTTP {status}: {code}: {message}"),
        (Some(one), None) | (None, Some(one)) => format!("HTTP {status}: {one}"),
        (None, None) => match response.status.canonical_reason() {
            Some(reason) => format!("HTTP {status} ({reason})"),
            None => format!("HTTP {status}"),
        },
    };
    error
}

/// Makes the error for a 2xx response without a usable task. `fault` is the error of the decoder, if decoding failed.
pub(crate) fn unusable_success(response: &RawResponse, fault: Option<&DecodeError>) -> Error {
    let status = response.status.as_u16();
    let body = body::read(&response.body);
    // Only an error code shows that the body is an error. `error_msg` does not show this, because a task has this field
    // too.
    if body.code.is_some() {
        let mut error = classified(response, body);
        let texts: Vec<&str> = error.error_code().into_iter().chain(error.error_msg()).collect();
        error.0.message = format!("HTTP {status} with an error in its body: {}", texts.join(": "));
        return error;
    }
    let mut error =
        Error::new(ErrorKind::InvalidResponse, format!("HTTP {status}, but {}", describe_body(response, fault)))
            .with_hint("check that the endpoint is that of DataArts Insight");
    error.0.response = facts(response, ErrorBody { request_id: body.request_id, ..Default::default() });
    error
}

/// Makes an error without a message. The kind, the hint and `retryable` depend on the status and on the error code.
fn classified(response: &RawResponse, body: ErrorBody) -> Error {
    let advice = advice::advise(response.status.as_u16(), body.code.as_deref(), body.message.as_deref());
    let mut error = Error::new(advice.kind, String::new());
    error.0.retryable = advice.retryable;
    error.0.hint = advice.hint.map(str::to_owned);
    error.0.response = facts(response, body);
    error
}

/// Describes why the body of a 2xx response is not a usable task.
fn describe_body(response: &RawResponse, fault: Option<&DecodeError>) -> String {
    if response.body.is_empty() {
        return "the body is empty".to_owned();
    }
    // The secrets are removed before the body is shortened, because a shortened secret is perhaps not found.
    let body = response.secrets.mask(&response.body);
    let Some(fault) = fault else {
        return format!("the body is not a task with a usable `status`: {}", excerpt::excerpt(&body, 0));
    };
    let what = match fault.kind() {
        DecodeErrorKind::Incomplete => "the body ends too early",
        DecodeErrorKind::WrongType => "the body is not a task: unexpected type, number or repeated field",
        _ => "the body is not JSON",
    };
    let near = excerpt::excerpt(&body, excerpt::offset(&body, fault.line(), fault.column()));
    format!("{what} at line {} column {}, near: {near}", fault.line(), fault.column())
}

fn redirect(response: &RawResponse) -> Error {
    let target = response.headers.get(header::LOCATION).map(HeaderValue::as_bytes).unwrap_or_default();
    // The secrets are removed before the text is shortened, because a shortened secret is perhaps not found.
    let location = without_secrets(&response.secrets.redact(&String::from_utf8_lossy(target)), &response.secrets);
    let message = format!("HTTP {}: the server redirects to {location}", response.status.as_u16());
    let mut error = Error::new(ErrorKind::Redirect, message).with_head(response).with_hint(
        "redirects are not followed because the token would be sent along: set the endpoint to the address of the \
         service",
    );
    error.0.response.location = Some(location);
    error
}

impl Error {
    /// Makes the error that a call returns for this response. Use this function in your own tests.
    ///
    /// ```
    /// use dataarts_insight::{Error, ErrorKind};
    ///
    /// let response = http::Response::builder()
    ///     .status(429)
    ///     .header("Retry-After", "5")
    ///     .body(r#"{"error_code":"APIGW.0308","error_msg":"too many requests"}"#)?;
    /// let error = Error::from_response(response);
    /// assert_eq!((error.kind(), error.error_code()), (ErrorKind::Throttled, Some("APIGW.0308")));
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn from_response(response: http::Response<impl Into<Bytes>>) -> Self {
        let (head, body) = response.into_parts();
        let (status, headers) = (head.status, head.headers);
        let response = RawResponse { status, headers, body: body.into(), secrets: Secrets::default() };
        if status.is_success() { unusable_success(&response, None) } else { failure(&response) }
    }

    /// Adds the status of a response and the data in its headers, such as the request ID.
    pub(crate) fn with_head(mut self, response: &RawResponse) -> Self {
        self.0.response = facts(response, ErrorBody::default());
        self
    }
}

/// Returns the target of a redirect without user name, password, query and fragment.
///
/// `Url` parses the target in the same way as a browser. Therefore it also finds the password in an unusual text such
/// as `https:\\user:password@host`.
fn without_secrets(target: &str, secrets: &Secrets) -> String {
    const BASE: &str = "https://relative.invalid";
    let Some(url) = Url::parse(BASE).ok().and_then(|base| base.join(target).ok()) else {
        return "an address that is not a URL".to_owned();
    };
    if !matches!(url.scheme(), "https" | "http") {
        return format!("an address of the scheme {}", printable(url.scheme(), MAX_CODE, secrets));
    }
    // For `Url`, a relative target such as `/user:password@host/a` is a path, so the path may contain a password.
    // Therefore everything before the last `@` is removed.
    let path = url.path().rsplit('@').next().unwrap_or_default();
    let origin = url.origin().ascii_serialization();
    let bare = if origin == BASE { path.to_owned() } else { format!("{origin}{}", path.trim_end_matches('/')) };
    printable(&bare, MAX_TEXT, secrets)
}

/// Returns the data of a response that an error contains: the status, and values from the headers and the body.
fn facts(response: &RawResponse, body: ErrorBody) -> ResponseFacts {
    let printable = |text: String, limit: usize| printable(&text, limit, &response.secrets);
    ResponseFacts {
        status: Some(response.status.as_u16()),
        request_id: request_id(&response.headers, &response.secrets)
            .or_else(|| body.request_id.map(|id| printable(id, MAX_CODE))),
        error_code: body.code.map(|code| printable(code, MAX_CODE)),
        error_msg: body.message.map(|text| printable(text, MAX_TEXT)),
        retry_after: retry_after(&response.headers),
        location: None,
    }
}

/// Returns the value of the header `X-Request-Id`.
pub(crate) fn request_id(headers: &HeaderMap, secrets: &Secrets) -> Option<String> {
    header_text(headers, "x-request-id", secrets)
}

/// Returns the value of a header, shortened and without secrets. Returns `None` if the header is missing or empty.
pub(crate) fn header_text(headers: &HeaderMap, name: &str, secrets: &Secrets) -> Option<String> {
    let text = headers.get(name)?.to_str().ok().filter(|text| !text.is_empty())?;
    Some(printable(text, MAX_CODE, secrets))
}

/// Prepares a text of the service for an error message: removes secrets, makes one line, and limits the length.
fn printable(text: &str, limit: usize, secrets: &Secrets) -> String {
    one_line(&secrets.redact(text), limit)
}

/// Reads the header `Retry-After`: a number of seconds or a date. For a date, returns the time between the header
/// `Date` and this date. If there is no `Date`, the clock of this machine is used.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that does not fit into 64 bits means a very long time.
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
    use crate::token::Token;

    fn response(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> RawResponse {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_static(value));
        }
        RawResponse {
            status: StatusCode::from_u16(status).unwrap(),
            headers: map,
            body: Bytes::from_static(body.as_bytes()),
            secrets: Token::new("hunter2hunter2").unwrap().secrets(),
        }
    }

    #[test]
    fn reads_the_gateways_request_id_from_the_body() {
        let body = r#"{"error_code":"APIGW.0101","error_msg":"no API","request_id":"abc"}"#;
        let error = failure(&response(404, &[], body));
        assert_eq!((error.kind(), error.request_id()), (ErrorKind::WrongEndpoint, Some("abc")));
        assert!(!error.is_not_found() && error.to_string().contains("region"));
    }

    #[test]
    fn shows_redirect_target_without_secrets() {
        for (location, shown) in [
            ("https://evil.example/v1/x?token=hunter2#hunter2", "https://evil.example/v1/x"),
            ("https://user:hunter2@evil.example", "https://evil.example"),
            ("/login?hunter2", "/login"),
            ("//evil.example/a", "https://evil.example/a"),
            ("https:\\\\user:hunter2@evil.example\\a", "https://evil.example/a"),
            ("https:/user:hunter2@evil.example", "evil.example"),
            ("https:user:hunter2@evil.example", "evil.example"),
            ("user:hunter2@evil.example", "an address of the scheme user"),
            ("//[", "an address that is not a URL"),
        ] {
            let error = failure(&response(302, &[("location", location)], ""));
            assert_eq!((error.kind(), error.location()), (ErrorKind::Redirect, Some(shown)));
            assert!(error.to_string().contains(shown) && !error.is_retryable());
            assert!(!format!("{error}{error:?}").contains("hunter2"));
        }
        assert_eq!(failure(&response(304, &[], "")).kind(), ErrorKind::InvalidResponse);
    }

    #[test]
    fn classifies_error_in_2xx_response_by_its_code() {
        let body = r#"{"error_code":"DataArtsInsight.24010003","error_msg":"gone"}"#;
        let error = unusable_success(&response(200, &[], body), None);
        assert!(error.is_not_found());
        assert_eq!((error.status(), error.error_code()), (Some(200), Some("DataArtsInsight.24010003")));
    }

    #[test]
    fn shows_no_part_of_an_echoed_token() {
        let token = Token::new(format!("hunter2{}", "x".repeat(2000))).unwrap();
        let echo = token.header().to_str().unwrap().to_owned();
        for body in [
            format!("<p>{echo}</p>"),
            format!(r#"{{"message":"bad {echo}"}}"#),
            format!(r#"{{"status":1,"m":"{echo}",x}}"#),
            echo.clone(),
        ] {
            let response = RawResponse { body: body.into(), secrets: token.secrets(), ..response(200, &[], "") };
            let fault = serde_json::from_slice::<serde_json::Value>(&response.body).err().map(DecodeError::from);
            let error = unusable_success(&response, fault.as_ref());
            assert!(!format!("{error}{error:?}").contains("xxxx"), "{error}");
        }
        let body = format!(r#"{{"error_code":"APIGW.0301","error_msg":"bad token {echo}"}}"#);
        let error = failure(&RawResponse { body: body.into(), secrets: token.secrets(), ..response(401, &[], "") });
        assert_eq!(error.error_msg(), Some("bad token <redacted>"));
        let mut redirect = RawResponse { secrets: token.secrets(), ..response(302, &[], "") };
        redirect.headers.insert("location", format!("http://evil.example/{echo}").parse().unwrap());
        redirect.headers.insert("x-request-id", token.header());
        let error = failure(&redirect);
        assert!(!format!("{error}{error:?}").contains("xxxx"), "{error}");
    }

    #[test]
    fn reads_retry_after_as_seconds_or_date() {
        let wait = |headers: &[(&'static str, &'static str)]| retry_after(&response(503, headers, "").headers);
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
