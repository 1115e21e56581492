//! The type [`Secret`], which `Debug` never prints, and [`Secrets`], which removes secrets from a text of a server.

mod echo;

use std::{
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

use crate::{
    error::{Error, ErrorKind},
    redact::REDACTED,
};

/// A secret text. `Debug` prints `<redacted>`. When the last clone is dropped, the memory of the text is overwritten
/// with zeros.
#[derive(Clone)]
pub(crate) struct Secret(Arc<Inner>);

struct Inner {
    text: Zeroizing<String>,
    /// The pattern that finds the secret in a text. It is made for the first response that is searched, and used for
    /// all further responses.
    pattern: OnceLock<echo::Pattern>,
}

impl Secret {
    /// Makes a secret for a header: the text must be visible ASCII. `name` is used in the message of an error. The
    /// message does not contain the secret.
    pub(crate) fn new(name: &str, text: impl Into<String>) -> Result<Self, Error> {
        let text = Zeroizing::new(text.into());
        let fault = if text.is_empty() {
            "is empty"
        } else if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self::unchecked(text));
        } else if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
            "contains white space or a line break"
        } else {
            "contains a character that is not visible ASCII"
        };
        Err(Error::new(ErrorKind::InvalidInput, format!("the {name} {fault}")))
    }

    /// Makes a secret that may contain any character.
    pub(crate) fn any(name: &str, text: impl Into<String>) -> Result<Self, Error> {
        let text = Zeroizing::new(text.into());
        match text.is_empty() {
            true => Err(Error::new(ErrorKind::InvalidInput, format!("the {name} is empty"))),
            false => Ok(Self::unchecked(text)),
        }
    }

    fn unchecked(text: Zeroizing<String>) -> Self {
        Self(Arc::new(Inner { text, pattern: OnceLock::new() }))
    }

    /// Returns the text of the secret.
    pub(crate) fn expose(&self) -> &str {
        &self.0.text
    }

    /// Returns the secret as a header value. The value uses the memory of the secret, so no copy is made. The value is
    /// marked as sensitive, so that `Debug` does not print it.
    pub(crate) fn header(&self) -> HeaderValue {
        // This call cannot fail for visible ASCII, which `new` checks.
        let value = HeaderValue::from_maybe_shared(Bytes::from_owner(Text(self.clone())));
        let mut value = value.unwrap_or(HeaderValue::from_static(""));
        value.set_sensitive(true);
        value
    }

    /// Returns the ranges of `text` that contain the secret or a part of the secret.
    fn echoes(&self, text: &[u8]) -> Vec<Range<usize>> {
        self.0.pattern.get_or_init(|| echo::Pattern::new(self.expose().as_bytes())).find(text)
    }
}

/// A secret whose bytes a header value can use without a copy.
struct Text(Secret);

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.0.expose().as_bytes()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// The secrets in a request. They are searched in the response, because a server may repeat them. A clone is cheap.
#[derive(Debug, Clone, Default)]
pub(crate) struct Secrets([Option<Secret>; 2]);

impl Secrets {
    pub(crate) fn new(first: Secret, second: Option<Secret>) -> Self {
        Self([Some(first), second])
    }

    /// Replaces every range of `text` that contains a secret by `<redacted>`.
    pub(crate) fn redact(&self, text: &str) -> String {
        let echoes = self.echoes(text.as_bytes());
        if echoes.is_empty() {
            return text.to_owned();
        }
        let (mut out, mut end) = (Vec::with_capacity(text.len()), 0);
        for echo in echoes {
            out.extend_from_slice(text.as_bytes().get(end..echo.start).unwrap_or_default());
            out.extend_from_slice(REDACTED.as_bytes());
            end = echo.end;
        }
        out.extend_from_slice(text.as_bytes().get(end..).unwrap_or_default());
        // A range may end in the middle of a UTF-8 character, so `out` is perhaps not valid UTF-8.
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Replaces every byte of a secret in `body` by an asterisk. The length of the body does not change.
    pub(crate) fn mask(&self, body: &[u8]) -> Vec<u8> {
        let mut out = body.to_vec();
        for echo in self.echoes(body) {
            out.get_mut(echo).unwrap_or_default().fill(b'*');
        }
        out
    }

    /// Returns the ranges of `text` that contain a secret, sorted and without overlaps.
    fn echoes(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut echoes: Vec<Range<usize>> = self.0.iter().flatten().flat_map(|secret| secret.echoes(text)).collect();
        echoes.sort_by_key(|echo| echo.start);
        echoes.dedup_by(|next, echo| {
            let overlaps = next.start <= echo.end;
            if overlaps {
                echo.end = echo.end.max(next.end);
            }
            overlaps
        });
        echoes
    }
}

#[cfg(test)]
mod tests;
