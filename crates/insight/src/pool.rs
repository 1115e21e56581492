//! The connections of a client.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::error::Error;

/// New connections are kept for at least this time. Otherwise a service that fails every request would cause a new
/// handshake for every request.
const MIN_LIFE: Duration = Duration::from_secs(1);

/// Returns the builder of an HTTP client without redirects, retries and a proxy. The callers add further settings.
pub(crate) fn plain_client(connect_timeout: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        // This crate makes the retries. If reqwest retried too, the number of attempts would multiply.
        .retry(reqwest::retry::never())
        // Without this line, reqwest would use the proxy in `HTTP_PROXY`.
        .no_proxy()
        .connect_timeout(connect_timeout)
}

/// A function that makes an HTTP client. Each HTTP client has its own connections.
type Make = Box<dyn Fn() -> Result<reqwest::Client, Error> + Send + Sync>;

/// The connections of a client. If one connection breaks, new connections are used for all further requests.
///
/// Often many connections break at the same time, for example when a firewall drops them or a server restarts. An
/// HTTP/2 server that stops reading causes no error at all. Therefore the connections are replaced when a request gets
/// no response. Running requests continue on the old connections.
pub(crate) struct Pool {
    make: Make,
    /// The address of the proxy, without user name and password.
    proxy: Option<String>,
    current: Mutex<Connections>,
}

/// An HTTP client with its connections.
#[derive(Clone)]
pub(crate) struct Connections {
    pub(crate) http: reqwest::Client,
    since: Option<Instant>,
}

impl Pool {
    pub(crate) fn new(make: Make, proxy: Option<String>) -> Result<Self, Error> {
        let http = make()?;
        Ok(Self { make, proxy, current: Mutex::new(Connections { http, since: None }) })
    }

    /// Returns the address of the proxy for messages.
    pub(crate) fn proxy(&self) -> Option<&str> {
        self.proxy.as_deref()
    }

    /// Returns the connections that a new request must use.
    pub(crate) fn connections(&self) -> Connections {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the connections after a request on `broken` got no response. Does nothing if the connections are new,
    /// or if `broken` was already replaced.
    pub(crate) fn replace(&self, broken: &Connections) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = current.since.is_some_and(|since| since.elapsed() < MIN_LIFE);
        if current.since == broken.since && !is_new {
            // An HTTP client with the same settings was made before, so no error is expected. After an error, the old
            // connections are kept.
            if let Ok(http) = (self.make)() {
                *current = Connections { http, since: Some(Instant::now()) };
            }
        }
    }
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
        let make = || {
            let builder = crate::tls::disable(reqwest::Client::builder());
            builder.build().map_err(|_| Error::new(crate::error::ErrorKind::InvalidInput, "no client"))
        };
        let pool = Pool::new(Box::new(make), None).unwrap();
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
