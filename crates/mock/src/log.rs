//! The requests that a mock has answered.

use std::collections::VecDeque;

use http::{HeaderMap, Method, StatusCode, Uri};

/// The number of requests that a mock stores.
const CAPACITY: usize = 10_000;

/// A function that is called with each request.
pub(crate) type Observer = Box<dyn Fn(&Request) + Send + Sync>;

/// A request that the mock answered. `Debug` does not show its credentials.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path and query, as sent.
    pub uri: Uri,
    /// The headers; credentials are marked sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// The status of the answer.
    pub status: StatusCode,
    /// The `X-Request-Id` of the answer.
    pub request_id: String,
    /// The `error_msg` of the answer, if the request was refused.
    pub refusal: Option<String>,
}

/// The last requests of a mock.
#[derive(Default)]
pub(crate) struct Log {
    /// The requests, oldest first.
    pub(crate) requests: VecDeque<Request>,
    count: u64,
}

impl Log {
    /// Counts a request and returns its ID, which has the form of the gateway's.
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
