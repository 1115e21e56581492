//! The generated client of Huawei Cloud DataArts Insight: its types and operations.
//!
//! The types in [`types`] and the operations of [`Client`] are generated from the project's contract. Two modules are
//! handwritten: [`hooks`] is the interface to the code that sends requests, and [`tls`] configures TLS. This crate does
//! not retry, wait or add a token. Most programs should depend on the crate `dataarts-insight` instead, which does.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! use dataarts_insight_client::{Client, hooks::Context, tls};
//!
//! let http = tls::configure(reqwest::Client::builder(), &[])?.redirect(reqwest::redirect::Policy::none()).build()?;
//! let endpoint = "https://dataartsinsight.cn-north-4.myhuaweicloud.com";
//! let client = Client::new_with_client(endpoint, http, Context::default());
//! let task = client
//!     .show_import_task()
//!     .project_id("0a1b2c3d")
//!     .task_id("2406a337")
//!     .x_workspace_id("12913c92")
//!     .send()
//!     .await?;
//! println!("{:?}", task.status);
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `rustls` (default): TLS by rustls with ring.
//! - `native-tls`: TLS by the system's library; with both on, rustls is used.
//! - `http2`: HTTP/2 where the server offers it.
//! - `gzip`, `brotli`, `deflate`, `zstd`: compressed responses.
//! - `schemars`: `schemars::JsonSchema` for the generated types.

mod generated;
pub mod hooks;
pub mod tls;

pub use generated::client::*;
