//! The log of the requests that the mock has received.

use std::collections::VecDeque;

use http::{HeaderMap, Method, StatusCode, Uri};

/// The number of requests that the log keeps. When the log is full, the oldest request is removed.
const CAPACITY: usize = 10_000;

/// A function that the mock calls with each request.
pub(crate) type Observer = Box<dyn Fn(&Request) + Send + Sync>;

/// A request that the mock answered. `Debug` does not show its credentials.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The path and the query, as the client sent them.
    pub uri: Uri,
    /// The headers. Headers with credentials are marked as sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// The status of the answer.
    pub status: StatusCode,
    /// The `X-Request-Id` of the answer.
    pub request_id: String,
    /// The `error_msg` of the answer, if the mock refused the request.
    pub refusal: Option<String>,
}

#[derive(Default)]
pub(crate) struct Log {
    /// The requests, with the oldest first.
    pub(crate) requests: VecDeque<Request>,
    count: u64,
}

impl Log {
    /// Counts a request and returns its ID: 32 hexadecimal digits, as the gateway writes request IDs.
    pub(crate) fn next_request_id(&mut self) -> String {
        self.count += 1;
        format!("{:032x}", self.count)
    }

    pub(crate) fn push(&mut self, request: Request) {
        if self.requests.len() == CAPACITY {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }
}
