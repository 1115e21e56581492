//! OpenAPI 3.0.3 as a table: what each kind of object may hold. The walk, and the rules about keys and kinds, know no
//! more of the format than these tables say.

/// A kind of object of an OpenAPI document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub enum Kind {
    OpenApi,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Header,
    Example,
    Link,
    Callback,
    Components,
    Schema,
    Discriminator,
    Xml,
    Tag,
    ExternalDocs,
    SecurityRequirement,
    SecurityScheme,
    OauthFlows,
    OauthFlow,
}

/// What may stand as the value of a key.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Anything at all.
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
    Object(Kind),
    /// An object, or a `$ref` to one.
    RefOr(Kind),
    /// An array.
    List(&'static Shape),
    /// An object with free keys.
    Map(&'static Shape),
    /// A schema, a `$ref` to one, or a boolean.
    SchemaOrBool,
}

/// A key that an object may hold.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// Its value.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
}

/// What an object may hold beside its fixed keys.
#[derive(Debug, Clone, Copy)]
pub enum Pattern {
    /// Nothing.
    None,
    /// Keys that start with a slash.
    Path(Shape),
    /// HTTP status codes, ranges such as `4XX`, and `default`.
    Status(Shape),
    /// Any key.
    Free(Shape),
}

/// One kind of object.
#[derive(Debug)]
pub struct Rules {
    /// What messages call it, with its article.
    pub title: &'static str,
    /// Its fixed keys.
    pub keys: &'static [Key],
    /// Its other keys.
    pub pattern: Pattern,
}

impl Rules {
    /// The fixed key of a name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// What the value of a key must be; nothing for a key that does not belong here.
    #[must_use]
    pub fn shape(&self, name: &str) -> Option<Shape> {
        if let Some(key) = self.key(name) {
            return Some(key.shape);
        }
        match self.pattern {
            Pattern::Free(shape) => Some(shape),
            _ if name.starts_with("x-") => Some(Shape::Any),
            Pattern::Path(shape) => name.starts_with('/').then_some(shape),
            Pattern::Status(shape) => is_status(name).then_some(shape),
            Pattern::None => None,
        }
    }
}

/// Whether a key of a responses object is one: `200`, `4XX`, `default`.
#[must_use]
pub fn is_status(key: &str) -> bool {
    match key.as_bytes() {
        b"default" => true,
        [b'1'..=b'5', rest @ ..] => rest == b"XX" || (rest.len() == 2 && rest.iter().all(u8::is_ascii_digit)),
        _ => false,
    }
}

const fn key(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, required: false }
}

const fn must(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, required: true }
}

use Kind as K;
use Shape::{Any, Bool, Count, List, Map, Number, Object, RefOr, SchemaOrBool, Text};

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
    key("parameters", List(&RefOr(K::Parameter))),
];
const OPERATION: &[Key] = &[
    key("tags", List(&Text)),
    key("summary", Text),
    key("description", Text),
    key("externalDocs", Object(K::ExternalDocs)),
    key("operationId", Text),
    key("parameters", List(&RefOr(K::Parameter))),
    key("requestBody", RefOr(K::RequestBody)),
    must("responses", Object(K::Responses)),
    key("callbacks", Map(&RefOr(K::Callback))),
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
    key("schema", RefOr(K::Schema)),
    key("example", Any),
    key("examples", Map(&RefOr(K::Example))),
    key("content", Map(&Object(K::MediaType))),
];
const HEADER: &[Key] = &[
    key("description", Text),
    key("required", Bool),
    key("deprecated", Bool),
    key("allowEmptyValue", Bool),
    key("style", Text),
    key("explode", Bool),
    key("allowReserved", Bool),
    key("schema", RefOr(K::Schema)),
    key("example", Any),
    key("examples", Map(&RefOr(K::Example))),
    key("content", Map(&Object(K::MediaType))),
];
const REQUEST_BODY: &[Key] =
    &[key("description", Text), must("content", Map(&Object(K::MediaType))), key("required", Bool)];
const MEDIA_TYPE: &[Key] = &[
    key("schema", RefOr(K::Schema)),
    key("example", Any),
    key("examples", Map(&RefOr(K::Example))),
    key("encoding", Map(&Object(K::Encoding))),
];
const ENCODING: &[Key] = &[
    key("contentType", Text),
    key("headers", Map(&RefOr(K::Header))),
    key("style", Text),
    key("explode", Bool),
    key("allowReserved", Bool),
];
// `description` is required too; a rule of its own says so.
const RESPONSE: &[Key] = &[
    key("description", Text),
    key("headers", Map(&RefOr(K::Header))),
    key("content", Map(&Object(K::MediaType))),
    key("links", Map(&RefOr(K::Link))),
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
    key("schemas", Map(&RefOr(K::Schema))),
    key("responses", Map(&RefOr(K::Response))),
    key("parameters", Map(&RefOr(K::Parameter))),
    key("examples", Map(&RefOr(K::Example))),
    key("requestBodies", Map(&RefOr(K::RequestBody))),
    key("headers", Map(&RefOr(K::Header))),
    key("securitySchemes", Map(&RefOr(K::SecurityScheme))),
    key("links", Map(&RefOr(K::Link))),
    key("callbacks", Map(&RefOr(K::Callback))),
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
    key("allOf", List(&RefOr(K::Schema))),
    key("oneOf", List(&RefOr(K::Schema))),
    key("anyOf", List(&RefOr(K::Schema))),
    key("not", RefOr(K::Schema)),
    key("items", RefOr(K::Schema)),
    key("properties", Map(&RefOr(K::Schema))),
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

const fn fixed(title: &'static str, keys: &'static [Key]) -> Rules {
    Rules { title, keys, pattern: Pattern::None }
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        K::OpenApi,
        K::Info,
        K::Contact,
        K::License,
        K::Server,
        K::ServerVariable,
        K::Paths,
        K::PathItem,
        K::Operation,
        K::Parameter,
        K::RequestBody,
        K::MediaType,
        K::Encoding,
        K::Responses,
        K::Response,
        K::Header,
        K::Example,
        K::Link,
        K::Callback,
        K::Components,
        K::Schema,
        K::Discriminator,
        K::Xml,
        K::Tag,
        K::ExternalDocs,
        K::SecurityRequirement,
        K::SecurityScheme,
        K::OauthFlows,
        K::OauthFlow,
    ];

    /// What an object of this kind may hold.
    #[must_use]
    pub const fn rules(self) -> Rules {
        match self {
            K::OpenApi => fixed("an OpenAPI document", OPENAPI),
            K::Info => fixed("an info object", INFO),
            K::Contact => fixed("a contact", CONTACT),
            K::License => fixed("a license", LICENSE),
            K::Server => fixed("a server", SERVER),
            K::ServerVariable => fixed("a server variable", SERVER_VARIABLE),
            K::Paths => Rules { title: "the paths object", keys: &[], pattern: Pattern::Path(Object(K::PathItem)) },
            K::PathItem => fixed("a path item", PATH_ITEM),
            K::Operation => fixed("an operation", OPERATION),
            K::Parameter => fixed("a parameter", PARAMETER),
            K::RequestBody => fixed("a request body", REQUEST_BODY),
            K::MediaType => fixed("a media type", MEDIA_TYPE),
            K::Encoding => fixed("an encoding", ENCODING),
            K::Responses => {
                Rules { title: "a responses object", keys: &[], pattern: Pattern::Status(RefOr(K::Response)) }
            }
            K::Response => fixed("a response", RESPONSE),
            K::Header => fixed("a header", HEADER),
            K::Example => fixed("an example object", EXAMPLE),
            K::Link => fixed("a link", LINK),
            K::Callback => Rules { title: "a callback", keys: &[], pattern: Pattern::Free(Object(K::PathItem)) },
            K::Components => fixed("the components object", COMPONENTS),
            K::Schema => fixed("a schema", SCHEMA),
            K::Discriminator => fixed("a discriminator", DISCRIMINATOR),
            K::Xml => fixed("an xml object", XML),
            K::Tag => fixed("a tag", TAG),
            K::ExternalDocs => fixed("external documentation", EXTERNAL_DOCS),
            K::SecurityRequirement => {
                Rules { title: "a security requirement", keys: &[], pattern: Pattern::Free(List(&Text)) }
            }
            K::SecurityScheme => fixed("a security scheme", SECURITY_SCHEME),
            K::OauthFlows => fixed("the OAuth flows", OAUTH_FLOWS),
            K::OauthFlow => fixed("an OAuth flow", OAUTH_FLOW),
        }
    }

    /// The section of `components` that holds such objects.
    #[must_use]
    pub fn section(self) -> Option<&'static str> {
        COMPONENTS.iter().find(|key| matches!(key.shape, Map(RefOr(kind)) if *kind == self)).map(|key| key.name)
    }
}
