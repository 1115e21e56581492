//! Classifies errors of the HTTP stack and decides which are temporary.
//!
//! reqwest's predicates do not separate a bad certificate from a refused connection, or a malformed response from a
//! lost one. The causes of the error do.

use std::{error::Error as StdError, io};

use crate::error::{Error, ErrorKind};

/// Classifies an error before the head of the response arrived. `proxy` is the address of the proxy, for the error.
pub(super) fn sending(error: reqwest::Error, proxy: Option<&str>) -> Error {
    if error.is_builder() {
        return Error::new(ErrorKind::InvalidInput, "the request cannot be built").with_source(error);
    }
    if error.is_connect() {
        return connecting(error, proxy);
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

/// Classifies an error before the request was sent.
fn connecting(error: reqwest::Error, proxy: Option<&str>) -> Error {
    if error.is_timeout() {
        return Error::new(ErrorKind::Connect, "no connection in time")
            .retryable()
            .with_hint("check the endpoint, the network and the proxy")
            .with_source(error);
    }
    if let Some(refusal) = proxy.and_then(|proxy| refusal_of(proxy, &error)) {
        return refusal.with_source(error);
    }
    match tls_fault(&error) {
        Some(TlsFault::Final) => Error::new(ErrorKind::Tls, "the TLS connection failed").with_hint(
            "check the endpoint and this machine's clock, and add the certificate authority if it is your own",
        ),
        Some(TlsFault::BrokeOff) => {
            Error::new(ErrorKind::Tls, "the TLS handshake broke off").retryable().with_hint("try again later")
        }
        None => Error::new(ErrorKind::Connect, "no connection")
            .retryable()
            .with_hint("check the endpoint, the network and the proxy"),
    }
    .with_source(error)
}

/// Returns the error of a proxy that refuses to connect to the service. The library has no type for it, only a text.
fn refusal_of(proxy: &str, error: &reqwest::Error) -> Option<Error> {
    let text = causes(error).map(ToString::to_string).find(|text| text.starts_with("tunnel error: "))?;
    let (what, hint) = match text.trim_start_matches("tunnel error: ") {
        "proxy authorization required" => ("requires a user name and a password", "put them into the proxy's URL"),
        "unsuccessful" => ("refuses to connect to the service", "ask who runs the proxy to allow the endpoint"),
        _ => return None,
    };
    Some(Error::new(ErrorKind::Proxy, format!("the proxy {proxy} {what}")).with_hint(hint))
}

/// Classifies an error while the body of the response was read.
pub(super) fn reading(error: reqwest::Error) -> Error {
    // hyper is a cause of incomplete bodies, but not of bodies that cannot be decompressed.
    if cause::<hyper::Error>(&error).is_some() || error.is_body() || error.is_timeout() {
        let framing = |io: &io::Error| matches!(io.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData);
        if cause::<hyper::Error>(&error).is_some() && cause::<io::Error>(&error).is_some_and(framing) {
            return Error::new(ErrorKind::InvalidResponse, "the body of the response is not valid HTTP")
                .with_hint("check that the endpoint is that of DataArts Insight")
                .with_source(error);
        }
        return Error::new(ErrorKind::Connection, "the response broke off before its end")
            .with_source(error)
            .retryable();
    }
    Error::new(ErrorKind::InvalidResponse, "the response cannot be decompressed").with_source(error)
}

/// A fault of TLS.
enum TlsFault {
    /// The handshake broke off, or the server failed in it. Another attempt may succeed.
    BrokeOff,
    /// The certificate is not trusted, or the server does not speak TLS as this client does.
    Final,
}

/// Returns the fault of TLS that caused an error.
fn tls_fault(error: &reqwest::Error) -> Option<TlsFault> {
    #[cfg(feature = "rustls")]
    if let Some(error) = cause::<rustls::Error>(error) {
        use rustls::AlertDescription::{HandshakeFailure, InternalError, UserCanceled};
        return Some(match error {
            rustls::Error::AlertReceived(InternalError | HandshakeFailure | UserCanceled) => TlsFault::BrokeOff,
            _ => TlsFault::Final,
        });
    }
    // A refused or unreachable connection has other kinds.
    let broke_off = |io: &io::Error| {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        matches!(io.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
    };
    if causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).any(broke_off) {
        return Some(TlsFault::BrokeOff);
    }
    // Native libraries are recognized by the text only.
    let says_tls = |text: String| ["certificate", "ssl routines"].iter().any(|word| text.contains(word));
    let native =
        cfg!(feature = "native-tls") && causes(error).any(|cause| says_tls(cause.to_string().to_ascii_lowercase()));
    native.then_some(TlsFault::Final)
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
