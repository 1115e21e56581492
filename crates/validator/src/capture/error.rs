//! The error for a HAR file (a capture) that cannot be read.

use std::fmt;

use crate::Finding;

/// The reason why a HAR capture, or one of its entries, cannot be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum CaptureError {
    /// The text violates the structure of HAR. Each finding contains a line and a column of the text.
    Invalid(Vec<Finding>),
    /// The structure is right, but the text cannot be read. For example, an object contains the same field twice.
    Unreadable(serde_json::Error),
    /// A body is marked as base64 but is not valid base64. The value is `request` or `response`: the message that has
    /// the body.
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
