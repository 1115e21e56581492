//! The answers of the mock, complete or cut off.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use hyper::body::{Body, Frame, SizeHint};

use crate::{Reply, refusal::Refusal, service::Example};

/// The answer to a request.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    headers: Vec<(String, String)>,
    body: Bytes,
    pub(crate) delay: Duration,
    truncated: bool,
    /// The `error_msg`, if the mock refuses the request.
    pub(crate) refusal: Option<String>,
}

impl Answer {
    fn new(status: StatusCode, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), delay: Duration::ZERO, truncated: false, refusal: None }
    }

    /// Answers 200 with a JSON text.
    pub(crate) fn json(body: impl Into<Bytes>) -> Self {
        Self::new(StatusCode::OK, body)
    }

    /// Answers with an example of the contract.
    pub(crate) fn example(example: &Example) -> Self {
        Self { headers: example.headers.clone(), ..Self::new(example.status, example.body.clone()) }
    }

    pub(crate) fn refusal(refusal: Refusal, request_id: &str) -> Self {
        Self { refusal: Some(refusal.message.clone()), ..Self::new(refusal.status, refusal.body(request_id)) }
    }

    /// Answers with a scripted reply. A failure without a body gets an error body that fits its status.
    pub(crate) fn reply(reply: &Reply, request_id: &str) -> Self {
        let body = match &reply.body {
            Some(body) => body.clone(),
            None if reply.status.is_success() => Vec::new(),
            None => Refusal::scripted(reply.status).body(request_id).into_bytes(),
        };
        Self {
            headers: reply.headers.clone(),
            delay: reply.delay,
            truncated: reply.truncated,
            ..Self::new(reply.status, body)
        }
    }

    pub(crate) fn into_response(self, request_id: &str) -> Response<ResponseBody> {
        let has_body = !self.body.is_empty();
        let mut response = Response::new(ResponseBody::new(self.body, self.truncated));
        *response.status_mut() = self.status;
        let mut defaults = vec![("x-request-id", request_id)];
        if has_body {
            defaults.push(("content-type", "application/json"));
        }
        // The answer's own headers replace the defaults. Invalid headers are left out.
        let own = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in defaults.into_iter().chain(own) {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// The body of a response, in one piece. It can break off halfway.
#[derive(Debug)]
pub(crate) struct ResponseBody {
    piece: Option<Bytes>,
    declared_length: u64,
    end: End,
}

/// How a body ends after its piece.
#[derive(Debug, PartialEq)]
enum End {
    Complete,
    /// With an error, after one turn in which hyper sends the piece.
    ErrorSoon,
    ErrorNow,
}

impl ResponseBody {
    fn new(mut body: Bytes, truncated: bool) -> Self {
        let declared_length = body.len() as u64;
        // An empty body cannot be cut.
        let end = if truncated && declared_length > 0 { End::ErrorSoon } else { End::Complete };
        if truncated {
            body.truncate(body.len() / 2);
        }
        Self { piece: (!body.is_empty()).then_some(body), declared_length, end }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(piece) = self.piece.take() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match self.end {
            End::Complete => Poll::Ready(None),
            End::ErrorSoon => {
                self.end = End::ErrorNow;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            End::ErrorNow => Poll::Ready(Some(Err(io::Error::other("scripted end of the connection")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.piece.is_none() && self.end == End::Complete
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.declared_length)
    }
}
