//! The connection to a service that gives credentials: IAM, or the metadata service of an ECS server.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use http::{HeaderValue, Method, header};
use jiff::Timestamp;
use reqwest::{Request, Url};

use crate::{
    error::{Error, ErrorKind},
    execute::{self, after},
    pool::Pool,
    response::{self, RawResponse},
    secret::Secrets,
};

/// The maximum size of a response, in bytes. A response with a token has only a few kilobytes.
const MAX_BODY: usize = 256 * 1024;

#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) pool: Arc<Pool>,
    pub(crate) endpoint: Arc<str>,
    pub(crate) timeout: Duration,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Connection {
    /// Makes a request without sending it. `path` must begin with a slash.
    pub(crate) fn request(&self, method: Method, path: &str) -> Result<Request, Error> {
        let url = Url::parse(&format!("{}{path}", self.endpoint));
        let url =
            url.map_err(|_| Error::new(ErrorKind::InvalidInput, "the request for credentials cannot be built"))?;
        let mut request = Request::new(method, url);
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        Ok(request)
    }

    /// Sends a request once, without a retry. Returns the response if its status is 2xx, and otherwise an error.
    pub(crate) async fn send(
        &self,
        operation: &'static str,
        request: Request,
        secrets: Secrets,
    ) -> Result<RawResponse, Error> {
        let result = execute::send(&self.pool, request, secrets, MAX_BODY, after(self.timeout)).await;
        let error = match result {
            Ok(response) if response.status.is_success() => return Ok(response),
            Ok(response) => with_trace(response::failure(&response), &response),
            Err(error) => error,
        };
        Err(error.in_operation(operation, &self.endpoint, 1))
    }
}

/// Adds a request ID to an error that has none. The ID is the value of the response header `x-iam-trace-id`. The
/// support team of IAM needs this ID.
pub(super) fn with_trace(mut error: Error, response: &RawResponse) -> Error {
    if error.request_id().is_none() {
        error.0.response.request_id = response::header_text(&response.headers, "x-iam-trace-id", &response.secrets);
    }
    error
}

/// Returns the time from now until `expiry`. Returns zero if `expiry` is in the past, and `None` if `expiry` is not a
/// valid time.
///
/// If the response has a header `Date`, it is used as the current time, because the clock of this machine may be wrong.
pub(super) fn life_until(expiry: &str, response: &RawResponse) -> Option<Duration> {
    let date = |value: &HeaderValue| httpdate::parse_http_date(value.to_str().ok()?).ok();
    let now = response.headers.get(header::DATE).and_then(date).unwrap_or_else(SystemTime::now);
    let life = expiry.parse::<Timestamp>().ok()?.duration_since(Timestamp::try_from(now).ok()?);
    Some(Duration::try_from(life).unwrap_or(Duration::ZERO))
}
