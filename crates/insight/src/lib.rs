//! A client for import tasks of Huawei Cloud DataArts Insight. The client reads a task, or waits until a task ends.
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
//! - A [`ClientBuilder`] makes a [`Client`]. A client makes an [`ImportTaskHandle`] for the ID of a task.
//! - [`ImportTaskHandle::get`] reads the task once. [`ImportTaskHandle::wait`] reads the task repeatedly until it has
//!   ended.
//! - A [`Token`], an [`AccessKey`], an [`IamUser`] or your own [`Credentials`] authorize the requests.
//! - [`Response`] contains the result of a call and the metadata of its response, such as the status. [`RetryPolicy`]
//!   is the setting for retries.
//! - [`ImportTask`] contains every field of the response. [`ImportTaskStatus`] is the status of a task, and [`Outcome`]
//!   is the result of a task that has ended.
//! - [`Error`] is the error of a call, and [`ErrorKind`] is its kind. [`WaitError`] is the error of a wait.
//!
//! # Guarantees
//!
//! - Every call has a deadline.
//! - The token or the signature is sent only to the endpoint. The client does not follow redirects. Unless the program
//!   allows it, plain `http` is accepted only for the local machine. No output contains the token or the key.
//! - A response without a usable task is an error. Unknown statuses, types and fields are kept.
//!
//! # Runtime and observation
//!
//! - A program without an async runtime uses the module `blocking`. All other calls need a `tokio` runtime with IO and
//!   time enabled. The client uses the clock of this runtime, so a test can pause the time.
//! - The client reports each call and each attempt as a `tracing` span at the level DEBUG. The fields have the names
//!   that OpenTelemetry defines for HTTP. No field contains a secret.
//! - [`Client::counters`] counts calls, attempts and retries.
//!
//! # Features
//!
//! - `rustls` (default): TLS by the library rustls with ring. The client trusts the system's certificates. If the
//!   system has no certificates, the client trusts Mozilla's.
//! - `native-tls`: TLS by the system's library. If this feature and `rustls` are enabled, rustls is used.
//! - `blocking`: the module `blocking`, for programs without an async runtime.
//! - `http2`: HTTP/2, if the server supports it.
//! - `gzip`, `deflate`: compressed responses.
//! - `schemars`: `schemars::JsonSchema` for the generated types.

#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
mod connector;
mod counters;
pub mod credentials;
mod decompress;
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
pub use counters::Counters;
pub use credentials::{AccessKey, Credentials, IamUser};
pub use dataarts_insight_client as generated_client;
pub use endpoint::Region;
pub use error::{Error, ErrorKind, Setting};
// The wildcard also exports enumerations that are added to the contract later.
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
