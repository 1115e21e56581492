//! The generated client of Huawei Cloud DataArts Insight: its types and operations.
//!
//! All code of this crate is generated from the project's contract. Each operation of [`Client`] is a builder. The
//! method `request` of the builder makes the HTTP request, and the function `decode` reads the response. This crate
//! does not send requests, does not retry or wait, and adds no token. The crate `dataarts-insight` does all of this,
//! and is the right choice for most programs.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! use dataarts_insight_client::{Client, builder::ShowImportTask};
//!
//! let client = Client::new("https://dataartsinsight.cn-north-4.myhuaweicloud.com");
//! let mut request =
//!     client.show_import_task().project_id("0a1b2c3d").task_id("2406a337").x_workspace_id("12913c92").request()?;
//! request.headers_mut().insert("X-Auth-Token", "MIIF...".parse()?);
//! let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
//! let response = http.execute(request).await?;
//! let (status, headers) = (response.status(), response.headers().clone());
//! let task = ShowImportTask::decode(status, &headers, &response.bytes().await?)?;
//! println!("{:?}", task.status);
//! # Ok(())
//! # }
//! ```
//!
//! The feature `schemars` implements `schemars::JsonSchema` for the generated types.

mod generated;

pub use generated::client::*;
