//! One attempt: sends a request and reads the response, within time and size.

use bytes::{Bytes, BytesMut};
use http::{HeaderName, StatusCode};
use reqwest::{Request, Response};
use tokio::time::{Instant, timeout_at};

use super::{Shared, classify};
use crate::error::{Error, ErrorKind, Received};

/// The header that carries the token.
const TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

/// How much of an error's body is read: its text is short, and a gateway's HTML page is not worth more.
const MAX_ERROR_BODY: usize = 64 * 1024;

/// Sends once. Any status is a result; an error says why there is no complete response.
pub(super) async fn send(shared: &Shared, mut request: Request, until: Instant) -> Result<Received, Error> {
    if let Some(token) = &shared.token {
        request.headers_mut().insert(TOKEN, token.header());
    }
    let Ok(sent) = timeout_at(until, shared.http.execute(request)).await else {
        return Err(Error::new(ErrorKind::Timeout, "no answer in time").retryable());
    };
    let mut response = sent.map_err(|error| classify::sending(error.without_url()))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let bodiless = |headers| Received { status, headers, body: Bytes::new() };
    let body = match timeout_at(until, read(&mut response, status, shared.limits.body)).await {
        Ok(Ok(body)) => body,
        // The status says more than a body that broke off.
        Ok(Err(_)) | Err(_) if !status.is_success() => Bytes::new(),
        Ok(Err(error)) => return Err(error.with_head(&bodiless(headers), shared.token.as_ref())),
        Err(_) => {
            let error = Error::new(ErrorKind::Timeout, "the answer stalled before its end").retryable();
            return Err(error.with_head(&bodiless(headers), shared.token.as_ref()));
        }
    };
    Ok(Received { status, headers, body })
}

/// Reads a body up to its limit; beyond it, a success is an error and an error is cut off.
async fn read(response: &mut Response, status: StatusCode, limit: usize) -> Result<Bytes, Error> {
    let success = status.is_success();
    let limit = if success { limit } else { limit.min(MAX_ERROR_BODY) };
    let declared = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    if success && declared > limit {
        return Err(too_large(limit));
    }
    // A declared length is a claim: it may spare copies, but not make this allocate much for nothing.
    let mut body = BytesMut::with_capacity(declared.min(MAX_ERROR_BODY));
    while let Some(chunk) = response.chunk().await.map_err(|error| classify::reading(error.without_url()))? {
        let room = limit - body.len();
        if chunk.len() > room {
            if success {
                return Err(too_large(limit));
            }
            body.extend_from_slice(chunk.get(..room).unwrap_or_default());
            break;
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn too_large(limit: usize) -> Error {
    Error::new(ErrorKind::BodyTooLarge, format!("the answer is larger than the limit of {limit} bytes"))
        .with_hint("raise the limit if such an answer is to be expected; a task has about a kilobyte")
}
