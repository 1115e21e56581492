//! The user token.

use std::{fmt, fs::File, io::Read as _, path::Path};

use http::HeaderValue;
use zeroize::Zeroizing;

use crate::{
    error::{Error, ErrorKind},
    secret::{Secret, Secrets},
};

/// The maximum size of a token file, in bytes. A token of IAM has a few thousand bytes.
const MAX_FILE: u64 = 1 << 20;

/// A user token of IAM. The client sends the token in the header `X-Auth-Token`.
///
/// `Debug` prints `Token(<redacted>)`. When the last clone is dropped, the memory of the token is overwritten with
/// zeros. The HTTP library copies the header when it sends a request. These copies are not overwritten.
///
/// ```
/// use dataarts_insight::Token;
///
/// assert_eq!(format!("{:?}", Token::new("MIIF…".replace('…', "x")).unwrap()), "Token(<redacted>)");
/// assert!(Token::new("two\nlines").is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Secret, HeaderValue);

impl Token {
    /// Makes a token from text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the token is empty or contains a character that is not visible ASCII. For
    /// example, a line break in the token would change the request. The message does not contain the token.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        Secret::new("token", token)
            .map(|secret| {
                let header = secret.header();
                Self(secret, header)
            })
            .map_err(|error| error.with_hint("pass only the value of the header X-Subject-Token of IAM's response"))
    }

    /// Reads a token from a file that contains only the token. White space around the token is ignored.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the file cannot be read, if it is not text, or if its content is not a valid
    /// token, see [`Token::new`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let unreadable =
            |reason: &str| Error::new(ErrorKind::InvalidInput, format!("the token file {} {reason}", path.display()));
        let mut text = Zeroizing::new(String::new());
        // The size is limited during the read. Before the read, the size of a pipe or a device is unknown.
        let read = File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_string(&mut text));
        let size = read.map_err(|error| unreadable("cannot be read").with_source(error))?;
        if u64::try_from(size).is_ok_and(|size| size > MAX_FILE) {
            return Err(unreadable("is larger than 1 MiB").with_hint("name a file that contains only the token"));
        }
        Self::new(text.trim()).map_err(|error| error.about(&format!("the token file {}", path.display())))
    }

    /// Returns the token as a header value. The value is marked as sensitive, so that `Debug` does not print it.
    pub(crate) fn header(&self) -> HeaderValue {
        self.1.clone()
    }

    /// Returns the token as a secret. The client replaces this secret by `<redacted>` if a response repeats it.
    pub(crate) fn secrets(&self) -> Secrets {
        Secrets::new(self.0.clone(), None)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_does_not_repeat_refused_token() {
        for token in ["", "secret\r\nX-Other: 1", "secret\0", "secret token", "sécret", "secret\u{7f}"] {
            let error = Token::new(token).unwrap_err();
            let printed = format!("{error} {error:?}");
            assert!(!printed.contains("cret"), "{printed}");
        }
    }

    #[test]
    fn error_names_token_file_and_size_is_limited() {
        let path = std::env::temp_dir().join(format!("dataarts-insight-token-file-{}", std::process::id()));
        let (most, more) = ("x".repeat(1 << 20), "x".repeat((1 << 20) + 1));
        for text in [" x \n", &most] {
            std::fs::write(&path, text).unwrap();
            Token::from_file(&path).unwrap();
        }
        for (text, says) in [(" \n", "is empty"), (&more, "is larger than 1 MiB")] {
            std::fs::write(&path, text).unwrap();
            let message = Token::from_file(&path).unwrap_err().to_string();
            assert!(message.contains(says) && message.contains(path.to_str().unwrap()), "{message}");
        }
        std::fs::remove_file(&path).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn refuses_endless_file() {
        assert!(Token::from_file("/dev/zero").unwrap_err().to_string().contains("is larger than 1 MiB"));
    }

    #[test]
    fn header_is_sensitive() {
        let header = Token::new("secret").unwrap().header();
        assert_eq!(header, "secret");
        assert_eq!(format!("{header:?}"), "Sensitive");
    }
}
