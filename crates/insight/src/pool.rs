//! The connections of a client.

mod usage;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http::{HeaderName, HeaderValue, Uri, header};
use hyper_util::{
    client::legacy,
    rt::{TokioExecutor, TokioTimer},
};
use reqwest::{Body, Request};
use tokio::time::Instant;

use crate::{
    connector::Connector,
    decompress,
    error::{Error, ErrorKind},
    execute::MAX_POLLS,
    proxy::{Intercept, address},
    tls::Tls,
};
pub(crate) use usage::OpenConnection;
use usage::{CountingConnector, RunningRequest, Usage};

/// The minimum time before new connections are replaced again. Without this time, every request to a broken service
/// would cause a new handshake.
const MIN_LIFE: Duration = Duration::from_secs(1);

/// The time after which an unused connection is closed. Many gateways and firewalls drop an unused connection after a
/// minute, without a message to the client.
const IDLE: Duration = Duration::from_secs(30);

/// The time between two pings of an HTTP/2 connection with a running request. If the answer to a ping takes longer than
/// this time, the connection is closed.
#[cfg(feature = "http2")]
const PING: Duration = Duration::from_secs(5);

/// An HTTP client of the library hyper. It keeps connections for later requests, and follows no redirect. It repeats a
/// request only if no byte of the request was sent.
pub(crate) type HttpClient = legacy::Client<CountingConnector, Body>;

/// The connections of a client to one endpoint.
///
/// If a request gets no response, all further requests use new connections, because often all connections break at the
/// same time. For example, a firewall drops them, or the server restarts. Running requests continue on the old
/// connections.
pub(crate) struct Pool {
    connector: Connector,
    /// The headers that every request gets.
    headers: Vec<(HeaderName, HeaderValue)>,
    /// The address of the proxy, without user name and password.
    proxy: Option<String>,
    current: Mutex<Connections>,
}

/// An HTTP client with its connections.
#[derive(Clone)]
pub(crate) struct Connections {
    pub(crate) http: Arc<HttpClient>,
    usage: Usage,
    since: Option<Instant>,
}

impl Connections {
    fn new(connector: &Connector, since: Option<Instant>) -> Self {
        let usage = Usage::default();
        let http = client(CountingConnector { connector: connector.clone(), usage: usage.clone() });
        Self { http: Arc::new(http), usage, since }
    }

    /// Counts a request until the returned value is dropped. Call this function before the request is sent.
    pub(crate) fn begin(&self) -> RunningRequest {
        self.usage.request()
    }
}

impl Pool {
    /// Makes the pool of an endpoint. The first request makes the first connection. If `tls` is `None`, only plain http
    /// is possible.
    pub(crate) fn new(endpoint: &Uri, tls: Option<&Tls>, proxy: Option<&Intercept>, connect_timeout: Duration) -> Self {
        let connector = Connector::new(endpoint, tls, proxy, connect_timeout);
        let mut headers = Vec::new();
        headers.extend(decompress::ACCEPTED.map(|accepted| (header::ACCEPT_ENCODING, accepted)));
        // With plain http, each request through the proxy must contain the password of the proxy. With https, only the
        // `CONNECT` request for the tunnel contains the password.
        let is_forwarded = endpoint.scheme_str() != Some("https");
        let password = proxy.filter(|_| is_forwarded).and_then(Intercept::basic_auth);
        headers.extend(password.map(|password| (header::PROXY_AUTHORIZATION, password.clone())));
        let current = Mutex::new(Connections::new(&connector, None));
        Self { connector, headers, proxy: proxy.map(address), current }
    }

    /// Sets the `User-Agent` of all requests.
    pub(crate) fn with_user_agent(mut self, user_agent: HeaderValue) -> Self {
        self.headers.push((header::USER_AGENT, user_agent));
        self
    }

    /// Returns the address of the proxy for messages.
    pub(crate) fn proxy(&self) -> Option<&str> {
        self.proxy.as_deref()
    }

    /// Returns the connections that a new request must use.
    pub(crate) fn connections(&self) -> Connections {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the connections after a request on `broken` got no response. Does nothing if the current connections
    /// are new, or if `broken` was already replaced.
    pub(crate) fn replace(&self, broken: &Connections) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = current.since.is_some_and(|since| since.elapsed() < MIN_LIFE);
        if current.since == broken.since && !is_new {
            *current = Connections::new(&self.connector, Some(Instant::now()));
        }
    }

    /// Converts a request to a request of hyper, and adds the headers of this pool.
    pub(crate) fn prepare(&self, mut request: Request) -> Result<http::Request<Body>, Error> {
        let uri = request.url().as_str().parse().map_err(|error: http::uri::InvalidUri| {
            Error::new(ErrorKind::InvalidInput, "the request cannot be built").with_source(error)
        })?;
        let mut prepared = http::Request::new(request.body_mut().take().unwrap_or_default());
        *prepared.uri_mut() = uri;
        *prepared.method_mut() = std::mem::take(request.method_mut());
        *prepared.headers_mut() = std::mem::take(request.headers_mut());
        for (name, value) in &self.headers {
            prepared.headers_mut().insert(name, value.clone());
        }
        Ok(prepared)
    }
}

fn client(connector: CountingConnector) -> HttpClient {
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder.timer(TokioTimer::new()).pool_timer(TokioTimer::new());
    builder.pool_max_idle_per_host(MAX_POLLS).pool_idle_timeout(IDLE);
    #[cfg(feature = "http2")]
    builder.http2_keep_alive_interval(PING).http2_keep_alive_timeout(PING);
    builder.build(connector)
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("proxy", &self.proxy).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn connections_are_replaced_once_and_not_while_they_are_new() {
        let pool = Pool::new(&Uri::from_static("http://localhost"), None, None, Duration::from_secs(1));
        let first = pool.connections();
        pool.replace(&first);
        let second = pool.connections();
        assert_ne!(first.since, second.since);
        tokio::time::advance(MIN_LIFE / 2).await;
        for broken in [&first, &second] {
            pool.replace(broken);
            assert_eq!(pool.connections().since, second.since);
        }
        tokio::time::advance(MIN_LIFE).await;
        pool.replace(&first);
        assert_eq!(pool.connections().since, second.since);
        pool.replace(&second);
        assert_ne!(pool.connections().since, second.since);
    }
}
