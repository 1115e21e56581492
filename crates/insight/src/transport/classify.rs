//! Classifies errors of the HTTP stack and decides which are temporary.
//!
//! reqwest's predicates do not separate a bad certificate from a refused connection, or a malformed response from a
//! lost one. The causes of the error do.

use std::{error::Error as StdError, io};

use crate::error::{Error, ErrorKind};

/// Classifies an error before the head of the response arrived.
pub(super) fn sending(error: reqwest::Error) -> Error {
    if error.is_builder() {
        return Error::new(ErrorKind::InvalidInput, "the request cannot be built").with_source(error);
    }
    if is_tls(&error) {
        return Error::new(ErrorKind::Tls, "the TLS connection failed")
            .with_hint(
                "check the endpoint and this machine's clock, and add the certificate authority if it is your own",
            )
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
        return Error::new(ErrorKind::Timeout, "no response in time").with_source(error).retryable();
    }
    if cause::<hyper::Error>(&error).is_some_and(hyper::Error::is_parse) {
        return Error::new(ErrorKind::InvalidResponse, "the response is not valid HTTP")
            .with_hint("check that the endpoint is that of DataArts Insight")
            .with_source(error);
    }
    Error::new(ErrorKind::Connection, "the connection broke before the response").with_source(error).retryable()
}

/// Classifies an error while the body of the response was read.
pub(super) fn reading(error: reqwest::Error) -> Error {
    // hyper is a cause of incomplete bodies, but not of bodies that cannot be decompressed.
    if cause::<hyper::Error>(&error).is_some() || error.is_body() || error.is_timeout() {
        return Error::new(ErrorKind::Connection, "the response broke off before its end")
            .with_source(error)
            .retryable();
    }
    Error::new(ErrorKind::InvalidResponse, "the response cannot be decompressed").with_source(error)
}

/// Whether the TLS library reported the error. rustls wraps its errors in an IO error of the kind `InvalidData`; native
/// libraries are recognized by the text only.
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

/// Iterates over the causes of an error.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| next_cause(*cause))
}

/// Returns the next cause. An IO error does not give the error that it wraps as its source.
fn next_cause<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => cause.source(),
    }
}
