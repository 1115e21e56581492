//! What an error of the HTTP stack means, and whether it may pass.
//!
//! reqwest's own predicates are too coarse to decide a retry: they put a bad certificate beside a refused connection,
//! and a malformed response beside a lost one. The cause further down tells them apart.

use std::{error::Error as StdError, io};

use crate::error::{Error, ErrorKind};

/// An error from before the head of the response was there.
pub(super) fn sending(error: reqwest::Error) -> Error {
    if error.is_builder() {
        return Error::new(ErrorKind::InvalidInput, "the request cannot be made").with_source(error);
    }
    if is_tls(&error) {
        return Error::new(ErrorKind::Tls, "no trustworthy TLS connection")
            .with_hint("check the endpoint, this machine's clock, and add the certificate authority if it is your own")
            .with_source(error);
    }
    if error.is_connect() {
        let error = match error.is_timeout() {
            true => Error::new(ErrorKind::Timeout, "no connection in time").with_source(error),
            false => Error::new(ErrorKind::Connect, "no connection").with_source(error),
        };
        return error.retryable().with_hint("check the endpoint, the network and the proxy");
    }
    if error.is_timeout() {
        return Error::new(ErrorKind::Timeout, "no answer in time").with_source(error).retryable();
    }
    if cause::<hyper::Error>(&error).is_some_and(hyper::Error::is_parse) {
        return Error::new(ErrorKind::InvalidResponse, "the answer is no valid HTTP")
            .with_hint("check that the endpoint is that of DataArts Insight")
            .with_source(error);
    }
    Error::new(ErrorKind::Connection, "the connection broke before the answer").with_source(error).retryable()
}

/// An error from between the head of the response and the end of its body.
pub(super) fn reading(error: reqwest::Error) -> Error {
    // hyper reports a body that broke off; a body that arrived and cannot be decompressed has no such cause.
    if cause::<hyper::Error>(&error).is_some() || error.is_body() || error.is_timeout() {
        return Error::new(ErrorKind::Connection, "the answer broke off before its end").with_source(error).retryable();
    }
    Error::new(ErrorKind::InvalidResponse, "the answer cannot be decompressed").with_source(error)
}

/// Whether a TLS library refused: rustls puts its errors into one of IO as invalid data, and native libraries name
/// themselves only in the text.
fn is_tls(error: &reqwest::Error) -> bool {
    causes(error).any(|cause| {
        let invalid = cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::InvalidData);
        let text = cause.to_string().to_ascii_lowercase();
        error.is_connect() && (invalid || ["certificate", "ssl routines", "tls"].iter().any(|word| text.contains(word)))
    })
}

fn cause<E: StdError + 'static>(error: &reqwest::Error) -> Option<&E> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// What lies below an error, level by level.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| below(*cause))
}

/// The next level. An IO error shows what it wraps, but not as its source.
fn below<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => cause.source(),
    }
}
