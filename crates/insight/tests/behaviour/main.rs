//! How the client behaves towards a server that behaves in any way it likes.
//!
//! The server is a few lines of TCP in the test's own runtime, so that it can send what no HTTP library would, and so
//! that everything runs in tokio's paused time: a pause of minutes takes none, and a hang ends at its deadline at once.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the lints know only #[test] functions as tests")]

mod environment;
mod hazards;
mod secure;
mod server;
mod waiting;
