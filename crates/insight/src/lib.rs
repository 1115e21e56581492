//! A client for import tasks of Huawei Cloud DataArts Insight: reads a task, or waits for its end.
//!
//! ```no_run
//! # async fn example() -> Result<(), dataarts_insight::WaitError> {
//! // Region, project, workspace and token come from the environment; see the module `environment`.
//! let client = dataarts_insight::Client::from_env()?;
//! let task = client.import_task("2406a337")?.wait().await?;
//! println!("{}", task.status()?);
//! # Ok(())
//! # }
//! ```
//!
//! # Map
//!
//! - [`Client`], made by a [`ClientBuilder`], gives an [`ImportTaskHandle`] for an ID.
//! - [`ImportTaskHandle::get`] reads the task; [`ImportTaskHandle::wait`] reads it again and again until it has ended.
//! - A [`Token`], an [`AccessKey`], an [`IamUser`] or your own [`Credentials`] authorize the requests.
//! - [`Response`] is the result of a call with the facts of its response; [`RetryPolicy`] says how calls are retried.
//! - [`ImportTask`] holds every field of the response. [`ImportTaskStatus`] names its state, [`Outcome`] tells how it
//!   ended.
//! - [`Error`] is the error of a call, and [`ErrorKind`] lists its kinds; [`WaitError`] is that of a wait.
//!
//! # Guarantees
//!
//! - Every call has a deadline.
//! - The token or the signature is sent to the endpoint only: redirects are not followed, plain http is accepted for the
//!   local machine only, and no output contains the token or the key.
//! - A response without a usable task is an error. Unknown states, types and fields are kept.
//!
//! Without a runtime, use the module `blocking`. Other calls need a `tokio` runtime with IO and time enabled. All time comes from this runtime, so that tests can pause it.
//! `tracing` events at the level DEBUG report calls and attempts, without secrets.
//!
//! # Features
//!
//! - `rustls` (default): TLS by rustls with ring. It trusts the system's certificates, or Mozilla's where the system has
//!   none.
//! - `native-tls`: TLS by the system's library; with both features, rustls is used.
//! - `blocking`: the module `blocking`, for programs without an async runtime.
//! - `http2`: HTTP/2 where the server offers it.
//! - `gzip`, `brotli`, `deflate`, `zstd`: compressed responses.
//! - `schemars`: `schemars::JsonSchema` for the generated types.

#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
pub mod credentials;
mod endpoint;
pub mod environment;
mod error;
mod execute;
mod generated;
mod ids;
mod import_param;
mod import_task;
mod metadata;
mod operations;
mod outcome;
mod pool;
mod project;
mod proxy;
mod redact;
mod response;
mod retry;
mod secret;
mod signing;
mod tls;
mod token;
mod wait;

pub use builder::ClientBuilder;
pub use client::Client;
pub use credentials::{AccessKey, Credentials, IamUser};
pub use dataarts_insight_client as generated_client;
pub use endpoint::Region;
pub use error::{Error, ErrorKind, Setting};
// A wildcard, so that a new enumeration of the contract needs no edit here.
pub use generated::*;
pub use ids::{ProjectId, TaskId, WorkspaceId};
pub use import_param::ImportParam;
pub use import_task::ImportTask;
pub use metadata::{Metadata, Response};
pub use operations::ImportTaskHandle;
pub use outcome::Outcome;
pub use proxy::Proxy;
pub use retry::RetryPolicy;
pub use token::Token;
pub use wait::{Progress, Summary, Wait, WaitAll, WaitError, WaitEvent, WaitReason};
