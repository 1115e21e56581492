//! A mock of the DataArts Insight service, for tests and for trying the SDK without a cloud account. The mock is an
//! HTTP server on this machine. Its answers follow the contract.
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
//! - The [contract](Builder::contract) can declare OpenAPI 3.0 or 3.1. Each operation answers with the example of its
//!   success response in the contract. Response headers with an example are sent too.
//! - A [`Script`] adds a task. Each poll of this task gets the next step of the script. A step can be a fault, such as
//!   the status 503. The answers do not depend on the time.
//! - The mock refuses a wrong request. The error has the same format as an error of the service or its gateway.
//! - The HTTP library answers some requests itself, with a status and no body: input that is not HTTP/1.1, a URI longer
//!   than 64 KiB, more than 1000 headers, or headers larger than 400 KiB.

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
