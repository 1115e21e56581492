//! The names of all rules, and the type that describes a rule. The descriptions are in the table `rules`.

use std::fmt;

use crate::Limits;

macro_rules! rules {
    ($($name:ident = $id:literal, $keyword:literal;)*) => {
        /// The requirement that a payload violates. A rule comes from a keyword of the contract, from JSON itself, or
        /// from a declaration of a request or response.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = concat!("`", $id, "`")] $name,)*
        }

        impl Rule {
            /// Every rule, in the order of the declaration.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Returns the stable kebab-case id.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// Returns the keyword of the contract for this rule. Returns an empty text if the rule has no keyword.
            #[must_use]
            pub const fn keyword(self) -> &'static str {
                match self { $(Self::$name => $keyword,)* }
            }
        }
    };
}

rules! {
    Type = "type", "type";
    Enum = "enum", "enum";
    Format = "format", "format";
    Pattern = "pattern", "pattern";
    PatternBudget = "pattern-budget", "pattern";
    MinLength = "min-length", "minLength";
    MaxLength = "max-length", "maxLength";
    Minimum = "minimum", "minimum";
    Maximum = "maximum", "maximum";
    MultipleOf = "multiple-of", "multipleOf";
    Required = "required", "required";
    AdditionalProperties = "additional-properties", "additionalProperties";
    MinProperties = "min-properties", "minProperties";
    MaxProperties = "max-properties", "maxProperties";
    MinItems = "min-items", "minItems";
    MaxItems = "max-items", "maxItems";
    UniqueItems = "unique-items", "uniqueItems";
    AnyOf = "any-of", "anyOf";
    OneOf = "one-of", "oneOf";
    Not = "not", "not";
    ReadOnly = "read-only", "readOnly";
    WriteOnly = "write-only", "writeOnly";
    JsonSyntax = "json-syntax", "";
    InvalidUtf8 = "invalid-utf8", "";
    TrailingData = "trailing-data", "";
    Nesting = "nesting", "";
    DuplicateKey = "duplicate-key", "";
    UndeclaredProperty = "undeclared-property", "properties";
    LoneSurrogate = "lone-surrogate", "";
    ByteOrderMark = "byte-order-mark", "";
    IntegerBeyondI64 = "integer-beyond-i64", "";
    IntegerBeyondSafe = "integer-beyond-2-53", "";
    DecimalPrecision = "decimal-precision", "";
    WorkBudget = "work-budget", "";
    TooManyFindings = "too-many-findings", "";
    UnknownPath = "unknown-path", "";
    UnknownMethod = "unknown-method", "";
    MissingParameter = "missing-parameter", "";
    DuplicateParameter = "duplicate-parameter", "";
    UnknownParameter = "unknown-parameter", "";
    UnknownHeader = "unknown-header", "";
    ParameterStyle = "parameter-style", "";
    PercentEncoding = "percent-encoding", "";
    MissingCredentials = "missing-credentials", "";
    MissingBody = "missing-body", "";
    UnexpectedBody = "unexpected-body", "";
    ContentType = "content-type", "";
    UnknownStatus = "unknown-status", "";
    DocumentSize = "document-size", "";
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The description of a rule, as a row of the table `rules`.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) rule: Rule,
    /// The requirement, in one sentence.
    pub(crate) summary: &'static str,
    pub(crate) example: Example,
}

impl Row {
    pub(crate) const fn new(rule: Rule, summary: &'static str, example: Example) -> Self {
        Self { rule, summary, example }
    }
}

/// Two examples for a rule: a valid input, and an input that violates the rule. If the default level of the rule is
/// `Warn` or `Allow`, the second input is invalid only after a user sets the level to `Deny`.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Example {
    /// The kind of input: a JSON document or a message.
    pub subject: Subject,
    /// The YAML of the contract: a schema for a JSON document, or `paths` for a message.
    pub contract: &'static str,
    /// A sentence about a setting of the example, such as `the document is a request`. `None` for the default settings.
    pub given: Option<&'static str>,
    /// The input that the rule accepts.
    pub accepted: &'static [u8],
    /// The input that violates the rule.
    pub refused: &'static [u8],
    narrow: Option<fn(&mut Limits)>,
}

/// The kind of input that an example validates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A JSON document.
    Document,
    /// A request or a response in the form of HTTP: `GET /path` or `200`, then headers, an empty line, and a body.
    Message,
}

impl Example {
    /// Makes an example with JSON documents. `contract` is the schema.
    pub(crate) const fn document(contract: &'static str, accepted: &'static [u8], refused: &'static [u8]) -> Self {
        Self { subject: Subject::Document, contract, given: None, accepted, refused, narrow: None }
    }

    /// Makes an example with requests or responses. `contract` has the paths.
    pub(crate) const fn message(contract: &'static str, accepted: &'static str, refused: &'static str) -> Self {
        Self { subject: Subject::Message, ..Self::document(contract, accepted.as_bytes(), refused.as_bytes()) }
    }

    /// Sets the sentence about a setting of the example, such as `the document is a request`.
    pub(crate) const fn given(self, given: &'static str) -> Self {
        Self { given: Some(given), ..self }
    }

    /// Sets a limit that the example needs. `given` describes the limit, and `narrow` sets the limit.
    pub(crate) const fn limited(self, given: &'static str, narrow: fn(&mut Limits)) -> Self {
        Self { given: Some(given), narrow: Some(narrow), ..self }
    }

    /// Returns the limits that the example needs.
    #[must_use]
    pub fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        if let Some(narrow) = self.narrow {
            narrow(&mut limits);
        }
        limits
    }
}
