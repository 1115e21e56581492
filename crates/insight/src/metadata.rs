//! The result of a successful call, with the facts of its response.

use std::{
    fmt,
    ops::{Deref, DerefMut},
    time::Duration,
};

use http::HeaderMap;

use crate::response::{self, RawResponse};

/// The value of a successful call, and the [`Metadata`] of its response. It dereferences to the value.
#[derive(Debug, Clone)]
pub struct Response<T> {
    value: T,
    metadata: Metadata,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, metadata: Metadata) -> Self {
        Self { value, metadata }
    }

    /// Returns the facts of the response.
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

/// The facts of a response.
#[derive(Clone)]
pub struct Metadata {
    status: u16,
    request_id: Option<String>,
    attempts: u32,
    elapsed: Duration,
    headers: HeaderMap,
    pub(crate) unexpected_id: Option<String>,
}

impl Metadata {
    pub(crate) fn new(response: RawResponse, attempts: u32, elapsed: Duration) -> Self {
        let request_id = response::request_id(&response);
        let status = response.status.as_u16();
        Self { status, request_id, attempts, elapsed, headers: response.headers, unexpected_id: None }
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the ID of the request, which the service's support needs: the header `X-Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Returns how often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns how long the call took, with its attempts and pauses.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns how long the service asks to wait before the next request: the header `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        response::retry_after(&self.headers)
    }

    /// Returns a header of the response, **as the service sent it**; `None` if it is missing or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the ID in the response if it is not the one that was asked for. Letter case and hyphens do not matter.
    pub fn unexpected_id(&self) -> Option<&str> {
        self.unexpected_id.as_deref()
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Headers are not shown because they may contain secrets.
        f.debug_struct("Metadata")
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("attempts", &self.attempts)
            .field("elapsed", &self.elapsed)
            .field("unexpected_id", &self.unexpected_id)
            .finish_non_exhaustive()
    }
}
