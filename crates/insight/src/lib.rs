//! Follows resource packages on their way into a workspace of Huawei Cloud DataArts Insight.
//!
//! ```no_run
//! # async fn example() -> Result<(), dataarts_insight::Error> {
//! // Region, project, workspace and token from the environment; see the module `environment`.
//! let client = dataarts_insight::Client::from_env()?;
//! let task = client.import_task("2406a337")?.wait().await?;
//! println!("{}", task.import_detail.as_deref().unwrap_or_default());
//! # Ok(())
//! # }
//! ```
//!
//! # Map
//!
//! - [`Client`], made by a [`ClientBuilder`] or from the [`environment`], gives an [`ImportTaskHandle`] for an ID.
//! - [`ImportTaskHandle::get`] asks once (and again, if a failure may pass); [`ImportTaskHandle::wait`] asks until the
//!   task has ended.
//! - [`ImportTask`] is the answer, with every field of it. [`ImportTaskStatus`] names its state, [`Outcome`] says what
//!   that means.
//! - [`Error`] is the only error, and [`ErrorKind`] its kinds.
//!
//! # What it takes care of
//!
//! Every call ends in time, whatever the server does. The token is sent to the endpoint and nowhere else: redirects are
//! not followed, plain http is for this machine only, and nothing prints it. An answer that is no task is an error, and
//! whatever is new in one (a state, a type, a field) is kept.
//!
//! Calls need a `tokio` runtime with IO and time enabled. Time comes from it alone, so that programs can test their waits with its paused clock. Calls and attempts are
//! reported through `tracing`, at the level DEBUG and without secrets.
//!
//! # Features
//!
//! - `rustls` (default): TLS by rustls with ring. It trusts the system's certificates, or Mozilla's where there are none.
//! - `native-tls`: TLS by the system's library; with both on, rustls is used.
//! - `http2`: HTTP/2 where the server offers it.
//! - `gzip`, `brotli`, `deflate`, `zstd`: compressed answers.
//! - `schemars`: `schemars::JsonSchema` for the generated types.

mod builder;
mod client;
mod endpoint;
pub mod environment;
mod error;
mod generated;
mod ids;
mod import_param;
mod import_task;
mod outcome;
mod proxy;
mod token;
mod transport;
mod wait;

pub use builder::ClientBuilder;
pub use client::{Client, ImportTaskHandle};
pub use dataarts_insight_client as generated_client;
pub use endpoint::Region;
pub use error::{Error, ErrorKind};
// All of them: an enumeration that the contract gains needs no hand here.
pub use generated::*;
pub use ids::{ProjectId, TaskId, WorkspaceId};
pub use import_param::ImportParam;
pub use import_task::ImportTask;
pub use outcome::Outcome;
pub use proxy::Proxy;
pub use token::Token;
pub use wait::{Progress, Wait, WaitEvent};
