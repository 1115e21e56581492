//! What the mock was asked.

use std::collections::VecDeque;

use http::{HeaderMap, Method, StatusCode, Uri};

/// How many requests a mock remembers: enough for a test, bounded for a server that runs for days.
const CAPACITY: usize = 10_000;

/// A request that the mock answered. `Debug` does not show its token.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Its path and query, as sent.
    pub uri: Uri,
    /// Its headers; credentials among them are marked sensitive.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
    /// The status of the answer.
    pub status: StatusCode,
    /// The `X-Request-Id` of the answer.
    pub request_id: String,
    /// What was wrong with the request, where something was: the `error_msg` of the answer.
    pub refusal: Option<String>,
}

/// The last requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Log(VecDeque<Request>);

impl Log {
    pub(crate) fn push(&mut self, request: Request) {
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(request);
    }

    pub(crate) fn to_vec(&self) -> Vec<Request> {
        self.0.iter().cloned().collect()
    }
}
