//! The seam between generated operations and whatever carries their requests.

use progenitor_client::{ClientHooks, Error, OperationInfo};
use reqwest::Request;

use crate::Client;

/// What the wrapper plugs into a generated [`Client`].
#[derive(Debug, Clone, Default)]
pub struct Context {}

impl ClientHooks<Context> for Client {
    async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), Error<E>> {
        // progenitor's own addition: the service does not know it.
        request.headers_mut().remove("api-version");
        Ok(())
    }
}
