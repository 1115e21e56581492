//! A table of the objects of OpenAPI 3.0.3. For each kind of object, it lists the keys and the kind of value of each
//! key.

/// The kind of value that a key of an OpenAPI object must have. Example: a string for `summary`.
#[derive(Debug, Clone, Copy)]
pub enum ValueKind {
    /// Any JSON value.
    Any,
    /// A string.
    Text,
    /// A boolean.
    Bool,
    /// A number.
    Number,
    /// An integer of zero or more.
    Count,
    /// An object.
    Object(ObjectKind),
    /// An object, or a `$ref` to an object of this kind.
    ObjectOrRef(ObjectKind),
    /// An array. All items have the given kind.
    List(&'static ValueKind),
    /// An object with any keys. All values have the given kind.
    Map(&'static ValueKind),
    /// A schema, a `$ref` to a schema, or a boolean.
    SchemaOrBool,
}

/// A key that the specification defines for an object.
#[derive(Debug)]
pub struct Key {
    /// The text of the key.
    pub name: &'static str,
    /// The kind of value of the key.
    pub value: ValueKind,
    /// `true` if the specification requires the key.
    pub required: bool,
}

/// The keys that an object may have in addition to its defined keys, with the kind of their values. Keys that start
/// with `x-` are always permitted.
#[derive(Debug, Clone, Copy)]
pub enum OtherKeys {
    /// No additional keys.
    None,
    /// Keys that start with `/`.
    Path(ValueKind),
    /// HTTP status codes, ranges such as `4XX`, and `default`.
    Status(ValueKind),
    /// Any key.
    Free(ValueKind),
}

/// The name and the keys of a kind of object.
#[derive(Debug)]
pub struct Definition {
    /// The name of the kind in messages, with its article: `a schema`.
    pub title: &'static str,
    /// The keys that the specification names.
    pub keys: &'static [Key],
    /// The additional keys, such as paths or status codes.
    pub others: OtherKeys,
}

impl Definition {
    /// Finds a key that the specification names.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// Returns the kind of value of a key; `None` for a key that the object must not have.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<ValueKind> {
        if let Some(key) = self.key(name) {
            return Some(key.value);
        }
        match self.others {
            OtherKeys::Free(value) => Some(value),
            _ if name.starts_with("x-") => Some(ValueKind::Any),
            OtherKeys::Path(value) => name.starts_with('/').then_some(value),
            OtherKeys::Status(value) => is_status(name).then_some(value),
            OtherKeys::None => None,
        }
    }
}

/// Returns whether a key of a responses object is a status, such as `200`, `4XX` or `default`. Also accepts lower case
/// (`4xx`), because many contracts contain it.
#[must_use]
pub fn is_status(key: &str) -> bool {
    match key.as_bytes() {
        b"default" => true,
        [b'1'..=b'5', rest @ ..] => {
            rest.eq_ignore_ascii_case(b"XX") || (rest.len() == 2 && rest.iter().all(u8::is_ascii_digit))
        }
        _ => false,
    }
}

const fn key(name: &'static str, value: ValueKind) -> Key {
    Key { name, value, required: false }
}

const fn must(name: &'static str, value: ValueKind) -> Key {
    Key { name, value, required: true }
}

use ObjectKind as K;
use ValueKind::{Any, Bool, Count, List, Map, Number, Object, ObjectOrRef, SchemaOrBool, Text};

const OPENAPI: &[Key] = &[
    must("openapi", Text),
    must("info", Object(K::Info)),
    key("servers", List(&Object(K::Server))),
    must("paths", Object(K::Paths)),
    key("components", Object(K::Components)),
    key("security", List(&Object(K::SecurityRequirement))),
    key("tags", List(&Object(K::Tag))),
    key("externalDocs", Object(K::ExternalDocs)),
];
const INFO: &[Key] = &[
    must("title", Text),
    key("description", Text),
    key("termsOfService", Text),
    key("contact", Object(K::Contact)),
    key("license", Object(K::License)),
    must("version", Text),
];
const CONTACT: &[Key] = &[key("name", Text), key("url", Text), key("email", Text)];
const LICENSE: &[Key] = &[must("name", Text), key("url", Text)];
const SERVER: &[Key] =
    &[must("url", Text), key("description", Text), key("variables", Map(&Object(K::ServerVariable)))];
const SERVER_VARIABLE: &[Key] = &[key("enum", List(&Text)), must("default", Text), key("description", Text)];
const PATH_ITEM: &[Key] = &[
    key("summary", Text),
    key("description", Text),
    key("get", Object(K::Operation)),
    key("put", Object(K::Operation)),
    key("post", Object(K::Operation)),
    key("delete", Object(K::Operation)),
    key("options", Object(K::Operation)),
    key("head", Object(K::Operation)),
    key("patch", Object(K::Operation)),
    key("trace", Object(K::Operation)),
    key("servers", List(&Object(K::Server))),
    key("parameters", List(&ObjectOrRef(K::Parameter))),
];
const OPERATION: &[Key] = &[
    key("tags", List(&Text)),
    key("summary", Text),
    key("description", Text),
    key("externalDocs", Object(K::ExternalDocs)),
    key("operationId", Text),
    key("parameters", List(&ObjectOrRef(K::Parameter))),
    key("requestBody", ObjectOrRef(K::RequestBody)),
    must("responses", Object(K::Responses)),
    key("callbacks", Map(&ObjectOrRef(K::Callback))),
    key("deprecated", Bool),
    key("security", List(&Object(K::SecurityRequirement))),
    key("servers", List(&Object(K::Server))),
];
const PARAMETER: &[Key] = &[
    must("name", Text),
    must("in", Text),
    key("description", Text),
    key("required", Bool),
    key("deprecated", Bool),
    key("allowEmptyValue", Bool),
    key("style", Text),
    key("explode", Bool),
    key("allowReserved", Bool),
    key("schema", ObjectOrRef(K::Schema)),
    key("example", Any),
    key("examples", Map(&ObjectOrRef(K::Example))),
    key("content", Map(&Object(K::MediaType))),
];
// A header has the keys of a parameter except the first two, `name` and `in`.
const HEADER: &[Key] = PARAMETER.split_at(2).1;
const REQUEST_BODY: &[Key] =
    &[key("description", Text), must("content", Map(&Object(K::MediaType))), key("required", Bool)];
const MEDIA_TYPE: &[Key] = &[
    key("schema", ObjectOrRef(K::Schema)),
    key("example", Any),
    key("examples", Map(&ObjectOrRef(K::Example))),
    key("encoding", Map(&Object(K::Encoding))),
];
const ENCODING: &[Key] = &[
    key("contentType", Text),
    key("headers", Map(&ObjectOrRef(K::Header))),
    key("style", Text),
    key("explode", Bool),
    key("allowReserved", Bool),
];
// `description` is not marked as required here, because a separate lint rule reports a missing description.
const RESPONSE: &[Key] = &[
    key("description", Text),
    key("headers", Map(&ObjectOrRef(K::Header))),
    key("content", Map(&Object(K::MediaType))),
    key("links", Map(&ObjectOrRef(K::Link))),
];
const EXAMPLE: &[Key] =
    &[key("summary", Text), key("description", Text), key("value", Any), key("externalValue", Text)];
const LINK: &[Key] = &[
    key("operationRef", Text),
    key("operationId", Text),
    key("parameters", Map(&Any)),
    key("requestBody", Any),
    key("description", Text),
    key("server", Object(K::Server)),
];
const COMPONENTS: &[Key] = &[
    key("schemas", Map(&ObjectOrRef(K::Schema))),
    key("responses", Map(&ObjectOrRef(K::Response))),
    key("parameters", Map(&ObjectOrRef(K::Parameter))),
    key("examples", Map(&ObjectOrRef(K::Example))),
    key("requestBodies", Map(&ObjectOrRef(K::RequestBody))),
    key("headers", Map(&ObjectOrRef(K::Header))),
    key("securitySchemes", Map(&ObjectOrRef(K::SecurityScheme))),
    key("links", Map(&ObjectOrRef(K::Link))),
    key("callbacks", Map(&ObjectOrRef(K::Callback))),
];
const SCHEMA: &[Key] = &[
    key("title", Text),
    key("multipleOf", Number),
    key("maximum", Number),
    key("exclusiveMaximum", Bool),
    key("minimum", Number),
    key("exclusiveMinimum", Bool),
    key("maxLength", Count),
    key("minLength", Count),
    key("pattern", Text),
    key("maxItems", Count),
    key("minItems", Count),
    key("uniqueItems", Bool),
    key("maxProperties", Count),
    key("minProperties", Count),
    key("required", List(&Text)),
    key("enum", List(&Any)),
    key("type", Text),
    key("allOf", List(&ObjectOrRef(K::Schema))),
    key("oneOf", List(&ObjectOrRef(K::Schema))),
    key("anyOf", List(&ObjectOrRef(K::Schema))),
    key("not", ObjectOrRef(K::Schema)),
    key("items", ObjectOrRef(K::Schema)),
    key("properties", Map(&ObjectOrRef(K::Schema))),
    key("additionalProperties", SchemaOrBool),
    key("description", Text),
    key("format", Text),
    key("default", Any),
    key("nullable", Bool),
    key("discriminator", Object(K::Discriminator)),
    key("readOnly", Bool),
    key("writeOnly", Bool),
    key("xml", Object(K::Xml)),
    key("externalDocs", Object(K::ExternalDocs)),
    key("example", Any),
    key("deprecated", Bool),
];
const DISCRIMINATOR: &[Key] = &[must("propertyName", Text), key("mapping", Map(&Text))];
const XML: &[Key] =
    &[key("name", Text), key("namespace", Text), key("prefix", Text), key("attribute", Bool), key("wrapped", Bool)];
const TAG: &[Key] = &[must("name", Text), key("description", Text), key("externalDocs", Object(K::ExternalDocs))];
const EXTERNAL_DOCS: &[Key] = &[key("description", Text), must("url", Text)];
const SECURITY_SCHEME: &[Key] = &[
    must("type", Text),
    key("description", Text),
    key("name", Text),
    key("in", Text),
    key("scheme", Text),
    key("bearerFormat", Text),
    key("flows", Object(K::OauthFlows)),
    key("openIdConnectUrl", Text),
];
const OAUTH_FLOWS: &[Key] = &[
    key("implicit", Object(K::OauthFlow)),
    key("password", Object(K::OauthFlow)),
    key("clientCredentials", Object(K::OauthFlow)),
    key("authorizationCode", Object(K::OauthFlow)),
];
const OAUTH_FLOW: &[Key] =
    &[key("authorizationUrl", Text), key("tokenUrl", Text), key("refreshUrl", Text), must("scopes", Map(&Text))];

macro_rules! kinds {
    ($($name:ident: $title:literal, $keys:expr, $others:expr;)*) => {
        /// A kind of object in an OpenAPI document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[expect(missing_docs, reason = "the names are those of the specification")]
        pub enum ObjectKind {
            $($name,)*
        }

        impl ObjectKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the definition of this kind.
            #[must_use]
            pub const fn definition(self) -> Definition {
                match self {
                    $(Self::$name => Definition { title: $title, keys: $keys, others: $others },)*
                }
            }
        }
    };
}

kinds! {
    OpenApi: "an OpenAPI document", OPENAPI, OtherKeys::None;
    Info: "an info object", INFO, OtherKeys::None;
    Contact: "a contact", CONTACT, OtherKeys::None;
    License: "a license", LICENSE, OtherKeys::None;
    Server: "a server", SERVER, OtherKeys::None;
    ServerVariable: "a server variable", SERVER_VARIABLE, OtherKeys::None;
    Paths: "the paths object", &[], OtherKeys::Path(Object(K::PathItem));
    PathItem: "a path item", PATH_ITEM, OtherKeys::None;
    Operation: "an operation", OPERATION, OtherKeys::None;
    Parameter: "a parameter", PARAMETER, OtherKeys::None;
    RequestBody: "a request body", REQUEST_BODY, OtherKeys::None;
    MediaType: "a media type", MEDIA_TYPE, OtherKeys::None;
    Encoding: "an encoding", ENCODING, OtherKeys::None;
    Responses: "a responses object", &[], OtherKeys::Status(ObjectOrRef(K::Response));
    Response: "a response", RESPONSE, OtherKeys::None;
    Header: "a header", HEADER, OtherKeys::None;
    Example: "an example object", EXAMPLE, OtherKeys::None;
    Link: "a link", LINK, OtherKeys::None;
    Callback: "a callback", &[], OtherKeys::Free(Object(K::PathItem));
    Components: "the components object", COMPONENTS, OtherKeys::None;
    Schema: "a schema", SCHEMA, OtherKeys::None;
    Discriminator: "a discriminator", DISCRIMINATOR, OtherKeys::None;
    Xml: "an xml object", XML, OtherKeys::None;
    Tag: "a tag", TAG, OtherKeys::None;
    ExternalDocs: "external documentation", EXTERNAL_DOCS, OtherKeys::None;
    SecurityRequirement: "a security requirement", &[], OtherKeys::Free(List(&Text));
    SecurityScheme: "a security scheme", SECURITY_SCHEME, OtherKeys::None;
    OauthFlows: "the OAuth flows", OAUTH_FLOWS, OtherKeys::None;
    OauthFlow: "an OAuth flow", OAUTH_FLOW, OtherKeys::None;
}

impl ObjectKind {
    /// Returns the key of `components` that contains objects of this kind. For example, returns `responses` for a
    /// response. Returns `None` if `components` has no such key.
    #[must_use]
    pub fn section(self) -> Option<&'static str> {
        COMPONENTS.iter().find(|key| matches!(key.value, Map(ObjectOrRef(kind)) if *kind == self)).map(|key| key.name)
    }
}
