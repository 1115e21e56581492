//! Tests the client against a server that breaks every rule.
//!
//! The server is plain TCP code in the test's own runtime. It can therefore send what no HTTP library sends, and
//! everything runs in tokio's paused time: pauses and deadlines of minutes pass at once.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "clippy knows only #[test] functions as tests")]

#[cfg(feature = "blocking")]
mod blocking;
mod credentials;
mod echoes;
mod environment;
mod hazards;
mod observe;
mod outage;
mod secure;
mod server;
mod waiting;
