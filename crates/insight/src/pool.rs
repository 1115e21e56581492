//! The connections of a client.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::error::Error;

/// The shortest life of the connections, so that a service that fails each request does not cost a handshake each time.
const MIN_LIFE: Duration = Duration::from_secs(1);

/// Starts an HTTP client that does only what it is told.
pub(crate) fn plain_client(connect_timeout: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        // Only this crate retries; retries by reqwest would multiply the attempts.
        .retry(reqwest::retry::never())
        // Stops reqwest from reading the environment itself: it would use HTTP_PROXY.
        .no_proxy()
        .connect_timeout(connect_timeout)
}

/// A function that makes the HTTP client of a new set of connections.
type Make = Box<dyn Fn() -> Result<reqwest::Client, Error> + Send + Sync>;

/// The connections of a client, all of which are replaced when one breaks.
///
/// Connections often die together: a firewall forgets them, or the server behind a load balancer restarts. An HTTP/2
/// server that stops reading gives no sign at all. So after a request without a response, further requests use new
/// connections. Requests that run keep theirs.
pub(crate) struct Pool {
    make: Make,
    /// The address of the proxy, without credentials.
    proxy: Option<String>,
    current: Mutex<Connections>,
}

/// A set of connections.
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

    /// Returns the address of the proxy, for errors.
    pub(crate) fn proxy(&self) -> Option<&str> {
        self.proxy.as_deref()
    }

    /// Returns the connections for a request.
    pub(crate) fn connections(&self) -> Connections {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the connections on which a request got no response, unless they are new or already replaced.
    pub(crate) fn replace(&self, broken: &Connections) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = current.since.is_some_and(|since| since.elapsed() < MIN_LIFE);
        if current.since == broken.since && !is_new {
            // Making a client with settings that were accepted before does not fail; if it does, the old one stays.
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
