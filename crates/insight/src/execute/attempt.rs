//! One attempt of a call: sends a request and reads the response.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use reqwest::Request;
use tokio::time::{Instant, timeout_at};

use super::classify;
use crate::{
    decompress::{Undecoded, decompress},
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

/// Sends a request once. A response with status 404 or 500 is `Ok`, too. If the connection breaks or the time ends before
/// a response, the next requests use new connections.
pub(crate) async fn send(
    pool: &Pool,
    request: Request,
    secrets: Secrets,
    max_body: usize,
    until: Instant,
) -> Result<RawResponse, Error> {
    let connections = pool.connections();
    let request = pool.prepare(request)?;
    let sent = match timeout_at(until, connections.http.request(request)).await {
        Ok(sent) => sent.map_err(|error| classify::sending(error, pool.proxy())),
        Err(_) => Err(Error::new(ErrorKind::Timeout, "no response in time").retryable()),
    };
    let response = match sent {
        Ok(response) => response,
        Err(error) => {
            if !error.is_connect() {
                pool.replace(&connections);
            }
            return Err(error);
        }
    };
    let (head, incoming) = response.into_parts();
    let (status, mut headers) = (head.status, head.headers);
    let limit = if status.is_success() { max_body } else { max_body.min(MAX_ERROR_BODY) };
    let mut received = Received::default();
    let read = match timeout_at(until, received.read(incoming, limit, status.is_success())).await {
        Ok(read) => read,
        Err(_) => Err(Error::new(ErrorKind::Timeout, "the response stalled before its end").retryable()),
    };
    let (body, read) = match decompress(&mut headers, received.into_bytes(), limit) {
        Ok(body) => (body, read),
        Err(Undecoded { part, cause }) => {
            let error = cause.map_or_else(|| too_large(limit), classify::decompressing);
            (part, read.and(Err(error)))
        }
    };
    let read = read.and_then(|()| if status.is_success() { check_values(&body) } else { Ok(()) });
    let response = RawResponse { status, headers, body, secrets };
    match read {
        // If the status is an error, an incomplete body is accepted: the status and the first part of the body are
        // useful.
        Err(error) if status.is_success() => Err(error.with_head(&response)),
        _ => Ok(response),
    }
}

/// The part of a body that has arrived. A body that arrives in one piece is not copied.
#[derive(Default)]
struct Received {
    first: Bytes,
    /// All pieces, if the body arrives in several pieces. Empty if the body arrives in one piece.
    all: BytesMut,
}

impl Received {
    /// Reads a body up to a limit. After an error, `self` contains the bytes that have arrived.
    async fn read(&mut self, mut body: Incoming, limit: usize, is_success: bool) -> Result<(), Error> {
        let declared = body.size_hint().exact().and_then(|length| usize::try_from(length).ok()).unwrap_or_default();
        if declared > limit && is_success {
            return Err(too_large(limit));
        }
        while let Some(frame) = body.frame().await {
            let Ok(chunk) = frame.map_err(classify::reading)?.into_data() else { continue };
            let left = limit - self.first.len().max(self.all.len());
            let is_too_large = chunk.len() > left;
            self.push(if is_too_large { chunk.slice(..left) } else { chunk }, declared);
            if is_too_large {
                return Err(too_large(limit));
            }
        }
        Ok(())
    }

    fn push(&mut self, chunk: Bytes, declared: usize) {
        if self.first.is_empty() {
            self.first = chunk;
            return;
        }
        if self.all.is_empty() {
            // The server may send a false `Content-Length`. Therefore only a small part of the memory for the body is
            // allocated before the body arrives.
            self.all.reserve(declared.min(MAX_ERROR_BODY));
            self.all.extend_from_slice(&self.first);
        }
        self.all.extend_from_slice(&chunk);
    }

    fn into_bytes(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
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
