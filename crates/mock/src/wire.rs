//! The connection under hyper: what is no HTTP at all is answered in the gateway's shape too.
//!
//! hyper answers such requests itself, with an empty body, before any service is asked. Its answers are known by the
//! request id that they lack, and replaced on their way out.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use hyper::rt::{Read, ReadBufCursor, Write};

use crate::{answer::Refusal, server::State};

/// A stream whose bare refusals become full ones.
pub(crate) struct Wire<S> {
    stream: S,
    state: Arc<State>,
    /// What is left of a refusal that replaces hyper's.
    refusal: Vec<u8>,
}

impl<S> Wire<S> {
    pub(crate) fn new(stream: S, state: Arc<State>) -> Self {
        Self { stream, state, refusal: Vec::new() }
    }
}

impl<S: Read + Unpin> Read for Wire<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: Write + Unpin> Write for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        if this.refusal.is_empty() {
            match bare_refusal(buf) {
                None => return Pin::new(&mut this.stream).poll_write(cx, buf),
                Some(cause) => this.refusal = refusal(cause, &this.state.next_request_id()),
            }
        }
        while !this.refusal.is_empty() {
            let written = ready!(Pin::new(&mut this.stream).poll_write(cx, &this.refusal))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            this.refusal.drain(..written);
        }
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// What hyper refuses by itself, if that is what it writes.
fn bare_refusal(head: &[u8]) -> Option<&'static str> {
    let head = std::str::from_utf8(head).ok()?.to_ascii_lowercase();
    if !head.contains("\r\ncontent-length: 0\r\n") || head.contains("\r\nx-request-id:") {
        return None;
    }
    match head.strip_prefix("http/1.")?.get(2..5)? {
        "400" => Some("this is no HTTP request"),
        "414" => Some("the URI is too long"),
        "431" => Some("the headers are too large"),
        _ => None,
    }
}

fn refusal(cause: &str, request_id: &str) -> Vec<u8> {
    let answer = Refusal::malformed(cause.to_owned()).into_answer(request_id);
    let mut bytes = format!(
        "HTTP/1.1 {}\r\nContent-Type: application/json\r\nX-Request-Id: {request_id}\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        answer.status,
        answer.body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(&answer.body);
    bytes
}
