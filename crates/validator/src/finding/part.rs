//! The part of a request or response that a finding is about.

use std::fmt;

use dataarts_insight_openapi::ParameterLocation;

/// A part of a request or response.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// A path parameter, by its name.
    Path(String),
    /// A query parameter, by its name.
    Query(String),
    /// A header, by its name.
    Header(String),
    /// A cookie, by its name.
    Cookie(String),
    /// The body, the only part that has lines and columns.
    Body,
    /// The whole path.
    Route,
    /// The whole query.
    QueryString,
    /// The method.
    Method,
    /// The status.
    Status,
    /// The credentials, when several are missing.
    Credentials,
    /// The message as a whole.
    Message,
}

impl Part {
    /// A parameter, by its location and its name.
    pub(crate) fn parameter(location: ParameterLocation, name: &str) -> Self {
        let name = name.to_owned();
        match location {
            ParameterLocation::Path => Self::Path(name),
            ParameterLocation::Query => Self::Query(name),
            ParameterLocation::Header => Self::Header(name),
            ParameterLocation::Cookie => Self::Cookie(name),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(name) => write!(f, "path {name}"),
            Self::Query(name) => write!(f, "query {name}"),
            Self::Header(name) => write!(f, "header {name}"),
            Self::Cookie(name) => write!(f, "cookie {name}"),
            Self::Body => f.write_str("body"),
            Self::Route => f.write_str("path"),
            Self::QueryString => f.write_str("query"),
            Self::Method => f.write_str("method"),
            Self::Status => f.write_str("status"),
            Self::Credentials => f.write_str("credentials"),
            Self::Message => f.write_str("message"),
        }
    }
}
