//! Counts the requests and the connections of a pool, so that no connection is opened while another one is free.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use http::Uri;
use tokio::{sync::Notify, time::timeout};
use tower_service::Service;

use crate::connector::{Connecting, Connector, Stream, TimedOut};

/// The maximum time until a connection is made, and until it is free or closed after its request. A connection that
/// needs longer is probably broken.
const PATIENCE: Duration = Duration::from_secs(1);

/// The numbers of running requests and of open connections.
///
/// When a request ends, its connection is free only a moment later. If the next request starts before this moment,
/// hyper opens a connection that is not needed. With 64 requests at a time, a client could have 128 connections.
/// Therefore a connection is opened only if there are fewer connections than running requests.
#[derive(Clone, Default)]
pub(crate) struct Usage(Arc<Shared>);

#[derive(Default)]
struct Shared {
    counts: Mutex<Counts>,
    changed: Notify,
}

#[derive(Default)]
struct Counts {
    requests: usize,
    connections: usize,
}

impl Usage {
    /// Counts a request until the returned value is dropped.
    pub(crate) fn request(&self) -> RunningRequest {
        self.counts().requests += 1;
        self.0.changed.notify_one();
        RunningRequest(self.clone())
    }

    /// Waits until there are fewer connections than requests. Counts a connection until the returned value is dropped.
    async fn connection(&self) -> OpenConnection {
        loop {
            if let Some(connection) = self.try_connection() {
                return connection;
            }
            self.0.changed.notified().await;
        }
    }

    fn try_connection(&self) -> Option<OpenConnection> {
        let mut counts = self.counts();
        if counts.connections >= counts.requests {
            return None;
        }
        counts.connections += 1;
        if counts.connections < counts.requests {
            // Two notifications at the same time wake only one waiting task, so this task wakes the next one.
            self.0.changed.notify_one();
        }
        Some(OpenConnection(self.clone()))
    }

    /// Counts a connection, also if there are already enough connections.
    fn late_connection(&self) -> OpenConnection {
        self.counts().connections += 1;
        OpenConnection(self.clone())
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running request. The request is counted until this value is dropped.
pub(crate) struct RunningRequest(Usage);

impl Drop for RunningRequest {
    fn drop(&mut self) {
        self.0.counts().requests -= 1;
    }
}

/// An open connection. The connection is counted until this value is dropped.
pub(crate) struct OpenConnection(Usage);

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.0.counts().connections -= 1;
        self.0.0.changed.notify_one();
    }
}

/// A connector that opens a connection only if there are fewer connections than running requests.
#[derive(Clone)]
pub(crate) struct CountingConnector {
    pub(super) connector: Connector,
    pub(super) usage: Usage,
}

impl Service<Uri> for CountingConnector {
    type Response = Stream;
    type Error = <Connector as Service<Uri>>::Error;
    type Future = Connecting;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Connecting {
        let (mut connecting, usage) = (self.connector.call(uri), self.usage.clone());
        Box::pin(async move {
            let open = timeout(PATIENCE, usage.connection()).await.map_err(|_| TimedOut)?;
            if let Ok(connected) = timeout(PATIENCE, &mut connecting).await {
                return Ok(connected?.counted(open));
            }
            // While the connection is not made, another request may open a connection in its place.
            drop(open);
            Ok(connecting.await?.counted(usage.late_connection()))
        })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn there_are_not_more_connections_than_requests() {
        let usage = Usage::default();
        assert!(usage.try_connection().is_none());
        let first = usage.request();
        let connection = usage.try_connection().unwrap();
        assert!(usage.connection().now_or_never().is_none());
        let _second = usage.request();
        let _other = usage.connection().await;
        drop(first);
        drop(connection);
        assert!(usage.connection().now_or_never().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_is_never_made_is_not_counted() {
        let usage = Usage::default();
        let silent = Uri::from_static("http://localhost");
        let connector = Connector::pending();
        let mut connector = CountingConnector { connector, usage: usage.clone() };
        let _request = usage.request();
        let _connecting = tokio::spawn(connector.call(silent));
        tokio::task::yield_now().await;
        assert!(usage.try_connection().is_none());
        assert!(timeout(2 * PATIENCE, usage.connection()).await.is_ok());
    }

    #[tokio::test]
    async fn each_waiting_connection_is_woken() {
        let usage = Usage::default();
        let waiting = futures_util::future::join(usage.connection(), usage.connection());
        let _requests = [usage.request(), usage.request()];
        waiting.await;
    }
}
