//! The answers of the mock. An answer can be complete, or can end in the middle of its body.

use std::{io, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, StreamBody, combinators::BoxBody};
use hyper::body::Frame;

use crate::{Reply, refusal::Refusal, service::Example};

/// The mock's answer to a request. The default answer has the status 200 and no body.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: Vec<(String, String)>,
    body: Bytes,
    pub(crate) delay: Duration,
    truncated: bool,
    /// The error message in the body, if the mock refuses the request.
    pub(crate) refusal: Option<String>,
}

impl Answer {
    /// Makes an answer with the status 200 and a JSON body.
    pub(crate) fn json(body: impl Into<Bytes>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// Makes an answer from an example of the contract.
    pub(crate) fn example(example: Example) -> Self {
        Self { status: example.status, headers: example.headers, ..Self::json(example.body) }
    }

    pub(crate) fn refusal(refusal: Refusal, request_id: &str) -> Self {
        let body = refusal.body(request_id);
        Self { status: refusal.status, refusal: Some(refusal.message), ..Self::json(body) }
    }

    /// Makes an answer from the [`Reply`] of a test. If the reply has an error status and no body, the answer gets a
    /// JSON error as its body.
    pub(crate) fn reply(reply: Reply, request_id: &str) -> Self {
        let Reply { status, headers, body, delay, truncated } = reply;
        let body = match body {
            Some(body) => body.into(),
            None if status.is_success() => Bytes::new(),
            None => Refusal::scripted(status).body(request_id).into(),
        };
        Self { status, headers, body, delay, truncated, refusal: None }
    }

    pub(crate) fn into_response(self, request_id: &str) -> Response<BoxBody<Bytes, io::Error>> {
        let mut defaults = vec![("x-request-id", request_id)];
        if !self.body.is_empty() {
            defaults.push(("content-type", "application/json"));
        }
        let length = self.body.len();
        let cut = self.truncated && length > 0;
        let body = if cut { broken_off(self.body.slice(..length / 2)) } else { complete(self.body) };
        let mut response = Response::new(body);
        *response.status_mut() = self.status;
        if cut {
            response.headers_mut().insert(header::CONTENT_LENGTH, length.into());
        }
        // A header of the answer replaces the default header with the same name. Invalid headers are not sent.
        let own = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in defaults.into_iter().chain(own) {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

fn complete(body: Bytes) -> BoxBody<Bytes, io::Error> {
    BoxBody::new(Full::new(body).map_err(|never| match never {}))
}

/// Returns a body that sends `piece` and then breaks the connection.
fn broken_off(piece: Bytes) -> BoxBody<Bytes, io::Error> {
    let end = stream::once(async {
        // Gives hyper a chance to send the piece before the error.
        tokio::task::yield_now().await;
        Err(io::Error::other("scripted end of the connection"))
    });
    BoxBody::new(StreamBody::new(stream::iter([Ok(Frame::data(piece))]).chain(end)))
}
