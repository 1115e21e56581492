//! The interface between generated operations and the code that sends their requests.
//!
//! A generated operation builds a request and decodes a response. In between it calls the [`Transport`] in the client's
//! [`Context`], so that authentication, retries, limits and tracing are outside this crate. Without a transport, the
//! generated client's own `reqwest` client sends the request unchanged.

use std::{error, fmt, pin::Pin, sync::Arc};

use bytes::Bytes;
use progenitor_client::{ClientHooks, ClientInfo, Error, OperationInfo};
use reqwest::{Request, Response};

use crate::Client;

/// The future of a request that a [`Transport`] sends.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, Failure>> + Send + 'a>>;

/// Sends the requests of generated operations.
///
/// A transport gets one request at a time and returns a response with its complete body, or a failure. To keep the
/// responses of several calls apart, give each call its own transport and its own clone of the generated client; both
/// are cheap.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends the request of an operation, with retries, and reads the response.
    fn send<'a>(&'a self, request: Request, operation: &'static str) -> Sending<'a>;
}

/// The inner value of a generated [`Client`]: its transport, if it has one.
#[derive(Debug, Clone, Default)]
pub struct Context {
    transport: Option<Arc<dyn Transport>>,
}

impl Context {
    /// Makes a context whose requests `transport` sends.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport: Some(transport) }
    }
}

/// The reason why a [`Transport`] has no response. The operation ends with `Error::Custom` and this text.
#[derive(Debug, Clone)]
pub struct Failure(Arc<dyn error::Error + Send + Sync>);

impl Failure {
    /// Makes a failure from an error.
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
        // progenitor adds this header, but the service does not define it.
        request.headers_mut().remove("api-version");
        Ok(())
    }

    async fn exec(&self, request: Request, operation: &OperationInfo) -> reqwest::Result<Response> {
        let Some(transport) = &self.inner().transport else { return self.client().execute(request).await };
        match transport.send(request, operation.operation_id).await {
            Ok(response) => Ok(response.into()),
            // `exec` can only fail with an error of reqwest, which only reqwest can make. Therefore a response carries
            // the failure, and `post` turns it into an error before the response is decoded.
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
