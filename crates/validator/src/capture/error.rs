//! The error of captures.

use std::fmt;

use crate::Finding;

/// The reason why a text is not a HAR capture, or not an entry of one.
#[derive(Debug)]
#[non_exhaustive]
pub enum CaptureError {
    /// The text does not have the structure of HAR; each finding has its place in the text.
    Invalid(Vec<Finding>),
    /// The structure is right, but the text cannot be read, for example because a field occurs twice.
    Unreadable(serde_json::Error),
    /// The body of the `request` or of the `response` is marked as base64 but cannot be decoded.
    Base64(&'static str),
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(findings) => match findings.first() {
                Some(finding) => write!(f, "not a HAR capture: {finding}"),
                None => f.write_str("not a HAR capture"),
            },
            Self::Unreadable(error) => write!(f, "the HAR capture cannot be read: {error}"),
            Self::Base64(_) => f.write_str("the body is marked as base64 but cannot be decoded"),
        }
    }
}

impl std::error::Error for CaptureError {}
