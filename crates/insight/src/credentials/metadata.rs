//! Gets the temporary access key of an ECS server from the server's metadata service.

use std::{sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue, Method, StatusCode};
use serde::Deserialize;

use super::{
    AccessKey, Authorization, Authorizing, Credentials,
    connection::{Connection, life_until},
    renewable::{Exchange, Issued, Renewable},
};
use crate::{
    error::{Error, ErrorKind},
    pool::Pool,
    secret::{Secret, Secrets},
};

/// The address of the metadata service. Only programs on the ECS server can reach this address.
const ADDRESS: &str = "http://169.254.169.254";
/// The time limit of a request. On a machine that is not an ECS server, no service answers, and the request ends after
/// this time.
const TIMEOUT: Duration = Duration::from_secs(3);
/// The assumed lifetime of a key if its expiry time cannot be read.
const UNKNOWN_LIFE: Duration = Duration::from_secs(30 * 60);

const TOKEN: HeaderName = HeaderName::from_static("x-metadata-token");
const TOKEN_LIFE: HeaderName = HeaderName::from_static("x-metadata-token-ttl-seconds");

/// The temporary access key of an ECS server. A server has such a key only if an agency (permissions for the server)
/// is assigned to the server.
#[derive(Debug)]
pub(crate) struct ServerKey(Renewable<Metadata>);

impl ServerKey {
    /// Makes the credentials of this machine. No request is sent.
    pub(crate) fn new() -> Result<Self, Error> {
        Self::at(ADDRESS.into())
    }

    fn at(endpoint: Arc<str>) -> Result<Self, Error> {
        let uri = endpoint.parse().map_err(|error: http::uri::InvalidUri| {
            Error::new(ErrorKind::InvalidInput, "the address of the metadata is not a URL").with_source(error)
        })?;
        // No proxy is used. The metadata service gives the key of the server that sends the request. Through a proxy on
        // another ECS server, this program would get the key of the proxy's server.
        let pool = Arc::new(Pool::new(&uri, None, None, TIMEOUT));
        Ok(Self(Renewable::new(Metadata(Connection { pool, endpoint, timeout: TIMEOUT }))))
    }
}

impl Credentials for ServerKey {
    fn authorization(&self) -> Authorizing<'_> {
        Box::pin(async { self.0.get().await.map(Authorization::AccessKey) })
    }

    fn rejected(&self, rejected: &Authorization) -> bool {
        match rejected {
            Authorization::AccessKey(key) => self.0.reject(|held| held.id() == key.id()),
            Authorization::Token(_) => false,
        }
    }
}

#[derive(Debug)]
struct Metadata(Connection);

#[derive(Deserialize)]
struct Body {
    credential: Credential,
}

#[derive(Deserialize)]
struct Credential {
    access: String,
    secret: String,
    securitytoken: String,
    #[serde(default)]
    expires_at: String,
}

impl Metadata {
    /// Returns the token that a request for metadata needs. Returns `None` if the server has an old metadata service,
    /// which needs no token.
    async fn token(&self) -> Result<Option<Secret>, Error> {
        let mut request = self.0.request(Method::PUT, "/meta-data/latest/api/token")?;
        request.headers_mut().insert(TOKEN_LIFE, HeaderValue::from_static("21600"));
        match self.0.send("metadata_token", request, Secrets::default()).await {
            Ok(response) => {
                let text = String::from_utf8_lossy(&response.body);
                Secret::new("token of the metadata", text.trim()).map(Some)
            }
            Err(error) => {
                let old = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED, StatusCode::SERVICE_UNAVAILABLE];
                match error.status().is_some_and(|status| old.iter().any(|old| *old == status)) {
                    true => Ok(None),
                    false => Err(error),
                }
            }
        }
    }
}

impl Exchange for Metadata {
    type Value = AccessKey;

    async fn exchange(&self) -> Result<Issued<AccessKey>, Error> {
        let advise = |error: Error| match error.kind() {
            ErrorKind::NotFound => error.with_hint("assign an agency to the server, or give other credentials"),
            _ => error.with_hint(
                "neither the environment nor a credentials file has credentials, and this machine gave none",
            ),
        };
        let mut request = self.0.request(Method::GET, "/openstack/latest/securitykey")?;
        let mut secrets = Secrets::default();
        if let Some(token) = self.token().await.map_err(advise)? {
            let mut value = HeaderValue::from_str(token.expose()).unwrap_or(HeaderValue::from_static(""));
            value.set_sensitive(true);
            request.headers_mut().insert(TOKEN, value);
            secrets = Secrets::new(token, None);
        }
        let response = self.0.send("metadata_security_key", request, secrets).await.map_err(advise)?;
        // The error of the JSON parser is not returned, because its text may contain a secret.
        let Ok(Body { credential }) = serde_json::from_slice::<Body>(&response.body) else {
            let error = Error::new(ErrorKind::InvalidResponse, "the metadata have no access key");
            return Err(error.in_operation("metadata_security_key", &self.0.endpoint, 1));
        };
        let life = life_until(&credential.expires_at, &response).unwrap_or(UNKNOWN_LIFE);
        let value = AccessKey::checked(credential.access, credential.secret, Some(credential.securitytoken))?;
        Ok(Issued { value, life })
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    const KEY: &str = r#"{"credential":{"access":"AK","secret":"hunter2","securitytoken":"hunter2t","expires_at":"2001-09-10T01:46:40.000000Z"}}"#;

    /// Starts a server that answers each request with the next reply and then ends. Returns the address of the server,
    /// and a handle that returns the heads of the requests.
    async fn serve(replies: Vec<(&'static str, &'static str)>) -> (Arc<str>, tokio::task::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let served = tokio::spawn(async move {
            let mut heads = Vec::new();
            for (status, body) in replies {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                heads.push(String::from_utf8(head).unwrap());
                let date = "Date: Sun, 09 Sep 2001 01:46:40 GMT";
                let length = body.len();
                let reply = format!(
                    "HTTP/1.1 {status}\r\n{date}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                );
                stream.write_all(reply.as_bytes()).await.unwrap();
            }
            heads
        });
        (address.into(), served)
    }

    #[tokio::test]
    async fn key_comes_with_a_token_or_from_the_old_interface() {
        for old in [None, Some("404 Not Found"), Some("405 Method Not Allowed"), Some("503 Service Unavailable")] {
            let first = old.map_or(("200 OK", "metadata-token"), |status| (status, ""));
            let (address, served) = serve(vec![first, ("200 OK", KEY)]).await;
            let key = ServerKey::at(address).unwrap();
            let Authorization::AccessKey(found) = key.authorization().await.unwrap() else { panic!("a key") };
            assert_eq!(found.id(), "AK");
            // The second call gets the stored key, so the server receives no further request.
            key.authorization().await.unwrap();
            let heads = served.await.unwrap();
            assert!(heads[0].starts_with("PUT /meta-data/latest/api/token ") && heads[0].contains("seconds: 21600"));
            assert!(heads[1].starts_with("GET /openstack/latest/securitykey "));
            assert_eq!(heads[1].contains("x-metadata-token: metadata-token"), old.is_none());
        }
    }

    #[tokio::test]
    async fn unusable_answers_are_errors_without_the_key() {
        for (body, kind) in [
            ("{}", ErrorKind::InvalidResponse),
            (r#"{"credential":{"access":"AK","secret":"hunter2"}}"#, ErrorKind::InvalidResponse),
            (r#"{"credential":{"access":"","secret":"hunter2","securitytoken":"hunter2"}}"#, ErrorKind::InvalidInput),
        ] {
            let (address, _served) = serve(vec![("200 OK", "t"), ("200 OK", body)]).await;
            let error = ServerKey::at(address).unwrap().authorization().await.unwrap_err();
            assert_eq!(error.kind(), kind, "{error}");
            assert!(!format!("{error}{error:?}").contains("hunter2"), "{error:?}");
        }
    }
}
