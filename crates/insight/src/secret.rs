//! Secrets, which are never printed, and the removal of their echoes from texts of a server.

use std::{fmt, sync::Arc};

use zeroize::Zeroizing;

use crate::{
    error::{Error, ErrorKind},
    redact::REDACTED,
};

/// The text of a secret. Debug redacts it, and its memory is zeroized when the last clone is dropped.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// Checks a secret that becomes a part of a header. `name` is for the error, which does not repeat the secret.
    pub(crate) fn new(name: &str, text: impl Into<String>) -> Result<Self, Error> {
        let text = Zeroizing::new(text.into());
        let fault = if text.is_empty() {
            "is empty"
        } else if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(Arc::new(text)));
        } else if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
            "contains white space or a line break"
        } else {
            "contains a character that is not visible ASCII"
        };
        Err(Error::new(ErrorKind::InvalidInput, format!("the {name} {fault}")))
    }

    /// Checks a secret that may contain any character.
    pub(crate) fn any(name: &str, text: impl Into<String>) -> Result<Self, Error> {
        let text = Zeroizing::new(text.into());
        match text.is_empty() {
            true => Err(Error::new(ErrorKind::InvalidInput, format!("the {name} is empty"))),
            false => Ok(Self(Arc::new(text))),
        }
    }

    /// Returns the secret itself.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// The secrets of one request, which a server may echo. Clones are cheap.
#[derive(Debug, Clone, Default)]
pub(crate) struct Secrets([Option<Secret>; 2]);

impl Secrets {
    pub(crate) fn new(first: Secret, second: Option<Secret>) -> Self {
        Self([Some(first), second])
    }

    /// Replaces the secrets in a text.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.0.iter().flatten().fold(text.to_owned(), |text, secret| text.replace(secret.expose(), REDACTED))
    }

    /// Replaces each byte of a secret in `body` by an asterisk. All other bytes keep their positions.
    pub(crate) fn mask(&self, body: &[u8]) -> Vec<u8> {
        let mut out = body.to_vec();
        for secret in self.0.iter().flatten() {
            // JSON text may escape a slash.
            for form in [secret.0.clone(), Arc::new(Zeroizing::new(secret.expose().replace('/', "\\/")))] {
                for at in 0..body.len() {
                    if body.get(at..).is_some_and(|rest| rest.starts_with(form.as_bytes())) {
                        out.get_mut(at..at + form.len()).unwrap_or_default().fill(b'*');
                    }
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_echoed_secret_in_place() {
        let secrets = Secrets::new(Secret::new("token", "ab/c").unwrap(), Some(Secret::new("key", "k3y").unwrap()));
        for (body, masked) in [
            ("", ""),
            ("ab/", "ab/"),
            ("ab/c", "****"),
            ("xab/cab/cy", "x********y"),
            ("k3y ab/c", "*** ****"),
            (r#"{"m":"ab\/c"}"#, r#"{"m":"*****"}"#),
        ] {
            assert_eq!(secrets.mask(body.as_bytes()), masked.as_bytes(), "{body}");
        }
    }
}
