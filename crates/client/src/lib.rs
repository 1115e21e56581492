//! The generated client of Huawei Cloud DataArts Insight and the seam into which a transport plugs.

mod generated;
pub mod hooks;

pub use generated::client::*;
