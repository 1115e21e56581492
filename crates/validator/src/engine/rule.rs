//! The names of everything that the engine can find.

use std::fmt;

macro_rules! rules {
    ($($name:ident = $id:literal, $keyword:literal;)*) => {
        /// What was violated: a keyword of the contract, a condition on the text itself, or on a request or response.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $(#[doc = concat!("`", $id, "`")] $name,)*
        }

        impl Rule {
            /// Every rule, in order of declaration.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable kebab-case name.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// The keyword of the contract that states the rule; empty for every other rule.
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
