//! A DataArts Insight service for tests and first steps: an HTTP server on this machine that behaves as the contract
//! says, without a cloud account.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! use dataarts_insight_mock::{Mock, Script};
//!
//! let mock = Mock::builder().task(Script::ending("task-1", "Failed")).start().await?;
//! assert!(mock.endpoint().starts_with("http://127.0.0.1:"));
//! // … point a client at mock.endpoint(), with mock.token() and mock.workspace() …
//! assert!(mock.requests().is_empty());
//! mock.stop().await;
//! # Ok::<(), dataarts_insight_mock::Error>(()) }).unwrap();
//! ```
//!
//! - Routes, parameters, statuses' names and the documented example come from the [contract](Builder::contract);
//!   nothing of them is written here a second time.
//! - The documented task is served byte for byte under its own id. [`Script`]s are tasks that move by one step with
//!   each poll, faults included: no clock decides anything.
//! - Everything that a request can have wrong is answered in the service's own error shape, with a request id.

mod answer;
mod builder;
mod error;
mod judge;
mod log;
mod script;
mod server;
mod service;
mod tasks;
mod wire;

pub use builder::Builder;
pub use error::{Error, ErrorKind};
pub use log::Request;
pub use script::{Reply, Script, Step};
pub use server::Mock;
