//! One attempt of a call: sends a request and reads the response.

use bytes::BytesMut;
use reqwest::{Request, Response};
use tokio::time::{Instant, timeout_at};

use super::classify;
use crate::{
    error::{Error, ErrorKind},
    pool::Pool,
    response::RawResponse,
    secret::Secrets,
};

/// The maximum number of bytes that are read from the body of an error response.
const MAX_ERROR_BODY: usize = 16 * 1024;

/// The maximum number of values in the body of a 2xx response. The limit keeps the memory small: each number of
/// `[1,1,1,…]` needs 2 bytes of text, but about 30 bytes of memory after decoding.
const MAX_VALUES: usize = 20_000;

/// Sends a request once. Returns a response with any status, also 404 or 500. If there is no response, later requests
/// use new connections.
pub(crate) async fn send(
    pool: &Pool,
    request: Request,
    secrets: Secrets,
    max_body: usize,
    until: Instant,
) -> Result<RawResponse, Error> {
    let connections = pool.connections();
    let sent = match timeout_at(until, connections.http.execute(request)).await {
        Ok(sent) => sent.map_err(|error| classify::sending(error.without_url(), pool.proxy())),
        Err(_) => Err(Error::new(ErrorKind::Timeout, "no response in time").retryable()),
    };
    let mut response = match sent {
        Ok(response) => response,
        Err(error) => {
            if !error.is_connect() {
                pool.replace(&connections);
            }
            return Err(error);
        }
    };
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let mut body = BytesMut::new();
    let limit = if status.is_success() { max_body } else { max_body.min(MAX_ERROR_BODY) };
    let read = timeout_at(until, read(&mut response, &mut body, limit))
        .await
        .unwrap_or_else(|_| Err(Error::new(ErrorKind::Timeout, "the response stalled before its end").retryable()));
    let read = read.and_then(|()| if status.is_success() { check_values(&body) } else { Ok(()) });
    let response = RawResponse { status, headers, body: body.freeze(), secrets };
    match read {
        // If the status is an error, an incomplete body is accepted: the status and the first part of the body are
        // useful.
        Err(error) if status.is_success() => Err(error.with_head(&response)),
        _ => Ok(response),
    }
}

/// Reads a body up to a limit. After an error, `body` contains the bytes that have arrived.
async fn read(response: &mut Response, body: &mut BytesMut, limit: usize) -> Result<(), Error> {
    let declared = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
    if declared > limit && response.status().is_success() {
        return Err(too_large(limit));
    }
    // The server may send a false `Content-Length`. Therefore only a small part of the body's memory is allocated
    // before the body arrives.
    body.reserve(declared.min(MAX_ERROR_BODY));
    while let Some(chunk) = response.chunk().await.map_err(|error| classify::reading(error.without_url()))? {
        let left = limit - body.len();
        body.extend_from_slice(chunk.get(..left).unwrap_or(&chunk));
        if chunk.len() > left {
            return Err(too_large(limit));
        }
    }
    Ok(())
}

/// Returns an error if the body has so many values that decoding would need much memory.
fn check_values(body: &[u8]) -> Result<(), Error> {
    let values = body.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).take(MAX_VALUES + 1).count();
    if values <= MAX_VALUES {
        return Ok(());
    }
    let message = format!("the response has more than {MAX_VALUES} values");
    Err(Error::new(ErrorKind::BodyTooLarge, message).with_hint("a task has about twenty: check the endpoint"))
}

fn too_large(limit: usize) -> Error {
    Error::new(ErrorKind::BodyTooLarge, format!("the response is larger than the limit of {limit} bytes"))
        .with_hint("a task has about a kilobyte; raise the limit if you expect more")
}
