//! Answers on their way out: the service's error shapes, and bodies that end as they should or too soon.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use hyper::body::{Body, Frame, SizeHint};
use serde_json::json;

use crate::Reply;

/// The header that carries the id of a request, in every answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An answer before it meets the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
    pub(crate) delay: Duration,
    pub(crate) truncated: bool,
    /// The `error_msg`, when this is a refusal of the mock's own.
    pub(crate) refusal: Option<String>,
}

impl Answer {
    /// A success with a JSON text.
    pub(crate) fn json(body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::OK,
            headers: Vec::new(),
            body: body.into(),
            delay: Duration::ZERO,
            truncated: false,
            refusal: None,
        }
    }

    /// What a script says, with an error body that fits the status where it gives none.
    pub(crate) fn reply(reply: &Reply, request_id: &str) -> Self {
        let body = match &reply.body {
            Some(body) => body.clone().into(),
            None if reply.status.is_success() => Bytes::new(),
            None => Refusal::scripted(reply.status).body(request_id),
        };
        Self {
            status: reply.status,
            headers: reply.headers.clone(),
            body,
            delay: reply.delay,
            truncated: reply.truncated,
            refusal: None,
        }
    }

    pub(crate) fn into_response(self, request_id: &str) -> Response<Payload> {
        let mut response = Response::new(Payload::new(self.body, self.truncated));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Ok(id) = HeaderValue::from_str(request_id) {
            headers.insert(REQUEST_ID, id);
        }
        // A script may replace either of the two; what is no header at all is left out.
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
                headers.insert(name, value);
            }
        }
        response
    }
}

/// Why a request is refused, in the words of the service or of its gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
}

impl Refusal {
    /// No such method and path: the gateway knows neither route nor wrong method apart.
    pub(crate) fn no_route(message: String) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "APIGW.0101", message }
    }

    /// No token, a wrong one, or a signature that the mock cannot check.
    pub(crate) fn unauthenticated(cause: &str) -> Self {
        let message = format!("Incorrect IAM authentication information: {cause}");
        Self { status: StatusCode::UNAUTHORIZED, code: "APIGW.0301", message }
    }

    /// A request that the contract does not allow. The code is the gateway's for a bad request; the service documents
    /// none of its own.
    pub(crate) fn malformed(message: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "APIGW.0201", message: format!("Bad request: {message}") }
    }

    /// An unknown workspace, which the service answers with 400, not 404.
    pub(crate) fn no_workspace(message: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "DataArtsInsight.24150005", message }
    }

    /// An unknown id.
    pub(crate) fn not_found(message: String) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "DataArtsInsight.24010003", message }
    }

    /// An operation that the contract has without an example to answer with.
    pub(crate) fn no_example(operation: &str) -> Self {
        let message =
            format!("the mock has nothing to answer to {operation} with: give its success response an example");
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, code: "APIGW.0201", message }
    }

    /// A failure that a script asks for without saying its body.
    fn scripted(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::UNAUTHORIZED => "APIGW.0301",
            StatusCode::TOO_MANY_REQUESTS => "APIGW.0308",
            _ => "APIGW.0201",
        };
        Self { status, code, message: format!("Scripted failure with status {}", status.as_u16()) }
    }

    fn body(&self, request_id: &str) -> Bytes {
        // The gateway puts the request id into the body as well; the service has it in the header only.
        let body = if self.code.starts_with("APIGW.") {
            json!({ "error_code": self.code, "error_msg": self.message, "request_id": request_id })
        } else {
            json!({ "error_code": self.code, "error_msg": self.message })
        };
        body.to_string().into()
    }

    pub(crate) fn into_answer(self, request_id: &str) -> Answer {
        let body = self.body(request_id);
        Answer { status: self.status, refusal: Some(self.message), ..Answer::json(body) }
    }
}

/// A response body of one piece, which can break off halfway.
#[derive(Debug)]
pub(crate) struct Payload {
    piece: Option<Bytes>,
    promised: u64,
    breaks: Break,
}

#[derive(Debug, PartialEq)]
enum Break {
    Never,
    /// After the piece; one turn is given away first, in which hyper flushes what it has.
    Soon,
    Now,
}

impl Payload {
    fn new(mut body: Bytes, truncated: bool) -> Self {
        let promised = body.len() as u64;
        if truncated {
            body.truncate(body.len() / 2);
        }
        // An empty body promises nothing that could be cut off.
        let breaks = if truncated && promised > 0 { Break::Soon } else { Break::Never };
        Self { piece: (!body.is_empty()).then_some(body), promised, breaks }
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(piece) = self.piece.take() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match self.breaks {
            Break::Never => Poll::Ready(None),
            Break::Soon => {
                self.breaks = Break::Now;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Break::Now => Poll::Ready(Some(Err(io::Error::other("scripted end of the connection")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.piece.is_none() && self.breaks == Break::Never
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}

/// The service function never fails: everything that is wrong becomes an [`Answer`].
pub(crate) type Outcome = Result<Response<Payload>, Infallible>;
