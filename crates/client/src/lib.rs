//! The generated client of Huawei Cloud DataArts Insight: its types and operations, and the seam into which a
//! transport plugs.
//!
//! Everything in [`types`] and the operations of [`Client`] is generated from the project's contract. The two
//! handwritten modules are [`hooks`], which decides what carries a request, and [`tls`], which decides whom TLS
//! trusts. Nothing here retries, waits or knows a token; the crate `dataarts-insight` does, and is what most programs
//! should depend on.
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
