//! The access key that signs requests.

use std::{fmt, sync::Arc, time::SystemTime};

use http::HeaderValue;
use reqwest::Request;

use crate::{
    error::{Error, ErrorKind},
    secret::{Secret, Secrets},
    signing::{SECURITY_TOKEN, Signer},
};

/// An access key of IAM (AK/SK), permanent or temporary. The client signs each request with the key. The secret is
/// never sent.
///
/// `Debug` shows only the ID. When the last clone is dropped, the memory of the secret is overwritten with zeros.
///
/// ```
/// use dataarts_insight::AccessKey;
///
/// let key = AccessKey::new("HPUAXXXXXXXXXXXXXXXX", "secret").unwrap();
/// assert_eq!(format!("{key:?}"), r#"AccessKey { id: "HPUAXXXXXXXXXXXXXXXX", .. }"#);
/// ```
#[derive(Clone)]
pub struct AccessKey(Arc<Inner>);

struct Inner {
    id: String,
    secret: Secret,
    security_token: Option<Secret>,
    signer: Signer,
}

impl AccessKey {
    /// Makes an access key from its ID (AK) and its secret (SK).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the ID or the secret is empty or contains a character that is not visible ASCII.
    /// A comma in the ID is an error too. The message does not contain the ID or the secret.
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Result<Self, Error> {
        Self::checked(id.into(), secret.into(), None)
    }

    /// Makes a temporary access key, which also has a security token.
    ///
    /// # Errors
    ///
    /// The errors of [`AccessKey::new`]. The rules for the secret apply to the security token too.
    pub fn temporary(
        id: impl Into<String>,
        secret: impl Into<String>,
        security_token: impl Into<String>,
    ) -> Result<Self, Error> {
        Self::checked(id.into(), secret.into(), Some(security_token.into()))
    }

    /// Signs a request that the program sends without [`Client`](crate::Client), such as a request of the generated
    /// client.
    ///
    /// Pass the current time as `now`, because a signature is valid for only 15 minutes. Do not change the request
    /// afterwards, because a change makes the signature invalid.
    ///
    /// ```
    /// use std::time::SystemTime;
    ///
    /// # fn example(key: &dataarts_insight::AccessKey) -> Result<(), Box<dyn std::error::Error>> {
    /// let api = dataarts_insight::generated_client::Client::new("https://dataarts.example");
    /// let task = api.show_import_task().project_id("p").task_id("t").x_workspace_id("w");
    /// let mut request = task.request()?;
    /// key.sign(&mut request, SystemTime::now());
    /// assert!(request.headers().contains_key("Authorization"));
    /// # Ok(())
    /// # }
    /// # example(&dataarts_insight::AccessKey::new("AK", "SK").unwrap()).unwrap();
    /// ```
    pub fn sign(&self, request: &mut Request, now: SystemTime) {
        if let Some(token) = self.security_token_header() {
            request.headers_mut().insert(SECURITY_TOKEN, token);
        }
        self.0.signer.sign(request, now);
    }

    /// Returns the ID (AK).
    pub fn id(&self) -> &str {
        &self.0.id
    }

    pub(crate) fn checked(id: String, secret: String, security_token: Option<String>) -> Result<Self, Error> {
        // The caller may have swapped the ID and the secret. Therefore the message does not contain the ID.
        let id = Secret::new("access key ID", id)?;
        if id.expose().contains(',') {
            return Err(Error::new(ErrorKind::InvalidInput, "the access key ID contains a comma"));
        }
        let secret = Secret::new("secret of the access key", secret)?;
        let security_token = security_token.map(|token| Secret::new("security token", token)).transpose()?;
        let signer = Signer::new(id.expose(), &secret)
            .ok_or_else(|| Error::new(ErrorKind::InvalidInput, "the secret of the access key cannot sign"))?;
        Ok(Self(Arc::new(Inner { id: id.expose().to_owned(), secret, security_token, signer })))
    }

    #[cfg(test)]
    pub(crate) fn has_secret(&self, secret: &str) -> bool {
        self.0.secret.expose() == secret
    }

    fn security_token_header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(self.0.security_token.as_ref()?.expose()).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    pub(crate) fn secrets(&self) -> Secrets {
        Secrets::new(self.0.secret.clone(), self.0.security_token.clone())
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey").field("id", &self.0.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_do_not_repeat_the_key() {
        for (id, secret, token) in [
            ("", "hunter2", None),
            ("hunter2 x", "hunter2", None),
            ("hunter2,x", "hunter2", None),
            ("id", "", None),
            ("id", "hunter2\n", None),
            ("id", "hunter2", Some("hunter2\u{e9}")),
        ] {
            let error = AccessKey::checked(id.into(), secret.into(), token.map(str::to_owned)).unwrap_err();
            assert!(error.is_invalid_input());
            assert!(!format!("{error}{error:?}").contains("hunter2"), "{error}");
        }
    }
}
