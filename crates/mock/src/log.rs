//! The requests that a mock has answered.

use std::{collections::VecDeque, sync::Arc};

use http::{HeaderMap, Method, StatusCode, Uri};

/// How many requests a mock keeps.
const CAPACITY: usize = 10_000;

/// A function that is called with each request.
pub(crate) type Observer = Arc<dyn Fn(&Request) + Send + Sync>;

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

/// The last requests, oldest first.
pub(crate) struct Log {
    requests: VecDeque<Request>,
    observer: Option<Observer>,
    count: u64,
}

impl Log {
    pub(crate) fn new(observer: Option<Observer>) -> Self {
        Self { requests: VecDeque::new(), observer, count: 0 }
    }

    /// Counts a request and returns its ID, which has the form of the gateway's.
    pub(crate) fn next_request_id(&mut self) -> String {
        self.count += 1;
        format!("{:032x}", self.count)
    }

    pub(crate) fn observer(&self) -> Option<Observer> {
        self.observer.clone()
    }

    pub(crate) fn push(&mut self, request: Request) {
        if self.requests.len() == CAPACITY {
            self.requests.pop_front();
        }
        self.requests.push_back(request);
    }

    pub(crate) fn to_vec(&self) -> Vec<Request> {
        self.requests.iter().cloned().collect()
    }
}
