//! Secrets, which are never printed, and the removal of their echoes from texts of a server.

mod echo;

use std::{
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};

use zeroize::Zeroizing;

use crate::{
    error::{Error, ErrorKind},
    redact::REDACTED,
};

/// The text of a secret. Debug redacts it, and its memory is zeroized when the last clone is dropped.
#[derive(Clone)]
pub(crate) struct Secret(Arc<Inner>);

struct Inner {
    text: Zeroizing<String>,
    /// Made when it is first needed: each response has texts that may echo the secret.
    pattern: OnceLock<echo::Pattern>,
}

impl Secret {
    /// Checks a secret that becomes a part of a header. `name` is for the error, which does not repeat the secret.
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

    /// Checks a secret that may contain any character.
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

    /// Returns the secret itself.
    pub(crate) fn expose(&self) -> &str {
        &self.0.text
    }

    /// Returns the ranges of `text` that echo a part of the secret.
    fn echoes(&self, text: &[u8]) -> Vec<Range<usize>> {
        self.0.pattern.get_or_init(|| echo::Pattern::new(self.expose().as_bytes())).find(text)
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

/// The secrets of one request, which a server may echo. Clones are cheap.
#[derive(Debug, Clone, Default)]
pub(crate) struct Secrets([Option<Secret>; 2]);

impl Secrets {
    pub(crate) fn new(first: Secret, second: Option<Secret>) -> Self {
        Self([Some(first), second])
    }

    /// Replaces every echo of a secret in a text.
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
        // An echo may end within a character.
        String::from_utf8_lossy(&out).into_owned()
    }

    /// Replaces each byte of an echo in `body` by an asterisk. All other bytes keep their positions.
    pub(crate) fn mask(&self, body: &[u8]) -> Vec<u8> {
        let mut out = body.to_vec();
        for echo in self.echoes(body) {
            out.get_mut(echo).unwrap_or_default().fill(b'*');
        }
        out
    }

    /// Returns the echoes of all secrets in order, without overlaps.
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
