//! The ids that a request carries, checked before anything is sent.
//!
//! An id becomes one segment of the URL, or a header. Text that a URL parser, a proxy or a server would read as more
//! than that (`..`, a slash in any encoding, a line break) would send the token to another address of the service, so
//! it is refused here. Ids need not look like UUIDs: those of the documentation do not.

use std::{fmt, str::FromStr};

use percent_encoding::percent_decode_str;

use crate::error::{Error, ErrorKind};

/// The longest id that the contract allows, in characters.
const MAX_LENGTH: usize = 128;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks an id.
            ///
            /// # Errors
            ///
            /// [`ErrorKind::InvalidInput`] if the text is empty, longer than 128 characters, begins or ends with white
            /// space, or holds anything that could leave its place in the request: `.` or `..` alone, a slash or
            /// backslash, a control character, also percent-encoded.
            pub fn new(id: impl AsRef<str>) -> Result<Self, Error> {
                let id = id.as_ref();
                match fault(id) {
                    None => Ok(Self(id.into())),
                    Some(fault) => Err(refusal($what, fault)),
                }
            }

            /// The id as text.
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

        impl TryFrom<&str> for $name {
            type Error = Error;

            fn try_from(id: &str) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(id: String) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl TryFrom<&String> for $name {
            type Error = Error;

            fn try_from(id: &String) -> Result<Self, Error> {
                Self::new(id)
            }
        }

        impl From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
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

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:?})"), self.0)
            }
        }
    };
}

id! {
    /// ID of a project, which in IAM belongs to one region.
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
    /// ID of a workspace. The console calls a workspace a project: System Settings > My Projects.
    WorkspaceId, "workspace ID"
}

id! {
    /// ID of an import task: the `task_id` that importing a resource package answered.
    TaskId, "task ID"
}

impl WorkspaceId {
    /// The id as the value of `X-Workspace-Id`. Only visible ASCII travels in a header unharmed.
    pub(crate) fn check_header(&self) -> Result<(), Error> {
        if self.0.is_ascii() { Ok(()) } else { Err(refusal("workspace ID", "holds a character outside of ASCII")) }
    }
}

fn refusal(what: &str, fault: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, format!("the {what} {fault}"))
        .with_hint("pass it exactly as the console or the service shows it")
}

/// What is wrong with an id, if anything.
fn fault(id: &str) -> Option<&'static str> {
    if id.is_empty() {
        return Some("is empty");
    }
    if id.chars().count() > MAX_LENGTH {
        return Some("is longer than 128 characters");
    }
    if id.trim() != id {
        return Some("begins or ends with white space");
    }
    // Some intermediaries decode more than once, so look at every layer. Each pass shortens the text, so this ends.
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
        return Some("holds a slash or backslash");
    }
    if String::from_utf8_lossy(layer).chars().any(char::is_control) {
        return Some("holds a control character");
    }
    // Java servers cut path parameters (`;…`) off a segment before they resolve dots.
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
    fn what_could_leave_its_segment_is_refused() {
        let long = "a".repeat(129);
        for id in [
            "",
            ".",
            "..",
            "%2e",
            "%2E%2e",
            ".%2e",
            "%252e%252e",
            "..;",
            "..;x=1",
            ";",
            "a/b",
            "/",
            "a\\b",
            "..\\..\\v3\\auth\\tokens",
            "%2f",
            "a%2Fb",
            "a%5cb",
            "a%255Cb",
            "a\nb",
            "a\r",
            "\0",
            "a\tb",
            "a%0ab",
            "a%00",
            "\u{7f}",
            "\u{85}",
            " a",
            "a ",
            "\u{a0}a",
            &long,
        ] {
            assert!(TaskId::new(id).is_err(), "{id:?}");
            assert!(ProjectId::new(id).is_err(), "{id:?}");
            assert!(WorkspaceId::new(id).is_err(), "{id:?}");
        }
    }

    #[test]
    fn what_services_use_is_accepted() {
        let long = "ü".repeat(128);
        for id in ["1", "2406a337-xxxx-a5b2-b01a61d2043b", "a.b", "...", "a..b", "100%", "a%20b", "ä", "a b", &long] {
            assert_eq!(TaskId::new(id).unwrap().as_str(), id);
        }
    }

    #[test]
    fn the_refusal_says_what_and_what_next() {
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
        fn an_accepted_id_is_one_segment_of_the_url(id in "[ -~]{0,12}|[./\\\\%25efEF;]{1,9}|.{0,9}") {
            if let Ok(id) = TaskId::new(&id) {
                let encoded: String = percent_encoding::utf8_percent_encode(id.as_str(), percent_encoding::NON_ALPHANUMERIC).to_string();
                let url = reqwest::Url::parse(&format!("https://host/v1/tasks/{encoded}")).unwrap();
                prop_assert_eq!(url.path_segments().unwrap().count(), 3);
                prop_assert!(url.path().starts_with("/v1/tasks/"));
            }
        }
    }
}
