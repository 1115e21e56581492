//! Code that all generated operations share: builds requests and decodes responses.

use std::{borrow::Borrow, cell::Cell, error::Error, fmt, marker::PhantomData};

use reqwest::{
    Body, Method, Request, StatusCode, Url,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeOwned, DeserializeSeed, MapAccess, Visitor},
};
use serde_json::{Map, Value, value::RawValue};

/// A request that is being built. The first error is kept until the end, so that calls can be chained.
pub(super) struct Parts(Result<Request, RequestError>);

#[allow(dead_code, reason = "not every contract needs every part of a request")]
impl Parts {
    pub(super) fn new(method: Method, url: String) -> Self {
        let invalid = |_| RequestError("the base URL and the parameters give no valid URL".into());
        Self(Url::parse(&url).map(|url| Request::new(method, url)).map_err(invalid))
    }

    pub(super) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        if let Ok(request) = &mut self.0 {
            request.headers_mut().append(name, value);
        }
        self
    }

    pub(super) fn headers(mut self, headers: HeaderMap) -> Self {
        if let Ok(request) = &mut self.0 {
            request.headers_mut().extend(headers);
        }
        self
    }

    pub(super) fn query(self, query: &impl Serialize) -> Self {
        Self(self.0.and_then(|mut request| {
            let mut pairs = request.url_mut().query_pairs_mut();
            query.serialize(serde_urlencoded::Serializer::new(&mut pairs)).map_err(RequestError::new)?;
            drop(pairs);
            if request.url().query() == Some("") {
                request.url_mut().set_query(None);
            }
            Ok(request)
        }))
    }

    pub(super) fn json(self, body: &impl Serialize) -> Self {
        // An operation may already have set another JSON media type, such as `application/merge-patch+json`.
        let is_typed = self.0.as_ref().is_ok_and(|request| request.headers().contains_key(header::CONTENT_TYPE));
        match serde_json::to_vec(body) {
            Ok(text) if is_typed => self.body(text),
            Ok(text) => self.header(header::CONTENT_TYPE, HeaderValue::from_static("application/json")).body(text),
            Err(error) => Self(self.0.and(Err(RequestError::new(error)))),
        }
    }

    pub(super) fn form_urlencoded(self, body: &impl Serialize) -> Result<Self, RequestError> {
        let text = serde_urlencoded::to_string(body).map_err(RequestError::new)?;
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        Ok(self.header(header::CONTENT_TYPE, form).body(text))
    }

    pub(super) fn body(mut self, body: impl Into<Body>) -> Self {
        if let Ok(request) = &mut self.0 {
            *request.body_mut() = Some(body.into());
        }
        self
    }

    pub(super) fn build(self) -> Result<Request, RequestError> {
        self.0
    }
}

/// An error while a request is built: a parameter is missing or invalid, or the base URL is not a URL.
#[derive(Debug)]
pub struct RequestError(Box<dyn Error + Send + Sync>);

impl RequestError {
    fn new(error: impl Error + Send + Sync + 'static) -> Self {
        Self(Box::new(error))
    }

    /// Makes the error of a parameter.
    #[allow(dead_code, reason = "not every contract has a parameter or a body")]
    pub(super) fn parameter(message: String) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for RequestError {}

impl From<header::InvalidHeaderValue> for RequestError {
    fn from(error: header::InvalidHeaderValue) -> Self {
        Self::new(error)
    }
}

/// An error while a response is decoded. The error contains a line and a column, but no part of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    kind: DecodeErrorKind,
    line: usize,
    column: usize,
}

/// The kind of a [`DecodeError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The status is not 2xx.
    Status,
    /// The body ends too early.
    Incomplete,
    /// The body is not JSON.
    NotJson,
    /// The body is JSON, but its type differs from the type in the contract.
    WrongType,
}

impl DecodeError {
    /// Returns the kind of the error.
    pub fn kind(&self) -> DecodeErrorKind {
        self.kind
    }

    /// Returns the line in the body, counted from 1; 0 if the line is unknown.
    pub fn line(&self) -> usize {
        self.line
    }

    /// Returns the column in the line, in bytes, counted from 1; 0 if the column is unknown.
    pub fn column(&self) -> usize {
        self.column
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            DecodeErrorKind::Status => return f.write_str("the status is not 2xx"),
            DecodeErrorKind::Incomplete => "the body ends too early",
            DecodeErrorKind::NotJson => "the body is not JSON",
            DecodeErrorKind::WrongType => "the body has another type than the contract declares",
        };
        write!(f, "{what} at line {} column {}", self.line, self.column)
    }
}

impl Error for DecodeError {}

impl From<serde_json::Error> for DecodeError {
    fn from(error: serde_json::Error) -> Self {
        let kind = match error.classify() {
            serde_json::error::Category::Eof => DecodeErrorKind::Incomplete,
            serde_json::error::Category::Data => DecodeErrorKind::WrongType,
            serde_json::error::Category::Syntax | serde_json::error::Category::Io => DecodeErrorKind::NotJson,
        };
        Self { kind, line: error.line(), column: error.column() }
    }
}

/// Decodes a JSON body. The headers are not decoded, because the generator makes no types for headers.
#[allow(dead_code, reason = "not every contract has an operation with a result")]
pub(super) fn json<T: DeserializeOwned>(status: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<T, DecodeError> {
    empty(status)?;
    Ok(serde_json::from_slice(body)?)
}

/// Returns an error if the status is not 2xx. Decodes no body.
pub(super) fn empty(status: StatusCode) -> Result<(), DecodeError> {
    match status.is_success() {
        true => Ok(()),
        false => Err(DecodeError { kind: DecodeErrorKind::Status, line: 0, column: 0 }),
    }
}

/// Decodes a JSON body that is one object. Copies less than [`json`], because fields are read directly from the body.
#[allow(dead_code, reason = "not every contract has an operation with an object as its result")]
pub(super) fn object<T: Lenient>(status: StatusCode, _: &HeaderMap, body: &[u8]) -> Result<T, DecodeError> {
    empty(status)?;
    let mut reader = serde_json::Deserializer::from_slice(body);
    let value = reader.deserialize_map(Object::<T, &RawValue>(PhantomData))?;
    reader.end()?;
    Ok(value)
}

/// Deserializes an object from a format that supports [`RawValue`].
#[allow(dead_code, reason = "not every contract has objects in responses")]
pub(super) fn deserialize<'de, T: Lenient, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Object::<T, Box<RawValue>>(PhantomData))
}

/// An object in a response. Its fields are decoded one by one.
pub(super) trait Lenient: Sized {
    /// The JSON names of the fields.
    const FIELDS: &'static [&'static str];

    /// Makes an object without any field.
    fn empty() -> Self;

    /// Decodes `json` into the field with this index in [`FIELDS`](Lenient::FIELDS).
    fn set(&mut self, field: usize, json: &str) -> Result<(), serde_json::Error>;

    /// Returns the map of unknown fields, and the list of names of fields with a wrong type.
    fn rest(&mut self) -> (&mut Map<String, Value>, &mut Vec<String>);
}

/// A visitor that reads an object. `R` is the type of the raw values: `Box<RawValue>` or `&RawValue`.
struct Object<T, R>(PhantomData<(T, R)>);

/// The deepest permitted nesting of objects. serde_json's own limit has no effect, because a new parser parses the text
/// of each field, and starts to count at zero.
const MAX_DEPTH: u32 = 64;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

impl<'de, T: Lenient, R: Deserialize<'de> + Borrow<RawValue>> Visitor<'de> for Object<T, R> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let depth = DEPTH.get();
        if depth >= MAX_DEPTH {
            return Err(de::Error::custom("objects are nested too deeply"));
        }
        DEPTH.set(depth + 1);
        let result = members::<T, R, A>(map);
        DEPTH.set(depth);
        result
    }
}

/// Reads the members of an object. If a name is repeated, the first member is used.
fn members<'de, T: Lenient, R: Deserialize<'de> + Borrow<RawValue>, A: MapAccess<'de>>(
    mut map: A,
) -> Result<T, A::Error> {
    let mut object = T::empty();
    let mut seen = vec![false; T::FIELDS.len()];
    while let Some(key) = map.next_key_seed(Key(T::FIELDS))? {
        let raw = map.next_value::<R>()?;
        let json = raw.borrow().get();
        let (name, repeated) = match key {
            Ok(field) => {
                let repeated = seen.get_mut(field).is_some_and(|seen| std::mem::replace(seen, true));
                if !repeated && object.set(field, json).is_ok() {
                    continue;
                }
                (T::FIELDS.get(field).copied().unwrap_or_default().to_owned(), repeated)
            }
            Err(name) => {
                let repeated = object.rest().0.contains_key(&name);
                if let Some(value) = serde_json::from_str(json).ok().filter(|_| !repeated) {
                    object.rest().0.insert(name, value);
                    continue;
                }
                (name, repeated)
            }
        };
        let (extra, unfit) = object.rest();
        if !unfit.contains(&name) {
            unfit.push(name.clone());
        }
        // The value is lost if a number is too large, or if a text is not Unicode.
        if let Some(value) = serde_json::from_str(json).ok().filter(|_| !repeated) {
            extra.insert(name, value);
        }
    }
    Ok(object)
}

/// Decodes the name of a member: `Ok` with the index of a field, or `Err` with an unknown name.
struct Key(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|field| *field == name).ok_or_else(|| name.to_owned()))
    }
}

/// Unknown fields, printed without the values of secrets.
#[allow(dead_code, reason = "not every contract has secrets")]
pub(super) struct Redacted<'a>(pub(super) &'a Map<String, Value>, pub(super) &'a [&'a str]);

impl fmt::Debug for Redacted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name: &String, value: &Value| match self.1.contains(&name.as_str()) {
            true => Value::String("<redacted>".to_owned()),
            false => value.clone(),
        };
        f.debug_map().entries(self.0.iter().map(|(name, value)| (name, shown(name, value)))).finish()
    }
}
