//! The seam between generated operations and whatever carries their requests.
//!
//! A generated operation builds a request and reads a response. Between the two it asks the [`Transport`] in the
//! client's [`Context`], so that authentication, retries, limits and tracing live outside of this crate. Without a
//! transport, the request goes out as it is, through the `reqwest` client that the generated one was made with.

use std::{error, fmt, pin::Pin, sync::Arc};

use bytes::Bytes;
use progenitor_client::{ClientHooks, ClientInfo, Error, OperationInfo};
use reqwest::{Request, Response};

use crate::Client;

/// What a [`Transport`] is still working on.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, Failure>> + Send + 'a>>;

/// Carries the requests of generated operations.
///
/// A transport sees one request at a time and gives back a response that it has read to its end, or why there is none.
/// To know which response belongs to which call, give each call a clone of the generated client with a transport of
/// its own: both are cheap.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends the request of an operation, as often as it takes, and reads the response.
    fn send<'a>(&'a self, request: Request, operation: &'static str) -> Sending<'a>;
}

/// What the wrapper plugs into a generated [`Client`].
#[derive(Debug, Clone, Default)]
pub struct Context {
    transport: Option<Arc<dyn Transport>>,
}

impl Context {
    /// A context whose requests `transport` carries.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport: Some(transport) }
    }
}

/// Why a [`Transport`] has no response. The operation then ends with `Error::Custom` and this text.
#[derive(Debug, Clone)]
pub struct Failure(Arc<dyn error::Error + Send + Sync>);

impl Failure {
    /// A failure for the reason that `error` gives.
    pub fn new(error: impl Into<Box<dyn error::Error + Send + Sync>>) -> Self {
        Self(Arc::from(error.into()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl error::Error for Failure {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.0.source()
    }
}

impl ClientHooks<Context> for Client {
    async fn pre<E>(&self, request: &mut Request, _: &OperationInfo) -> Result<(), Error<E>> {
        // progenitor's own addition: the service does not know it.
        request.headers_mut().remove("api-version");
        Ok(())
    }

    async fn exec(&self, request: Request, operation: &OperationInfo) -> reqwest::Result<Response> {
        let Some(transport) = &self.inner().transport else { return self.client().execute(request).await };
        match transport.send(request, operation.operation_id).await {
            Ok(response) => Ok(response.into()),
            // `exec` can only fail with an error of reqwest's, which nobody else can make. The failure therefore
            // travels in a response that `post` turns into an error before anything looks at it.
            Err(failure) => {
                let mut carrier = http::Response::new(Bytes::new());
                carrier.extensions_mut().insert(failure);
                Ok(carrier.into())
            }
        }
    }

    async fn post<E>(&self, result: &reqwest::Result<Response>, _: &OperationInfo) -> Result<(), Error<E>> {
        match result.as_ref().ok().and_then(|response| response.extensions().get::<Failure>()) {
            Some(failure) => Err(Error::Custom(failure.to_string())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
