//! Makes connections: directly or through a proxy, with TLS or without.

use std::{
    error::Error,
    fmt, io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector, proxy::Tunnel};
use tower_service::Service;

use crate::{pool::OpenConnection, proxy::Intercept, tls::Tls};

/// The future of a new connection.
pub(crate) type Connecting = Pin<Box<dyn Future<Output = Result<Stream, Box<dyn Error + Send + Sync>>> + Send>>;

/// A function that makes connections to one endpoint.
#[derive(Clone)]
pub(crate) struct Connector(Arc<dyn Fn(Uri) -> Connecting + Send + Sync>);

impl Connector {
    /// Makes a connector. `timeout` is the maximum time for making a connection, including DNS, the proxy and TLS. If
    /// `tls` is `None`, the connector makes only connections without TLS.
    pub(crate) fn new(endpoint: &Uri, tls: Option<&Tls>, proxy: Option<&Intercept>, timeout: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(tls.is_none());
        tcp.set_nodelay(true);
        // If a host has several addresses, hyper divides this timeout among the addresses. After an address that does
        // not answer, hyper therefore has time to try the next address.
        tcp.set_connect_timeout(Some(timeout));
        let Some(proxy) = proxy else { return Self::over(tcp, tls, true, timeout) };
        // The connection to the proxy uses HTTP/1.1, because the `CONNECT` request for a tunnel uses HTTP/1.1.
        let to_proxy = Self::over(tcp, tls, false, timeout);
        if endpoint.scheme_str() != Some("https") {
            return Self::boxed(to_proxy, Some(proxy.uri().clone()), timeout);
        }
        let mut tunnel = Tunnel::new(proxy.uri().clone(), to_proxy);
        if let Some(authorization) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        Self::over(tunnel, tls, true, timeout)
    }

    /// Makes a connector that never makes a connection.
    #[cfg(test)]
    pub(crate) fn pending() -> Self {
        Self(Arc::new(|_| Box::pin(std::future::pending())))
    }

    /// Adds TLS to the connections of `connector` if `tls` is set.
    fn over<C>(connector: C, tls: Option<&Tls>, http2: bool, timeout: Duration) -> Self
    where
        C: Service<Uri> + Clone + Send + Sync + 'static,
        C::Response: Io + 'static,
        C::Error: Into<Box<dyn Error + Send + Sync>>,
        C::Future: Send + 'static,
    {
        match tls {
            Some(tls) => Self::boxed(tls.over(connector, http2), None, timeout),
            None => Self::boxed(connector, None, timeout),
        }
    }

    /// Makes a `Connector` from a connector of any type. If `proxy` is set, all connections are made to this address,
    /// and the URL in each request contains the host of the service.
    fn boxed<C>(connector: C, proxy: Option<Uri>, timeout: Duration) -> Self
    where
        C: Service<Uri> + Clone + Send + Sync + 'static,
        C::Response: Io + 'static,
        C::Error: Into<Box<dyn Error + Send + Sync>>,
        C::Future: Send + 'static,
    {
        Self(Arc::new(move |uri| {
            let is_proxied = proxy.is_some();
            let connecting = connector.clone().call(proxy.clone().unwrap_or(uri));
            Box::pin(async move {
                let connected = tokio::time::timeout(timeout, connecting).await.map_err(|_| TimedOut)?;
                Ok(Stream { io: Box::new(connected.map_err(Into::into)?), is_proxied, open: None })
            })
        }))
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = Connecting;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Connecting {
        (self.0)(uri)
    }
}

/// The error of a connection that took too long.
#[derive(Debug)]
pub(crate) struct TimedOut;

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("connecting took too long")
    }
}

impl Error for TimedOut {}

/// A trait that combines all traits that a connection must have.
trait Io: Read + Write + Connection + Send + Unpin {}

impl<T: Read + Write + Connection + Send + Unpin> Io for T {}

/// A connection with or without TLS, directly to the service or through a proxy.
pub(crate) struct Stream {
    io: Box<dyn Io>,
    is_proxied: bool,
    /// The value that counts this connection as open. `None` if the connection is not counted.
    open: Option<OpenConnection>,
}

impl Stream {
    /// Counts this connection as open until it is shut down.
    pub(crate) fn counted(self, open: OpenConnection) -> Self {
        Self { open: Some(open), ..self }
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        // The IP addresses of the connection are left out, because hyper would copy them into each response.
        let connected = Connected::new().proxy(self.is_proxied);
        if self.io.connected().is_negotiated_h2() { connected.negotiated_h2() } else { connected }
    }
}

impl Read for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.io).poll_read(cx, buffer)
    }
}

impl Write for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.io).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A shutdown may take long if the server does not read. The next request must not wait for it.
        self.open = None;
        Pin::new(&mut *self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.io).poll_write_vectored(cx, slices)
    }
}
