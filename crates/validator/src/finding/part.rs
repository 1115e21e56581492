//! The part of a request or response that a finding describes.

use dataarts_insight_openapi::ParameterLocation;

use super::text::sentences;

sentences! {
    /// A part of a request or response.
    #[derive(Debug, Clone, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Part {
        Path(name: String) = "path {name}";
        Query(name: String) = "query {name}";
        Header(name: String) = "header {name}";
        Cookie(name: String) = "cookie {name}";
        /// The body. Only this part has lines and columns.
        Body = "body";
        /// The whole path.
        Route = "path";
        /// The whole query.
        QueryString = "query";
        Method = "method";
        Status = "status";
        /// All credentials of a request. Used if several credentials are missing.
        Credentials = "credentials";
        /// The whole request or response.
        Message = "message";
    }
}

impl Part {
    /// Returns the part for a parameter with this location and name.
    pub(crate) fn parameter(location: ParameterLocation, name: &str) -> Self {
        let part = match location {
            ParameterLocation::Path => Self::Path,
            ParameterLocation::Query => Self::Query,
            ParameterLocation::Header => Self::Header,
            ParameterLocation::Cookie => Self::Cookie,
        };
        part(name.to_owned())
    }
}
