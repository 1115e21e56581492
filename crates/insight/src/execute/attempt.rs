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

/// The maximum number of JSON values in the body of a 2xx response. Many small values need much more memory than their
/// text. For example, each number in `[1,1,1,…]` needs 2 bytes of text, but about 30 bytes of memory after decoding.
const MAX_VALUES: usize = 20_000;

/// Sends a request once. A response with an error status, such as 404 or 500, is also `Ok`.
///
/// If the connection breaks, or if the time ends before the response, the next requests use new connections, because
/// the old connections may be broken.
pub(crate) async fn send(
    pool: &Pool,
    request: Request,
    secrets: Secrets,
    max_body: usize,
    until: Instant,
) -> Result<RawResponse, Error> {
    let connections = pool.connections();
    let request = pool.prepare(request)?;
    let _running = connections.begin();
    let sent = match timeout_at(until, connections.http.request(request)).await {
        Ok(sent) => sent.map_err(|error| classify::sending(error, pool.proxy())),
        Err(_) => Err(Error::new(ErrorKind::Timeout, "no response in time").retryable()),
    };
    let response = match sent {
        Ok(response) => response,
        Err(error) => {
            // After a connection that took too long, a connection may still be counted although it is broken.
            if !error.is_connect() || classify::is_connect_timeout(&error) {
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
        // An error response with an incomplete body is accepted, because its status and the first part of its body
        // are still useful.
        Err(error) if status.is_success() => Err(error.with_head(&response)),
        _ => Ok(response),
    }
}

/// The part of a body that has arrived.
#[derive(Default)]
struct Received {
    first: Bytes,
    /// All pieces of the body, including `first`. This field is empty while only one piece has arrived, because then no
    /// copy is needed.
    all: BytesMut,
}

impl Received {
    /// Reads a body. Returns an error if the body is larger than `limit`. After an error, `self` contains the bytes
    /// that arrived before the error.
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
            // `declared` comes from the header `Content-Length`, which may be false. Therefore at most 16 KiB are
            // allocated before the bytes arrive.
            self.all.reserve(declared.min(MAX_ERROR_BODY));
            self.all.extend_from_slice(&self.first);
        }
        self.all.extend_from_slice(&chunk);
    }

    fn into_bytes(self) -> Bytes {
        if self.all.is_empty() { self.first } else { self.all.freeze() }
    }
}

/// Returns an error if the body may contain more than [`MAX_VALUES`] JSON values. Counts the bytes `,`, `[` and `{`.
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
