//! The result of a successful call: the value, and data about the response, such as its status.

use std::{
    fmt,
    ops::{Deref, DerefMut},
    sync::OnceLock,
    time::Duration,
};

use http::HeaderMap;

use crate::{
    response::{self, RawResponse},
    secret::Secrets,
};

/// The value of a successful call with the [`Metadata`] of its response. The fields and methods of the value can be
/// used directly (`Deref`).
#[derive(Debug, Clone)]
pub struct Response<T> {
    value: T,
    metadata: Metadata,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, metadata: Metadata) -> Self {
        Self { value, metadata }
    }

    /// Returns data about the response, such as its status.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns the value without its metadata.
    pub fn into_inner(self) -> T {
        self.value
    }

    pub(crate) fn metadata_mut(&mut self) -> &mut Metadata {
        &mut self.metadata
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// Data about a response, such as its status and its request ID.
#[derive(Clone)]
pub struct Metadata {
    status: u16,
    /// The ID is computed on the first call of `request_id`, because the removal of secrets takes time.
    request_id: OnceLock<Option<String>>,
    secrets: Secrets,
    attempts: u32,
    elapsed: Duration,
    headers: HeaderMap,
    pub(crate) unexpected_id: Option<String>,
}

impl Metadata {
    pub(crate) fn new(response: RawResponse, attempts: u32, elapsed: Duration) -> Self {
        Self {
            status: response.status.as_u16(),
            request_id: OnceLock::new(),
            secrets: response.secrets,
            attempts,
            elapsed,
            headers: response.headers,
            unexpected_id: None,
        }
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the ID of the request from the header `X-Request-Id`. The support team of the service asks for this ID.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.get_or_init(|| response::request_id(&self.headers, &self.secrets)).as_deref()
    }

    /// Returns the number of attempts of the call.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the duration of the call, including all attempts and the pauses between them.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns how long the program must wait before the next request. The time is in the header `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        response::retry_after(&self.headers)
    }

    /// Returns the value of a header, **as the service sent it**. Returns `None` if the header is missing or contains a
    /// character that is not visible ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the task ID in the response if it differs from the requested ID. A difference in letter case or hyphens
    /// does not count.
    pub fn unexpected_id(&self) -> Option<&str> {
        self.unexpected_id.as_deref()
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Headers may contain secrets, so they are not printed.
        f.debug_struct("Metadata")
            .field("status", &self.status)
            .field("request_id", &self.request_id())
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .field("unexpected_id", &self.unexpected_id)
            .finish_non_exhaustive()
    }
}
