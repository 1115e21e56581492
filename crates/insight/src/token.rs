//! The user token, kept from everything that prints.

use std::{fmt, fs::File, io::Read as _, path::Path};

use http::HeaderValue;
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind};

/// The longest token file that is read. IAM's tokens have some thousands of bytes.
const MAX_FILE: u64 = 1 << 20;

/// A user token of IAM, sent as `X-Auth-Token`.
///
/// Its Debug form is redacted, there is no way to print it, and its memory is zeroized when it is dropped. (The HTTP
/// stack below makes copies of headers that are not.)
///
/// ```
/// use dataarts_insight::Token;
///
/// assert_eq!(format!("{:?}", Token::new("MIIF…".replace('…', "x")).unwrap()), "Token(<redacted>)");
/// assert!(Token::new("two\nlines").is_err());
/// ```
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// Takes a token.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the token is empty or holds anything but visible ASCII: white space, line breaks
    /// and control characters would change the request. The error does not repeat the token.
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        let token = Zeroizing::new(token.into());
        let fault = if token.is_empty() {
            "is empty"
        } else if token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(token));
        } else if token.bytes().any(|byte| byte.is_ascii_whitespace()) {
            "holds white space or a line break"
        } else {
            "holds a character that no token has"
        };
        Err(Error::new(ErrorKind::InvalidInput, format!("the token {fault}"))
            .with_hint("pass the value of X-Subject-Token that IAM answered, alone"))
    }

    /// Reads a token from a file that holds nothing else; white space around it is dropped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if the file cannot be read, is no text, or its content is refused as by
    /// [`Token::new`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let unreadable =
            |reason: &str| Error::new(ErrorKind::InvalidInput, format!("the token file {} {reason}", path.display()));
        let mut text = Zeroizing::new(String::new());
        // Bounded while it is read: a pipe or device has no size to be asked for beforehand.
        let read = File::open(path).and_then(|file| file.take(MAX_FILE + 1).read_to_string(&mut text));
        let size = read.map_err(|error| unreadable("cannot be read").with_source(error))?;
        if u64::try_from(size).is_ok_and(|size| size > MAX_FILE) {
            return Err(unreadable("is larger than 1 MiB").with_hint("name a file that holds the token alone"));
        }
        Self::new(text.trim()).map_err(|error| error.about(&format!("the token file {}", path.display())))
    }

    /// The token as a header that `http` and `hyper` know to be sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        // `new` lets only visible ASCII pass, which every header value may hold.
        let mut value = HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static(""));
        value.set_sensitive(true);
        value
    }

    /// `text` without the token, in case a server echoes it.
    pub(crate) fn redact(&self, text: &str) -> String {
        text.replace(self.0.as_str(), "<redacted>")
    }

    /// `body` with asterisks over the token, every byte in its place: a piece that is cut out of it shows no part of
    /// the token.
    pub(crate) fn blot(&self, body: &[u8]) -> Vec<u8> {
        let mut out = body.to_vec();
        // JSON may escape a slash.
        for form in [self.0.clone(), Zeroizing::new(self.0.replace('/', "\\/"))] {
            let mut at = 0;
            while let Some(rest) = body.get(at..).filter(|rest| rest.len() >= form.len()) {
                if rest.starts_with(form.as_bytes()) {
                    out.get_mut(at..at + form.len()).unwrap_or_default().fill(b'*');
                    at += form.len();
                } else {
                    at += 1;
                }
            }
        }
        out
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
    fn a_bad_token_is_refused_without_echo() {
        for token in ["", "secret\r\nX-Other: 1", "secret\0", "secret token", "sécret", "secret\u{7f}"] {
            let error = Token::new(token).unwrap_err();
            let printed = format!("{error} {error:?}");
            assert!(!printed.contains("cret"), "{printed}");
        }
    }

    #[test]
    fn an_echo_is_blotted_in_its_place() {
        let token = Token::new("ab/c").unwrap();
        for (body, blotted) in [
            ("", ""),
            ("ab/", "ab/"),
            ("ab/c", "****"),
            ("xab/cab/cy", "x********y"),
            (r#"{"m":"ab\/c"}"#, r#"{"m":"*****"}"#),
        ] {
            assert_eq!(token.blot(body.as_bytes()), blotted.as_bytes(), "{body}");
        }
    }

    #[test]
    fn a_file_is_named_and_read_in_bounds() {
        let path = std::env::temp_dir().join(format!("dataarts-insight-token-file-{}", std::process::id()));
        let (most, more) = ("x".repeat(1 << 20), "x".repeat((1 << 20) + 1));
        for (text, says) in
            [(" \n", Some("is empty")), (" x \n", None), (&most, None), (&more, Some("is larger than 1 MiB"))]
        {
            std::fs::write(&path, text).unwrap();
            let message = Token::from_file(&path).err().map(|error| error.to_string());
            match says {
                None => assert_eq!(message, None),
                Some(says) => {
                    let message = message.unwrap();
                    assert!(message.contains(says) && message.contains(path.to_str().unwrap()), "{message}");
                }
            }
        }
        std::fs::remove_file(&path).unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn an_endless_file_is_refused() {
        assert!(Token::from_file("/dev/zero").unwrap_err().to_string().contains("is larger than 1 MiB"));
    }

    #[test]
    fn the_header_is_sensitive() {
        let header = Token::new("secret").unwrap().header();
        assert_eq!(header, "secret");
        assert_eq!(format!("{header:?}"), "Sensitive");
    }
}
