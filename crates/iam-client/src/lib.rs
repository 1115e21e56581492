//! The generated client of the part of Huawei Cloud IAM that the SDK needs: tokens and projects.
//!
//! The types in [`types`] and the operations of [`Client`] are generated from the project's contract. The crate
//! `dataarts-insight` uses them to get and renew tokens. This crate does not retry, and does not add credentials.

mod generated;

pub use generated::client::*;

/// The interface between generated operations and the code that sends their requests.
pub mod hooks {
    use progenitor_client::{ClientHooks, Error, OperationInfo};
    use reqwest::Request;

    /// The inner value of a generated client; it holds nothing.
    #[derive(Debug, Clone, Default)]
    pub struct Context;

    impl ClientHooks<Context> for crate::Client {
        async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), Error<E>> {
            // progenitor adds this header, but the service does not know it.
            request.headers_mut().remove("api-version");
            Ok(())
        }
    }
}
