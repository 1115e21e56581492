//! Responses of the service, as the client reads them.

use dataarts_insight::{Error, ImportTask};
use dataarts_insight_client::builder::ShowImportTask;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value};

/// Reads any bytes as a response. The first line is the status, the second line is `Retry-After`, the rest is the body.
pub fn response(data: &[u8]) {
    let mut parts = data.splitn(3, |byte| *byte == b'\n');
    let mut next = || parts.next().unwrap_or_default();
    let status = std::str::from_utf8(next()).ok().and_then(|text| text.parse().ok()).unwrap_or(StatusCode::OK);
    let pause = HeaderValue::from_bytes(next()).unwrap_or(HeaderValue::from_static("1"));
    let body = next();
    error(status, &pause, body);
    task(body);
}

/// The error of any response has a short text of one line, and the pause that the server asks for.
fn error(status: StatusCode, pause: &HeaderValue, body: &[u8]) {
    let response = Response::builder().status(status).header(header::RETRY_AFTER, pause).body(body.to_vec());
    let error = Error::from_response(response.expect("a status and a header"));
    let text = error.to_string();
    assert!(!text.is_empty() && text.len() <= 1024, "{} bytes: {text}", text.len());
    let is_odd = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.contains(is_odd), "{text:?}");
    assert!(format!("{error:?}").len() <= 8192, "{error:?}");
    assert_eq!(error.status(), Some(status.as_u16()));
    let pause = pause.to_str().unwrap_or_default().trim();
    if let Ok(seconds) = pause.parse::<u64>()
        && !pause.starts_with('+')
    {
        assert_eq!(error.retry_after().map(|pause| pause.as_secs()), Some(seconds));
    }
}

/// Every JSON object is a task. A field that does not fit is listed, and every other member is written back unchanged.
fn task(body: &[u8]) {
    let decoded = ShowImportTask::decode(StatusCode::OK, &HeaderMap::new(), body);
    let Ok(object) = serde_json::from_slice::<Map<String, Value>>(body) else { return };
    let task = ImportTask::from(decoded.unwrap_or_else(|error| panic!("{error}: {object:?}")));
    let written = serde_json::to_value(&task).expect("a task is JSON");
    for (name, value) in &object {
        // A repeated name and a number that no type holds are listed too.
        if value.is_null() || task.unfit_fields().any(|unfit| unfit == name) {
            continue;
        }
        assert_eq!(written.get(name), Some(value), "{name}");
    }
}
