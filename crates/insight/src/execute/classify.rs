//! Makes an [`Error`] from an error of hyper, and decides whether the error is temporary.
//!
//! The methods of hyper's errors do not show all differences. For example, a bad certificate and a refused connection
//! look the same. Therefore this module examines the causes of the error.

use std::{error::Error as StdError, io};

use hyper_util::client::legacy;

use crate::{
    connector::TimedOut,
    error::{Error, ErrorKind},
};

/// Makes the error of a request that got no response. `proxy` is the address of the proxy, for the message.
pub(super) fn sending(error: legacy::Error, proxy: Option<&str>) -> Error {
    if error.is_connect() {
        return connecting(error, proxy);
    }
    // This error of hyper means that the server did not answer an HTTP/2 ping.
    if cause::<hyper::Error>(&error).is_some_and(hyper::Error::is_timeout) {
        return Error::new(ErrorKind::Timeout, "no response in time").with_source(error).retryable();
    }
    if cause::<hyper::Error>(&error).is_some_and(hyper::Error::is_parse) {
        return Error::new(ErrorKind::InvalidResponse, "the response is not valid HTTP")
            .with_hint("check that the endpoint is that of DataArts Insight")
            .with_source(error);
    }
    Error::new(ErrorKind::Connection, "the connection broke before the response").with_source(error).retryable()
}

/// Returns whether a connection took too long.
pub(super) fn is_connect_timeout(error: &Error) -> bool {
    cause::<TimedOut>(error).is_some()
}

/// Makes the error of a connection that could not be made.
fn connecting(error: legacy::Error, proxy: Option<&str>) -> Error {
    let timed_out = |io: &io::Error| io.kind() == io::ErrorKind::TimedOut;
    if cause::<TimedOut>(&error).is_some() || cause::<io::Error>(&error).is_some_and(timed_out) {
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

/// Returns an error of the kind `Proxy` if the proxy refused to connect to the service. hyper has no public type for
/// this error, so its text is compared.
fn refusal_of(proxy: &str, error: &(dyn StdError + 'static)) -> Option<Error> {
    let text = causes(error).map(ToString::to_string).find(|text| text.starts_with("tunnel error: "))?;
    let (what, hint) = match text.trim_start_matches("tunnel error: ") {
        "proxy authorization required" => ("requires a user name and a password", "put them into the proxy's URL"),
        "unsuccessful" => ("refuses to connect to the service", "ask who runs the proxy to allow the endpoint"),
        _ => return None,
    };
    Some(Error::new(ErrorKind::Proxy, format!("the proxy {proxy} {what}")).with_hint(hint))
}

/// Makes the error of a response whose body could not be read.
pub(super) fn reading(error: hyper::Error) -> Error {
    let framing = |io: &io::Error| matches!(io.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData);
    if cause::<io::Error>(&error).is_some_and(framing) {
        return Error::new(ErrorKind::InvalidResponse, "the body of the response is not valid HTTP")
            .with_hint("check that the endpoint is that of DataArts Insight")
            .with_source(error);
    }
    Error::new(ErrorKind::Connection, "the response broke off before its end").with_source(error).retryable()
}

/// Makes the error of a body that cannot be decompressed.
pub(super) fn decompressing(error: io::Error) -> Error {
    Error::new(ErrorKind::InvalidResponse, "the response cannot be decompressed").with_source(error)
}

/// The kind of a TLS error.
enum TlsFault {
    /// The TLS handshake did not end, or the server reported an internal error. Another attempt may succeed.
    BrokeOff,
    /// The certificate is not trusted, or the client and the server have no common version or cipher of TLS.
    Final,
}

/// Returns the kind of the TLS error that caused this error. Returns `None` if TLS is not the cause.
fn tls_fault(error: &(dyn StdError + 'static)) -> Option<TlsFault> {
    #[cfg(feature = "rustls")]
    if let Some(error) = cause::<rustls::Error>(error) {
        use rustls::AlertDescription::{HandshakeFailure, InternalError, UserCanceled};
        return Some(match error {
            rustls::Error::AlertReceived(InternalError | HandshakeFailure | UserCanceled) => TlsFault::BrokeOff,
            _ => TlsFault::Final,
        });
    }
    // These IO errors mean that the connection ended during the TLS handshake. The IO error of a refused connection or
    // an unreachable host has another kind.
    let broke_off = |io: &io::Error| {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
        matches!(io.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
    };
    if causes(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).any(broke_off) {
        return Some(TlsFault::BrokeOff);
    }
    // Errors of a native TLS library have no common type, so their text is compared.
    let says_tls = |text: String| ["certificate", "ssl routines"].iter().any(|word| text.contains(word));
    let native =
        cfg!(feature = "native-tls") && causes(error).any(|cause| says_tls(cause.to_string().to_ascii_lowercase()));
    native.then_some(TlsFault::Final)
}

fn cause<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// Returns the error, then its cause, then the cause of the cause, and so on.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause| next_cause(*cause))
}

/// Returns the cause of an error. For an `io::Error`, the cause is the error inside it, because `source` does not
/// return this error.
fn next_cause<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => cause.source(),
    }
}
