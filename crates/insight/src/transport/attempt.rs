//! One attempt: sends a request and reads the response, within the limits of time and size.

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use reqwest::{Request, Response};
use tokio::time::{Instant, timeout_at};

use super::classify;
use crate::{
    error::{Error, ErrorKind},
    response::RawResponse,
    secret::Secrets,
};

/// The largest part of a body that is read if the status is not 2xx, in bytes.
const MAX_ERROR_BODY: usize = 64 * 1024;

/// Sends a request once. A response with any status is `Ok`.
pub(crate) async fn send(
    http: &reqwest::Client,
    request: Request,
    secrets: Secrets,
    max_body: usize,
    until: Instant,
) -> Result<RawResponse, Error> {
    let Ok(sent) = timeout_at(until, http.execute(request)).await else {
        return Err(Error::new(ErrorKind::Timeout, "no response in time").retryable());
    };
    let mut response = sent.map_err(|error| classify::sending(error.without_url()))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let bodiless = |headers| RawResponse { status, headers, body: Bytes::new(), secrets: secrets.clone() };
    let body = match timeout_at(until, read(&mut response, status, max_body)).await {
        Ok(Ok(body)) => body,
        // An incomplete body of an error response is dropped: the status is more important.
        Ok(Err(_)) | Err(_) if !status.is_success() => Bytes::new(),
        Ok(Err(error)) => return Err(error.with_head(&bodiless(headers))),
        Err(_) => {
            let error = Error::new(ErrorKind::Timeout, "the response stalled before its end").retryable();
            return Err(error.with_head(&bodiless(headers)));
        }
    };
    Ok(RawResponse { status, headers, body, secrets })
}

/// Reads a body up to its limit. A larger body is an error for a 2xx response; otherwise it is cut.
async fn read(response: &mut Response, status: StatusCode, limit: usize) -> Result<Bytes, Error> {
    let success = status.is_success();
    let limit = if success { limit } else { limit.min(MAX_ERROR_BODY) };
    let declared = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    if success && declared > limit {
        return Err(too_large(limit));
    }
    // The declared length may be false, so only a small part is allocated in advance.
    let mut body = BytesMut::with_capacity(declared.min(MAX_ERROR_BODY));
    while let Some(chunk) = response.chunk().await.map_err(|error| classify::reading(error.without_url()))? {
        let left = limit - body.len();
        if chunk.len() > left {
            if success {
                return Err(too_large(limit));
            }
            body.extend_from_slice(chunk.get(..left).unwrap_or_default());
            break;
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn too_large(limit: usize) -> Error {
    Error::new(ErrorKind::BodyTooLarge, format!("the response is larger than the limit of {limit} bytes"))
        .with_hint("a task has about a kilobyte; raise the limit if you expect more")
}
