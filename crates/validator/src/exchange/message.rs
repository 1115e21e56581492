//! Requests and responses that the caller wants to validate.

use std::borrow::Cow;

/// A request that was sent or will be sent.
///
/// ```
/// use dataarts_insight_validator::RequestParts;
///
/// let request = RequestParts::new("POST", "/pets?dry_run=true")
///     .header("Content-Type", "application/json")
///     .body(br#"{"name": "Rex"}"#);
/// # let _ = request;
/// ```
pub type RequestParts<'a> = Message<'a, RequestLine<'a>>;

/// A response that was received.
///
/// ```
/// use dataarts_insight_validator::ResponseParts;
///
/// let response = ResponseParts::new(200).header("Content-Type", "application/json").body(br#"{"name": "Rex"}"#);
/// # let _ = response;
/// ```
pub type ResponseParts<'a> = Message<'a, StatusLine<'a>>;

/// A request or a response.
#[derive(Debug, Clone)]
pub struct Message<'a, Start> {
    pub(super) start: Start,
    pub(super) headers: Headers<'a>,
    pub(super) payload: Payload<'a>,
}

/// The first line of a request.
#[derive(Debug, Clone)]
pub struct RequestLine<'a> {
    pub(super) method: &'a str,
    target: &'a str,
    query: Option<&'a str>,
}

/// The first line of a response.
#[derive(Debug, Clone)]
pub struct StatusLine<'a> {
    pub(super) status: u16,
    media_type: Option<&'a str>,
}

/// The body of a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Payload<'a> {
    /// The message has no body.
    #[default]
    None,
    /// The body was not recorded.
    Unknown,
    Bytes(&'a [u8]),
}

/// The headers of a message. `Content-Type` and `content-type` are the same header name.
#[derive(Debug, Clone, Default)]
pub(super) struct Headers<'a>(Vec<(&'a str, &'a [u8])>);

impl<'a, Start> Message<'a, Start> {
    fn with_start(start: Start) -> Self {
        Self { start, headers: Headers::default(), payload: Payload::default() }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'a str, value: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.headers.0.push((name, value.as_ref()));
        self
    }

    /// Adds headers.
    #[must_use]
    pub fn headers(mut self, headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        self.headers.0.extend(headers);
        self
    }

    /// Sets the body. The body must not be compressed: if the message has the header `Content-Encoding: gzip`, unpack
    /// the body before this call. If `body` is empty, the message counts as a message without a body.
    #[must_use]
    pub fn body(self, body: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        let payload = match body.as_ref() {
            [] => Payload::None,
            bytes => Payload::Bytes(bytes),
        };
        Self { payload, ..self }
    }

    /// Marks the body as not recorded. The message may have a body, but the body is not validated.
    #[must_use]
    pub fn unknown_body(self) -> Self {
        Self { payload: Payload::Unknown, ..self }
    }
}

impl<'a> RequestParts<'a> {
    /// Makes a request from its method and its target. The target is the percent-encoded path with the query, such as
    /// `/pets?dry_run=true`. The target may also be a whole URL. The host of the URL is ignored.
    #[must_use]
    pub fn new(method: &'a str, target: &'a str) -> Self {
        Self::with_start(RequestLine { method, target, query: None })
    }

    /// Sets the percent-encoded query, such as `dry_run=true`. If the target contains a query, this query replaces it.
    #[must_use]
    pub fn query(mut self, query: &'a str) -> Self {
        self.start.query = Some(query);
        self
    }

    /// Returns the path and the query, without the host and the fragment of a URL.
    pub(super) fn target(&self) -> (&'a str, &'a str) {
        let target = self.start.target;
        let path = match target.split_once("://") {
            Some((scheme, rest)) if !scheme.contains(['/', '?']) => {
                let start = rest.find(['/', '?', '#']).unwrap_or(rest.len());
                rest.get(start..).unwrap_or_default()
            }
            _ => target,
        };
        let path = path.split('#').next().unwrap_or_default();
        let (path, after_path) = path.split_once('?').unwrap_or((path, ""));
        let query = self.start.query.map(|query| query.strip_prefix('?').unwrap_or(query));
        (if path.is_empty() { "/" } else { path }, query.unwrap_or(after_path))
    }
}

impl<'a> ResponseParts<'a> {
    /// Makes a response from its status.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self::with_start(StatusLine { status, media_type: None })
    }

    /// Sets the media type for a response without the header `Content-Type`.
    #[must_use]
    pub fn media_type(mut self, media_type: &'a str) -> Self {
        self.start.media_type = Some(media_type);
        self
    }

    pub(super) fn content_type(&self) -> Option<Cow<'a, str>> {
        self.headers.text("content-type").or_else(|| self.start.media_type.map(Into::into))
    }
}

impl<'a> Headers<'a> {
    pub(super) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.0.iter().map(|(name, _)| *name)
    }

    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }

    /// Returns the value of the first header with the name `name`.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.all(name).next().map(String::from_utf8_lossy)
    }

    pub(super) fn cookies(&self) -> Vec<(&'a str, &'a str)> {
        let texts = self.all("cookie").filter_map(|value| std::str::from_utf8(value).ok());
        let pairs = texts.flat_map(|text| text.split(';'));
        pairs.filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.trim(), value.trim())).collect()
    }
}
