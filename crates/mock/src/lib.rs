//! A mock of the DataArts Insight service for tests and first steps: an HTTP server on this machine that behaves as the
//! contract says, without a cloud account.
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
//! - Routes, parameters, request bodies, status names and examples come from the [contract](Builder::contract), which may
//!   be any OpenAPI 3.0 contract. Each operation answers with the example of its success response, including the response
//!   headers that have an example.
//! - The documented task is served byte for byte under its own ID. A [`Script`] is a task that moves by one step with
//!   each poll, including faults. No clock changes an answer.
//! - A wrong request is answered in the error shape of the service or its gateway, with a request ID. Only the HTTP
//!   library can answer what is not HTTP/1.1, a URI beyond 64 KiB, and headers beyond 400 KiB; it answers with the status
//!   alone.

mod answer;
mod checks;
mod error;
mod log;
mod mock;
mod refusal;
mod script;
mod server;
mod service;
mod signature;
mod tasks;

pub use error::{Error, ErrorKind};
pub use log::Request;
pub use mock::{Builder, Mock};
pub use script::{Reply, Script, ScriptStep};
