//! The IDs in a request. Each ID is checked before a request is sent.
//!
//! An ID becomes one segment of the URL path, or the value of a header. This module refuses IDs such as `../x` or
//! `a%2Fb`, because a server could read them as more than one segment. The token would then be sent to another address
//! of the service. An ID does not have to be a UUID, because the IDs in the documentation are not UUIDs.

use std::{fmt, str::FromStr};

use percent_encoding::percent_decode_str;

use crate::error::{Error, ErrorKind};

/// The maximum length of an ID in the contract, in characters.
const MAX_LENGTH: usize = 128;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// Makes an ID from text.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::InvalidInput`] if the text is empty, is longer than 128 characters, or begins or ends with
            /// white space. `.`, `..`, a slash, a backslash and a control character are refused too, also if they are
            /// percent-encoded (`%2F`).
            pub fn new(id: impl AsRef<str>) -> Result<Self, Error> {
                let id = id.as_ref();
                match fault(id) {
                    None => Ok(Self(id.into())),
                    Some(fault) => Err(refusal($what, fault)),
                }
            }

            /// Returns the text of the ID.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(id: &str) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// The ID of an IAM project. A project belongs to one region.
    ///
    /// ```
    /// use dataarts_insight::ProjectId;
    ///
    /// assert_eq!(ProjectId::new("0a1b2c3d").unwrap().as_str(), "0a1b2c3d");
    /// assert!(ProjectId::new("..").is_err());
    /// ```
    ProjectId, "project ID"
}

id! {
    /// The ID of a workspace. In the console, a workspace is called a project (System Settings > My Projects).
    WorkspaceId, "workspace ID"
}

id! {
    /// The ID of an import task. When a program starts the import of a resource package, the service returns this ID as
    /// `task_id`.
    TaskId, "task ID"
}

impl WorkspaceId {
    /// Returns an error if the ID contains a character that is not ASCII. The header `X-Workspace-Id` cannot contain
    /// such a character.
    pub(crate) fn check_header(&self) -> Result<(), Error> {
        if self.0.is_ascii() { Ok(()) } else { Err(refusal("workspace ID", "contains a character outside of ASCII")) }
    }
}

fn refusal(what: &str, fault: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, format!("the {what} {fault}"))
        .with_hint("pass it exactly as the console or the service shows it")
}

/// Returns the reason why a text is not a valid ID. Returns `None` if the text is a valid ID.
fn fault(id: &str) -> Option<&'static str> {
    if id.is_empty() {
        return Some("is empty");
    }
    // Most IDs contain only letters, digits and hyphens, and need no further check.
    if id.len() <= MAX_LENGTH && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return None;
    }
    if id.chars().count() > MAX_LENGTH {
        return Some("is longer than 128 characters");
    }
    if id.trim() != id {
        return Some("begins or ends with white space");
    }
    // Some proxies decode the escapes of a path, such as `%2F`, more than once. Therefore the text is decoded and
    // checked again until it contains no more escapes. The loop ends, because decoding makes the text shorter.
    let mut layer = id.as_bytes().to_vec();
    loop {
        if let Some(fault) = fault_of_layer(&layer) {
            return Some(fault);
        }
        let text = String::from_utf8_lossy(&layer).into_owned();
        let decoded: Vec<u8> = percent_decode_str(&text).collect();
        if decoded.len() >= layer.len() {
            return None;
        }
        layer = decoded;
    }
}

fn fault_of_layer(layer: &[u8]) -> Option<&'static str> {
    if layer.iter().any(|byte| matches!(byte, b'/' | b'\\')) {
        return Some("contains a slash or backslash");
    }
    if String::from_utf8_lossy(layer).chars().any(char::is_control) {
        return Some("contains a control character");
    }
    // Java servers remove the part after `;` from a segment first, and then resolve `.` and `..`. So `..;x` means `..`.
    let segment = layer.split(|byte| *byte == b';').next().unwrap_or_default();
    if matches!(segment, b"" | b"." | b"..") {
        return Some("is a path (`.` or `..`), not an ID");
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn refuses_id_that_is_not_one_segment() {
        let long = "a".repeat(129);
        let dots = [".", "..", "%2e", "%2E%2e", ".%2e", "%252e%252e", "..;", "..;x=1", ";"];
        let slashes = ["a/b", "/", "a\\b", "..\\..", "%2f", "a%2Fb", "a%5cb", "a%255Cb"];
        let controls = ["a\nb", "a\r", "\0", "a\tb", "a%0ab", "a%00", "\u{7f}", "\u{85}"];
        let others = ["", " a", "a ", "\u{a0}a", &long];
        for id in [&dots[..], &slashes, &controls, &others].concat() {
            assert!(TaskId::new(id).is_err(), "{id:?}");
        }
    }

    #[test]
    fn accepts_ids_of_any_form() {
        let long = "ü".repeat(128);
        for id in ["1", "2406a337-xxxx-a5b2-b01a61d2043b", "a.b", "...", "a..b", "100%", "a%20b", "ä", "a b", &long] {
            assert_eq!(TaskId::new(id).unwrap().as_str(), id);
        }
    }

    #[test]
    fn error_says_what_is_wrong_and_what_to_do() {
        let error = TaskId::new("..").unwrap_err();
        assert_eq!(
            error.to_string(),
            "the task ID is a path (`.` or `..`), not an ID; \
             pass it exactly as the console or the service shows it"
        );
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }

    proptest! {
        #[test]
        fn accepted_id_is_one_segment_of_the_url(id in "[ -~]{0,12}|[./\\\\%25efEF;]{1,9}|.{0,9}") {
            if let Ok(id) = TaskId::new(&id) {
                let encoded = percent_encoding::utf8_percent_encode(id.as_str(), percent_encoding::NON_ALPHANUMERIC);
                let url = reqwest::Url::parse(&format!("https://host/v1/tasks/{encoded}")).unwrap();
                prop_assert_eq!(url.path_segments().unwrap().count(), 3);
                prop_assert!(url.path().starts_with("/v1/tasks/"));
            }
        }
    }
}
