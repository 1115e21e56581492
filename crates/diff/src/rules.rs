//! The table of all rules. The documentation, `--explain`, the SARIF metadata and the tests of examples read this
//! table.

use dataarts_insight_openapi::{RuleDescription, Severity, suggestion::did_you_mean};

use crate::{
    rule::{
        Basis,
        Example::{Contract, Headers, Operation, Parameters, Paths, Responses, Schema},
        Rule,
        Verdict::{self, Breaking as B, None as N, Risky as R, Safe as S},
    },
    semver::Step,
};

/// Finds a rule by its id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.id == id)
}

/// Returns a question such as "; did you mean `enum-added`?" for a misspelt id; `None` if no id is similar.
#[must_use]
pub fn nearest(id: &str) -> Option<String> {
    did_you_mean(id, ALL.iter().map(|rule| rule.id)).map(|question| format!("; {question}"))
}

/// Returns a description of each rule, for reports that list all rules.
#[must_use]
pub fn descriptions() -> Vec<RuleDescription> {
    let describe = |rule: &Rule| {
        let worst = rule.request.max(rule.response);
        let severity = if worst == Verdict::Breaking { Severity::Error } else { Severity::Warning };
        let (before, after) = rule.example.parts();
        let help = format!("{}\nBefore: {before}\nAfter: {after}", rule.meaning);
        RuleDescription { id: rule.id, summary: rule.summary, severity, help }
    };
    ALL.iter().map(describe).collect()
}

/// The OpenAPI keys that no rule compares, each with the reason.
pub const WAIVERS: &[(&str, &str)] = &[
    ("OpenApi.components", "its sections are compared where operations use them"),
    ("Components.responses", "compared where operations use them"),
    ("Components.parameters", "compared where operations use them"),
    ("Components.requestBodies", "compared where operations use them"),
    ("Components.headers", "compared where operations use them"),
    ("Components.links", "compared where responses use them"),
    ("Components.callbacks", "compared where operations use them"),
    ("OpenApi.paths", "its operations are compared"),
    ("OpenApi.info", "its keys are compared"),
    ("Operation.responses", "its statuses are compared"),
    ("Schema.items", "the schema below is compared"),
    ("Response.content", "its media types are compared"),
    ("RequestBody.content", "its media types are compared"),
];

macro_rules! rules {
    ($($id:literal $basis:ident [$request:ident $response:ident] [$sent:ident $received:ident] $($at_call:ident)?
        <> $mirror:literal [$($key:literal)*]
        $summary:literal $meaning:literal $example:expr;)*) => {
        /// All rules.
        pub static ALL: &[Rule] = &[$(Rule {
            id: $id,
            summary: $summary,
            meaning: $meaning,
            request: $request,
            response: $response,
            basis: Basis::$basis,
            client: (Step::$sent, Step::$received),
            is_seen_at_call: !stringify!($($at_call)?).is_empty(),
            mirror: $mirror,
            keys: &[$($key),*],
            example: $example,
        },)*];
    };
}

rules! {
    // Types and values.
    "type-narrowed" Values [B S] [Major Major] <> "type-widened" ["Schema.type"]
        "The schema accepts fewer types."
        "A request with a value of another type is refused."
        Schema("{}", "{type: string}");
    "type-widened" Values [S B] [Major Major] <> "type-narrowed" []
        "The schema accepts more types."
        "A client receives values of a type that it does not expect."
        Schema("{type: integer}", "{type: number}");
    "type-changed" Values [B B] [Major Major] <> "type-changed" []
        "The schema accepts another type."
        "Values of the old type are refused, and clients receive a type that they do not expect."
        Schema("{type: string}", "{type: integer}");
    "null-refused" Values [B S] [Major Patch] <> "null-allowed" ["Schema.nullable"]
        "The schema no longer accepts null."
        "A request that holds null is refused."
        Schema("{type: string, nullable: true}", "{type: string}");
    "null-allowed" Values [S B] [Major Patch] <> "null-refused" []
        "The schema accepts null."
        "A client receives null where it expects a value."
        Schema("{type: string}", "{type: string, nullable: true}");
    "enum-value-removed" Values [B S] [Major Patch] <> "enum-value-added" ["Schema.enum"]
        "The enumeration loses a value."
        "A request with this value is refused."
        Schema("{type: integer, enum: [1, 2]}", "{type: integer, enum: [1]}");
    "enum-value-added" Values [S R] [Major Patch] <> "enum-value-removed" []
        "The enumeration gains a value."
        "A client receives a value that it has no name for."
        Schema("{type: integer, enum: [1]}", "{type: integer, enum: [1, 2]}");
    "enum-added" Values [B S] [Major Patch] <> "enum-removed" []
        "The values are now listed."
        "A request with any other value is refused."
        Schema("{type: string}", "{type: string, enum: [a]}");
    "enum-removed" Values [S R] [Major Patch] <> "enum-added" []
        "The values are no longer listed."
        "A client receives values that it has no name for."
        Schema("{type: string, enum: [a]}", "{type: string}");

    // Numbers.
    "maximum-lowered" Values [B S] [Patch Patch] <> "maximum-raised" ["Schema.maximum" "Schema.exclusiveMaximum"]
        "The maximum is lower, or new."
        "A request with a larger number is refused."
        Schema("{type: integer, maximum: 9}", "{type: integer, maximum: 5}");
    "maximum-raised" Values [S R] [Patch Patch] <> "maximum-lowered" []
        "The maximum is higher, or gone."
        "A client receives larger numbers than it was promised."
        Schema("{type: integer, maximum: 5}", "{type: integer}");
    "minimum-raised" Values [B S] [Patch Patch] <> "minimum-lowered" ["Schema.minimum" "Schema.exclusiveMinimum"]
        "The minimum is higher, or new."
        "A request with a smaller number is refused."
        Schema("{type: number, minimum: 1}", "{type: number, minimum: 1, exclusiveMinimum: true}");
    "minimum-lowered" Values [S R] [Patch Patch] <> "minimum-raised" []
        "The minimum is lower, or gone."
        "A client receives smaller numbers than it was promised."
        Schema("{type: integer, minimum: 0}", "{type: integer, minimum: -1}");
    "multiple-of-narrowed" Values [B S] [Patch Patch] <> "multiple-of-widened" ["Schema.multipleOf"]
        "The number must be a multiple of a new or larger number."
        "A request with a number between is refused."
        Schema("{type: integer, multipleOf: 2}", "{type: integer, multipleOf: 4}");
    "multiple-of-widened" Values [S R] [Patch Patch] <> "multiple-of-narrowed" []
        "The number must be a multiple of a smaller number, or of none."
        "A client receives numbers between."
        Schema("{type: integer, multipleOf: 4}", "{type: integer}");
    "multiple-of-changed" Values [B R] [Patch Patch] <> "multiple-of-changed" []
        "The number must be a multiple of another number."
        "A request with a multiple of the old number only is refused."
        Schema("{type: integer, multipleOf: 2}", "{type: integer, multipleOf: 3}");

    // Strings.
    "max-length-lowered" Values [B S] [Patch Patch] <> "max-length-raised" ["Schema.maxLength"]
        "The greatest length is lower, or new."
        "A request with a longer string is refused."
        Schema("{type: string, maxLength: 9}", "{type: string, maxLength: 5}");
    "max-length-raised" Values [S R] [Patch Patch] <> "max-length-lowered" []
        "The greatest length is higher, or gone."
        "A client receives longer strings than it was promised."
        Schema("{type: string, maxLength: 5}", "{type: string, maxLength: 9}");
    "min-length-raised" Values [B S] [Patch Patch] <> "min-length-lowered" ["Schema.minLength"]
        "The least length is higher, or new."
        "A request with a shorter string is refused."
        Schema("{type: string}", "{type: string, minLength: 1}");
    "min-length-lowered" Values [S R] [Patch Patch] <> "min-length-raised" []
        "The least length is lower, or gone."
        "A client receives shorter strings than it was promised."
        Schema("{type: string, minLength: 1}", "{type: string}");
    "pattern-added" Values [B S] [Patch Patch] <> "pattern-removed" ["Schema.pattern"]
        "The string must match a pattern."
        "A request with a string that does not match is refused."
        Schema("{type: string}", "{type: string, pattern: '^a'}");
    "pattern-removed" Values [S R] [Patch Patch] <> "pattern-added" []
        "The string need not match a pattern."
        "A client receives strings that do not match."
        Schema("{type: string, pattern: '^a'}", "{type: string}");
    "pattern-changed" Values [B R] [Patch Patch] <> "pattern-changed" []
        "The string must match another pattern."
        "A request with a string that matches only the old pattern is refused."
        Schema("{type: string, pattern: '^a'}", "{type: string, pattern: '^b'}");
    "format-added" Values [B S] [Patch Patch] <> "format-removed" ["Schema.format"]
        "The value must have a format."
        "A request with a value of another form is refused."
        Schema("{type: string}", "{type: string, format: date}");
    "format-removed" Values [S R] [Patch Patch] <> "format-added" []
        "The value need not have a format."
        "A client that reads the format fails on other values."
        Schema("{type: string, format: date}", "{type: string}");
    "format-changed" Values [B R] [Patch Patch] <> "format-changed" []
        "The value must have another format."
        "Values of the old format are refused, and a client that reads it fails."
        Schema("{type: string, format: date}", "{type: string, format: uuid}");

    // Arrays.
    "max-items-lowered" Values [B S] [Patch Patch] <> "max-items-raised" ["Schema.maxItems"]
        "The greatest number of items is lower, or new."
        "A request with more items is refused."
        Schema("{type: array, items: {}}", "{type: array, items: {}, maxItems: 3}");
    "max-items-raised" Values [S R] [Patch Patch] <> "max-items-lowered" []
        "The greatest number of items is higher, or gone."
        "A client receives more items than it was promised."
        Schema("{type: array, items: {}, maxItems: 3}", "{type: array, items: {}, maxItems: 4}");
    "min-items-raised" Values [B S] [Patch Patch] <> "min-items-lowered" ["Schema.minItems"]
        "The least number of items is higher, or new."
        "A request with fewer items is refused."
        Schema("{type: array, items: {}, minItems: 1}", "{type: array, items: {}, minItems: 2}");
    "min-items-lowered" Values [S R] [Patch Patch] <> "min-items-raised" []
        "The least number of items is lower, or gone."
        "A client receives fewer items than it was promised."
        Schema("{type: array, items: {}, minItems: 1}", "{type: array, items: {}}");
    "unique-items-added" Values [B S] [Patch Patch] <> "unique-items-removed" ["Schema.uniqueItems"]
        "Items must differ."
        "A request with equal items is refused."
        Schema("{type: array, items: {}}", "{type: array, items: {}, uniqueItems: true}");
    "unique-items-removed" Values [S R] [Patch Patch] <> "unique-items-added" []
        "Items may be equal."
        "A client receives equal items."
        Schema("{type: array, items: {}, uniqueItems: true}", "{type: array, items: {}, uniqueItems: false}");

    // Objects.
    "max-properties-lowered" Values [B S] [Patch Patch] <> "max-properties-raised" ["Schema.maxProperties"]
        "The greatest number of properties is lower, or new."
        "A request with more properties is refused."
        Schema("{type: object}", "{type: object, maxProperties: 1}");
    "max-properties-raised" Values [S R] [Patch Patch] <> "max-properties-lowered" []
        "The greatest number of properties is higher, or gone."
        "A client receives more properties than it was promised."
        Schema("{type: object, maxProperties: 1}", "{type: object}");
    "min-properties-raised" Values [B S] [Patch Patch] <> "min-properties-lowered" ["Schema.minProperties"]
        "The least number of properties is higher, or new."
        "A request with fewer properties is refused."
        Schema("{type: object}", "{type: object, minProperties: 1}");
    "min-properties-lowered" Values [S R] [Patch Patch] <> "min-properties-raised" []
        "The least number of properties is lower, or gone."
        "A client receives fewer properties than it was promised."
        Schema("{type: object, minProperties: 2}", "{type: object, minProperties: 1}");
    "property-required" Values [B S] [Major Patch] <> "property-optional" ["Schema.required"]
        "A property must be there."
        "A request without the property is refused."
        Schema("{type: object, properties: {id: {}}}", "{type: object, properties: {id: {}}, required: [id]}");
    "property-optional" Values [S B] [Major Patch] <> "property-required" []
        "A property may be missing."
        "A client receives objects without a property that it relies on."
        Schema("{type: object, properties: {id: {}}, required: [id]}", "{type: object, properties: {id: {}}}");
    "property-added" Values [S S] [Major Minor] <> "property-removed" ["Schema.properties"]
        "The object gains an optional property."
        "Clients may send it, and ignore it where they receive it."
        Schema("{type: object, properties: {id: {}}}", "{type: object, properties: {id: {}, name: {type: string}}}");
    "property-removed" Meaning [R R] [Major Major] <> "property-added" []
        "The object loses an optional property."
        "The service ignores or refuses the property in a request, and no longer sends it."
        Schema("{type: object, properties: {id: {}, name: {type: string}}}", "{type: object, properties: {id: {}}}");
    "property-added-required" Values [B S] [Major Minor] <> "property-removed-required" []
        "The object gains a required property."
        "A request without the property is refused."
        Schema(
            "{type: object, properties: {id: {}}}",
            "{type: object, properties: {id: {}, name: {type: string}}, required: [name]}"
        );
    "property-removed-required" Meaning [R B] [Major Major] <> "property-added-required" []
        "The object loses a required property."
        "A client relies on a property that it no longer receives."
        Schema(
            "{type: object, properties: {id: {}, name: {type: string}}, required: [name]}",
            "{type: object, properties: {id: {}}}"
        );
    "property-renamed" Meaning [B B] [Major Major] <> "property-renamed" []
        "A property has another name."
        "The service does not read the old name, and a client does not find it."
        Schema(
            "{type: object, properties: {id: {}, name: {type: string}}}",
            "{type: object, properties: {id: {}, title: {type: string}}}"
        );
    "additional-properties-refused" Values [B S] [Major Patch] <> "additional-properties-allowed" ["Schema.additionalProperties"]
        "The object has no or fewer undeclared properties."
        "A request with undeclared properties is refused."
        Schema("{type: object, additionalProperties: true}", "{type: object, additionalProperties: false}");
    "additional-properties-allowed" Values [S R] [Minor Patch] <> "additional-properties-refused" []
        "The object may have more undeclared properties."
        "A client receives properties that it was promised not to receive."
        Schema("{type: object, additionalProperties: false}", "{type: object}");
    "read-only-added" Meaning [R S] [Patch Patch] <> "read-only-removed" ["Schema.readOnly"]
        "Requests must not hold the property."
        "A request that holds the property can be refused."
        Schema(
            "{type: object, properties: {id: {type: string}}}",
            "{type: object, properties: {id: {type: string, readOnly: true}}}"
        );
    "read-only-removed" Meaning [R S] [Patch Patch] <> "read-only-added" []
        "Requests may hold the property."
        "If the property is required, a request without it is refused."
        Schema(
            "{type: object, properties: {id: {type: string, readOnly: true}}}",
            "{type: object, properties: {id: {type: string}}}"
        );
    "write-only-added" Meaning [S R] [Patch Patch] <> "write-only-removed" ["Schema.writeOnly"]
        "Responses no longer hold the property."
        "A client does not receive a property that it may rely on."
        Schema(
            "{type: object, properties: {id: {type: string}}}",
            "{type: object, properties: {id: {type: string, writeOnly: true}}}"
        );
    "write-only-removed" Meaning [S R] [Patch Patch] <> "write-only-added" []
        "Responses may hold the property."
        "A client receives a property that it was promised not to receive."
        Schema(
            "{type: object, properties: {id: {type: string, writeOnly: true}}}",
            "{type: object, properties: {id: {type: string}}}"
        );

    // Combinations of schemas.
    "alternative-removed" Values [B S] [Major Major] <> "alternative-added" ["Schema.oneOf" "Schema.anyOf"]
        "One of several alternatives is gone."
        "A request of this alternative is refused."
        Schema("{anyOf: [{type: string}, {type: integer}]}", "{anyOf: [{type: string}]}");
    "alternative-added" Values [S R] [Major Major] <> "alternative-removed" []
        "There is another alternative."
        "A client receives an alternative that it does not know."
        Schema("{oneOf: [{type: string}]}", "{oneOf: [{type: string}, {type: integer}]}");
    "all-of-added" Values [B S] [Major Major] <> "all-of-removed" ["Schema.allOf"]
        "Values must satisfy another schema too."
        "A request that does not satisfy it is refused."
        Schema("{allOf: [{type: string}]}", "{allOf: [{type: string}, {maxLength: 3}]}");
    "all-of-removed" Values [S R] [Major Major] <> "all-of-added" []
        "Values need not satisfy a schema any more."
        "A client receives values that do not satisfy it."
        Schema("{allOf: [{type: string}, {maxLength: 3}]}", "{allOf: [{type: string}]}");
    "not-added" Values [B S] [Patch Patch] <> "not-removed" ["Schema.not"]
        "Values must not satisfy a schema."
        "A request that satisfies it is refused."
        Schema("{}", "{not: {type: string}}");
    "not-removed" Values [S R] [Patch Patch] <> "not-added" []
        "Values may satisfy a schema that they must not satisfy before."
        "A client receives values that satisfy it."
        Schema("{not: {type: string}}", "{}");
    "schema-replaced" Values [B B] [Major Major] <> "schema-replaced" []
        "The schema is built in another way and accepts other values."
        "Old requests can be refused, and clients can receive what they do not expect."
        Schema("{oneOf: [{type: string}, {type: integer}]}", "{anyOf: [{type: string}, {type: boolean}]}");
    "unsupported-keyword-changed" Meaning [R R] [Patch Patch] <> "unsupported-keyword-changed" []
        "A keyword changes whose effect cannot be computed."
        "The schema can accept other values than before; compare the two versions of the keyword yourself."
        Schema("{type: object}", "{type: object, patternProperties: {'^x': {type: string}}}");
    "discriminator-added" Meaning [R R] [Patch Patch] <> "discriminator-removed" ["Schema.discriminator"]
        "A property selects the alternative."
        "A request whose property names no alternative can be refused."
        Schema(
            "{oneOf: [{type: object, properties: {kind: {type: string}}}]}",
            "{oneOf: [{type: object, properties: {kind: {type: string}}}], discriminator: {propertyName: kind}}"
        );
    "discriminator-removed" Meaning [R R] [Patch Patch] <> "discriminator-added" []
        "No property selects the alternative any more."
        "A client that selects by the property can fail."
        Schema(
            "{oneOf: [{type: object, properties: {kind: {type: string}}}], discriminator: {propertyName: kind}}",
            "{oneOf: [{type: object, properties: {kind: {type: string}}}]}"
        );
    "discriminator-changed" Meaning [B B] [Patch Patch] <> "discriminator-changed" ["Discriminator.propertyName"]
        "Another property selects the alternative."
        "A client that selects by the old property fails."
        Schema(
            "{oneOf: [{type: object}], discriminator: {propertyName: kind}}",
            "{oneOf: [{type: object}], discriminator: {propertyName: type}}"
        );
    "mapping-added" Meaning [S R] [Patch Patch] <> "mapping-removed" ["Discriminator.mapping"]
        "The discriminator has another value."
        "A client receives a value that it does not know."
        Schema(
            "{oneOf: [{type: object}], discriminator: {propertyName: kind, mapping: {}}}",
            "{oneOf: [{type: object}], discriminator: {propertyName: kind, mapping: {cat: Cat}}}"
        );
    "mapping-removed" Meaning [B S] [Patch Patch] <> "mapping-added" []
        "The discriminator loses a value."
        "A request with this value is refused."
        Schema(
            "{oneOf: [{type: object}], discriminator: {propertyName: kind, mapping: {cat: Cat}}}",
            "{oneOf: [{type: object}], discriminator: {propertyName: kind}}"
        );
    "mapping-changed" Meaning [B B] [Patch Patch] <> "mapping-changed" []
        "A value of the discriminator selects another schema."
        "Client and service read the same value in different ways."
        Schema(
            "{oneOf: [{type: object}], discriminator: {propertyName: kind, mapping: {cat: Cat}}}",
            "{oneOf: [{type: object}], discriminator: {propertyName: kind, mapping: {cat: Dog}}}"
        );
    "default-added" Meaning [R S] [Patch Patch] <> "default-removed" ["Schema.default"]
        "A missing value has a default."
        "The service may read requests without the value in another way."
        Schema("{type: integer}", "{type: integer, default: 10}");
    "default-removed" Meaning [R S] [Patch Patch] <> "default-added" []
        "A missing value has no default any more."
        "The service may read requests without the value in another way."
        Schema("{type: integer, default: 10}", "{type: integer}");
    "default-changed" Meaning [R S] [Patch Patch] <> "default-changed" []
        "A missing value has another default."
        "The service reads requests without the value in another way."
        Schema("{type: integer, default: 10}", "{type: integer, default: 20}");
    "xml-changed" Meaning [R R] [Patch Patch] <> "xml-changed"
        ["Schema.xml" "Xml.name" "Xml.namespace" "Xml.prefix" "Xml.attribute" "Xml.wrapped"]
        "The value has another form in XML."
        "XML of the old form is not read any more; JSON is the same."
        Schema("{type: string, xml: {name: a}}", "{type: string, xml: {name: b}}");

    // Parameters.
    "parameter-added" Meaning [S S] [Minor Minor] <> "parameter-removed" ["Operation.parameters" "PathItem.parameters"]
        "The operation gains an optional parameter."
        "Clients need not send it."
        Parameters("[]", "[{name: limit, in: query, schema: {type: integer}}]");
    "parameter-removed" Meaning [R R] [Major Major] <> "parameter-added" []
        "The operation loses an optional parameter."
        "The service ignores or refuses what clients send."
        Parameters("[{name: limit, in: query, schema: {type: integer}}]", "[]");
    "parameter-added-required" Meaning [B S] [Major Major] at_call <> "parameter-removed-required" []
        "The operation gains a required parameter."
        "A request without it is refused."
        Parameters("[]", "[{name: X-Id, in: header, required: true, schema: {type: string}}]");
    "parameter-removed-required" Meaning [R S] [Major Major] <> "parameter-added-required" []
        "The operation loses a required parameter."
        "The service ignores or refuses what clients send."
        Parameters("[{name: X-Id, in: header, required: true, schema: {type: string}}]", "[]");
    "parameter-required" Meaning [B S] [Major Major] at_call <> "parameter-optional" ["Parameter.required"]
        "A parameter must be sent."
        "A request without it is refused."
        Parameters(
            "[{name: limit, in: query, schema: {type: integer}}]",
            "[{name: limit, in: query, required: true, schema: {type: integer}}]"
        );
    "parameter-optional" Meaning [S B] [Minor Minor] at_call <> "parameter-required" []
        "A parameter need not be sent."
        "Clients that send it work as before."
        Parameters(
            "[{name: limit, in: query, required: true, schema: {type: integer}}]",
            "[{name: limit, in: query, schema: {type: integer}}]"
        );
    "parameter-renamed" Meaning [B B] [Major Major] <> "parameter-renamed" ["Parameter.name"]
        "A parameter has another name."
        "The service does not read the old name."
        Parameters(
            "[{name: limit, in: query, schema: {type: integer}}]",
            "[{name: size, in: query, schema: {type: integer}}]"
        );
    "parameter-moved" Meaning [B B] [Patch Patch] <> "parameter-moved" ["Parameter.in"]
        "A parameter is sent in another part of the request."
        "The service does not read it from the old part."
        Parameters(
            "[{name: limit, in: query, schema: {type: integer}}]",
            "[{name: limit, in: header, schema: {type: integer}}]"
        );
    "path-parameter-renamed" Meaning [N N] [Major Major] <> "path-parameter-renamed" []
        "A path parameter has another name; requests are the same."
        "Only generated code has the name."
        Paths(
            "{'/a/{id}': {get: {operationId: a, parameters: [{name: id, in: path, required: true, schema: \
             {type: string}}], responses: {'200': {description: Done.}}}}}",
            "{'/a/{key}': {get: {operationId: a, parameters: [{name: key, in: path, required: true, schema: \
             {type: string}}], responses: {'200': {description: Done.}}}}}"
        );
    "serialization-changed" Meaning [B B] [Major Patch] <> "serialization-changed"
        ["Parameter.style" "Parameter.explode" "Header.style" "Header.explode" "Parameter.content" "Header.content"
         "Parameter.schema" "Header.schema"]
        "Values are written in another form."
        "Client and service write and read the same value in different ways."
        Parameters(
            "[{name: ids, in: query, schema: {type: array, items: {type: string}}}]",
            "[{name: ids, in: query, explode: false, schema: {type: array, items: {type: string}}}]"
        );
    "reserved-refused" Meaning [R R] [Patch Patch] <> "reserved-allowed" ["Parameter.allowReserved" "Header.allowReserved"]
        "Reserved characters must be escaped."
        "The service can read unescaped characters in another way."
        Parameters(
            "[{name: q, in: query, allowReserved: true, schema: {type: string}}]",
            "[{name: q, in: query, schema: {type: string}}]"
        );
    "reserved-allowed" Meaning [S S] [Patch Patch] <> "reserved-refused" []
        "Reserved characters need not be escaped."
        "Clients that escape them work as before."
        Parameters(
            "[{name: q, in: query, schema: {type: string}}]",
            "[{name: q, in: query, allowReserved: true, schema: {type: string}}]"
        );
    "empty-value-refused" Meaning [B S] [Patch Patch] <> "empty-value-allowed" ["Parameter.allowEmptyValue" "Header.allowEmptyValue"]
        "The parameter must have a value."
        "A request with the bare name is refused."
        Parameters(
            "[{name: q, in: query, allowEmptyValue: true, schema: {type: string}}]",
            "[{name: q, in: query, schema: {type: string}}]"
        );
    "empty-value-allowed" Meaning [S R] [Patch Patch] <> "empty-value-refused" []
        "The parameter may have no value."
        "Clients that send a value work as before."
        Parameters(
            "[{name: q, in: query, schema: {type: string}}]",
            "[{name: q, in: query, allowEmptyValue: true, schema: {type: string}}]"
        );

    // Response headers.
    "header-added" Meaning [S S] [Patch Patch] <> "header-removed" ["Response.headers"]
        "The response gains an optional header."
        "Clients ignore it."
        Headers("{}", "{X-Left: {schema: {type: integer}}}");
    "header-removed" Meaning [R R] [Patch Patch] <> "header-added" []
        "The response loses an optional header."
        "A client does not receive a header that it may rely on."
        Headers("{X-Left: {schema: {type: integer}}}", "{}");
    "header-added-required" Meaning [B S] [Patch Patch] <> "header-removed-required" []
        "The response gains a header that is always there."
        "Clients ignore it."
        Headers("{}", "{X-Left: {required: true, schema: {type: integer}}}");
    "header-removed-required" Meaning [R B] [Patch Patch] <> "header-added-required" []
        "The response loses a header that was always there."
        "A client relies on a header that it no longer receives."
        Headers("{X-Left: {required: true, schema: {type: integer}}}", "{}");
    "header-required" Meaning [B S] [Patch Patch] <> "header-optional" ["Header.required"]
        "A header is always there."
        "Clients may rely on it."
        Headers("{X-Left: {schema: {type: integer}}}", "{X-Left: {required: true, schema: {type: integer}}}");
    "header-optional" Meaning [S B] [Patch Patch] <> "header-required" []
        "A header may be missing."
        "A client relies on a header that it may not receive."
        Headers("{X-Left: {required: true, schema: {type: integer}}}", "{X-Left: {schema: {type: integer}}}");

    // Request and response bodies.
    "request-body-added" Meaning [S S] [Minor Minor] <> "request-body-removed" ["Operation.requestBody"]
        "The operation takes an optional body."
        "Clients need not send it."
        Operation(
            "responses: {'200': {description: Done.}}",
            "requestBody: {content: {application/json: {schema: {}}}}, responses: {'200': {description: Done.}}"
        );
    "request-body-removed" Meaning [R R] [Major Major] <> "request-body-added" []
        "The operation takes no body any more."
        "The service ignores or refuses what clients send."
        Operation(
            "requestBody: {content: {application/json: {schema: {}}}}, responses: {'200': {description: Done.}}",
            "responses: {'200': {description: Done.}}"
        );
    "request-body-added-required" Meaning [B S] [Major Major] at_call <> "request-body-removed-required" []
        "The operation takes a body that must be sent."
        "A request without a body is refused."
        Operation(
            "responses: {'200': {description: Done.}}",
            "requestBody: {required: true, content: {application/json: {schema: {}}}}, responses: {'200': \
             {description: Done.}}"
        );
    "request-body-removed-required" Meaning [R S] [Major Major] <> "request-body-added-required" []
        "The operation takes no body any more; it was required."
        "The service ignores or refuses what clients send."
        Operation(
            "requestBody: {required: true, content: {application/json: {schema: {}}}}, responses: {'200': \
             {description: Done.}}",
            "responses: {'200': {description: Done.}}"
        );
    "request-body-required" Meaning [B S] [Major Major] at_call <> "request-body-optional" ["RequestBody.required"]
        "The body must be sent."
        "A request without a body is refused."
        Operation(
            "requestBody: {content: {application/json: {schema: {}}}}, responses: {'200': {description: Done.}}",
            "requestBody: {required: true, content: {application/json: {schema: {}}}}, responses: {'200': \
             {description: Done.}}"
        );
    "request-body-optional" Meaning [S B] [Minor Minor] at_call <> "request-body-required" []
        "The body need not be sent."
        "Clients that send it work as before."
        Operation(
            "requestBody: {required: true, content: {application/json: {schema: {}}}}, responses: {'200': \
             {description: Done.}}",
            "requestBody: {content: {application/json: {schema: {}}}}, responses: {'200': {description: Done.}}"
        );
    "media-type-added" Meaning [S S] [Patch Patch] <> "media-type-removed" ["MediaType.schema"]
        "The body may have another media type."
        "Clients that send or ask for the old ones work as before."
        Responses(
            "{'200': {description: Done., content: {application/json: {schema: {}}}}}",
            "{'200': {description: Done., content: {application/json: {schema: {}}, text/csv: {schema: {}}}}}"
        );
    "media-type-removed" Meaning [B B] [Major Major] <> "media-type-added" []
        "The body no longer has a media type."
        "A body of this media type is refused, or is not sent any more."
        Responses(
            "{'200': {description: Done., content: {application/json: {schema: {}}, text/csv: {schema: {}}}}}",
            "{'200': {description: Done., content: {application/json: {schema: {}}}}}"
        );
    "media-type-widened" Meaning [S R] [Major Major] <> "media-type-narrowed" []
        "A range of media types, such as `text/*`, replaces a media type."
        "A client can receive another media type of the range."
        Operation(
            "requestBody: {content: {text/csv: {schema: {}}}}, responses: {'200': {description: Done.}}",
            "requestBody: {content: {text/*: {schema: {}}}}, responses: {'200': {description: Done.}}"
        );
    "media-type-narrowed" Meaning [B S] [Major Major] <> "media-type-widened" []
        "A media type replaces a range of media types, such as `text/*`."
        "A request with another media type of the range is refused."
        Operation(
            "requestBody: {content: {text/*: {schema: {}}}}, responses: {'200': {description: Done.}}",
            "requestBody: {content: {text/csv: {schema: {}}}}, responses: {'200': {description: Done.}}"
        );
    "encoding-changed" Meaning [R R] [Patch Patch] <> "encoding-changed"
        ["MediaType.encoding" "Encoding.contentType" "Encoding.headers" "Encoding.style" "Encoding.explode"
         "Encoding.allowReserved"]
        "A part of the body is written in another form."
        "Client and service can write and read the part in different ways."
        Operation(
            "requestBody: {content: {multipart/form-data: {schema: {type: object}, encoding: {a: {contentType: \
             text/plain}}}}}, responses: {'200': {description: Done.}}",
            "requestBody: {content: {multipart/form-data: {schema: {type: object}, encoding: {a: {contentType: \
             text/csv}}}}}, responses: {'200': {description: Done.}}"
        );

    // Responses.
    "success-status-added" Meaning [R R] [Major Major] <> "success-status-removed" []
        "The operation can succeed with another status."
        "A client receives a status that it does not know."
        Responses("{'200': {description: Done.}}", "{'200': {description: Done.}, '202': {description: Accepted.}}");
    "success-status-removed" Meaning [B B] [Major Major] <> "success-status-added" []
        "The operation no longer succeeds with a status."
        "A client waits for a status that it never receives."
        Responses("{'200': {description: Done.}, '202': {description: Accepted.}}", "{'200': {description: Done.}}");
    "success-status-widened" Meaning [R R] [Major Major] <> "success-status-narrowed" []
        "A range of statuses, or `default`, replaces a status."
        "A client can receive another status of the range."
        Responses("{'200': {description: Done.}}", "{'2XX': {description: Done.}}");
    "success-status-narrowed" Meaning [S S] [Major Major] <> "success-status-widened" []
        "A status replaces a range of statuses, or `default`."
        "Clients that accept each status of the range work as before."
        Responses("{default: {description: Done.}}", "{'200': {description: Done.}}");
    "error-status-added" Meaning [S S] [None None] <> "error-status-removed" []
        "The contract describes another error."
        "Clients treat it as they treat any error."
        Responses("{'200': {description: Done.}}", "{'200': {description: Done.}, '409': {description: Conflict.}}");
    "error-status-removed" Meaning [S S] [None None] <> "error-status-added" []
        "The contract no longer describes an error."
        "Clients that expect it never receive it, or receive it without a description."
        Responses("{'200': {description: Done.}, '409': {description: Conflict.}}", "{'200': {description: Done.}}");
    "link-added" Meaning [S S] [None None] <> "link-removed" ["Response.links"]
        "The response describes another link."
        "Clients ignore it."
        Responses("{'200': {description: Done.}}", "{'200': {description: Done., links: {next: {operationId: add_pet}}}}");
    "link-removed" Meaning [R R] [None None] <> "link-added" []
        "The response no longer describes a link."
        "A client that follows the link can fail."
        Responses("{'200': {description: Done., links: {next: {operationId: add_pet}}}}", "{'200': {description: Done.}}");
    "link-changed" Meaning [R R] [None None] <> "link-changed"
        ["Link.operationRef" "Link.operationId" "Link.parameters" "Link.requestBody" "Link.server"]
        "A link leads elsewhere."
        "A client that follows the link sends another request."
        Responses(
            "{'200': {description: Done., links: {next: {operationId: add_pet}}}}",
            "{'200': {description: Done., links: {next: {operationId: add_pet, parameters: {id: 1}}}}}"
        );
    "callback-added" Meaning [R R] [None None] <> "callback-removed" ["Operation.callbacks"]
        "The service calls the client on another occasion."
        "A client that registers receives requests that it does not know."
        Operation(
            "responses: {'200': {description: Done.}}",
            "callbacks: {done: {'{$url}': {post: {responses: {'200': {description: Done.}}}}}}, responses: {'200': \
             {description: Done.}}"
        );
    "callback-removed" Meaning [R R] [None None] <> "callback-added" []
        "The service does not call the client any more."
        "A client waits for a request that does not come."
        Operation(
            "callbacks: {done: {'{$url}': {post: {responses: {'200': {description: Done.}}}}}}, responses: {'200': \
             {description: Done.}}",
            "responses: {'200': {description: Done.}}"
        );
    "webhook-added" Meaning [R R] [None None] <> "webhook-removed" []
        "The service calls its clients on another occasion."
        "A client can receive requests that it does not know."
        Contract(
            "info: {title: Pets, version: '1'}\npaths: {}\nwebhooks: {}",
            "info: {title: Pets, version: '1'}\npaths: {}\nwebhooks: {done: {post: {responses: {'200': {description: \
             Done.}}}}}"
        );
    "webhook-removed" Meaning [R R] [None None] <> "webhook-added" []
        "The service does not call its clients on an occasion any more."
        "A client waits for a request that does not come."
        Contract(
            "info: {title: Pets, version: '1'}\npaths: {}\nwebhooks: {done: {post: {responses: {'200': {description: \
             Done.}}}}}",
            "info: {title: Pets, version: '1'}\npaths: {}\nwebhooks: {}"
        );

    // Operations.
    "operation-added" Meaning [S S] [Minor Minor] <> "operation-removed"
        ["PathItem.get" "PathItem.put" "PathItem.post" "PathItem.delete" "PathItem.options" "PathItem.head"
         "PathItem.patch" "PathItem.trace"]
        "The service has another operation."
        "Clients need not call it."
        Paths("{}", "{/a: {get: {operationId: a, responses: {'200': {description: Done.}}}}}");
    "operation-removed" Meaning [B B] [Major Major] <> "operation-added" []
        "The service loses an operation."
        "A client that calls it fails."
        Paths("{/a: {get: {operationId: a, responses: {'200': {description: Done.}}}}}", "{}");
    "operation-moved" Meaning [B B] [Patch Patch] <> "operation-moved" []
        "An operation has another path or method."
        "A client that calls the old one fails."
        Paths(
            "{/a: {get: {operationId: a, responses: {'200': {description: Done.}}}}}",
            "{/b: {get: {operationId: a, responses: {'200': {description: Done.}}}}}"
        );
    "operation-id-changed" Meaning [N N] [Major Major] <> "operation-id-changed" ["Operation.operationId"]
        "An operation has another id; requests are the same."
        "Only generated code has the id."
        Paths(
            "{/a: {get: {operationId: a, responses: {'200': {description: Done.}}}}}",
            "{/a: {get: {operationId: b, responses: {'200': {description: Done.}}}}}"
        );
    "deprecated-added" Meaning [S S] [Minor Patch] <> "deprecated-removed"
        ["Operation.deprecated" "Parameter.deprecated" "Header.deprecated" "Schema.deprecated"]
        "It is deprecated."
        "It works as before; plan to stop using it."
        Operation("responses: {'200': {description: Done.}}", "deprecated: true, responses: {'200': {description: Done.}}");
    "deprecated-removed" Meaning [S S] [Patch Patch] <> "deprecated-added" []
        "It is no longer deprecated."
        "It works as before."
        Operation("deprecated: true, responses: {'200': {description: Done.}}", "responses: {'200': {description: Done.}}");

    // Servers.
    "server-added" Meaning [S S] [None None] <> "server-removed"
        ["OpenApi.servers" "PathItem.servers" "Operation.servers" "Server.url"]
        "There is another server."
        "Clients of the old servers work as before."
        Contract(
            "info: {title: Pets, version: '1'}\nservers: [{url: https://a.example}]\npaths: {/a: {get: {responses: \
             {'200': {description: Done.}}}}}",
            "info: {title: Pets, version: '1'}\nservers: [{url: https://a.example}, {url: https://b.example}]\npaths: \
             {/a: {get: {responses: {'200': {description: Done.}}}}}"
        );
    "server-removed" Meaning [B B] [None None] <> "server-added" []
        "A server is gone."
        "A client that calls it fails."
        Contract(
            "info: {title: Pets, version: '1'}\nservers: [{url: https://a.example}, {url: https://b.example}]\npaths: \
             {/a: {get: {responses: {'200': {description: Done.}}}}}",
            "info: {title: Pets, version: '1'}\nservers: [{url: https://a.example}]\npaths: {/a: {get: {responses: \
             {'200': {description: Done.}}}}}"
        );
    "server-value-added" Meaning [S S] [None None] <> "server-value-removed" ["ServerVariable.enum"]
        "A variable of the server may have another value."
        "Clients that use the old values work as before."
        Contract(
            "info: {title: Pets, version: '1'}\nservers: [{url: 'https://{r}.example', variables: {r: {default: a, \
             enum: [a]}}}]\npaths: {/a: {get: {responses: {'200': {description: Done.}}}}}",
            "info: {title: Pets, version: '1'}\nservers: [{url: 'https://{r}.example', variables: {r: {default: a, \
             enum: [a, b]}}}]\npaths: {/a: {get: {responses: {'200': {description: Done.}}}}}"
        );
    "server-value-removed" Meaning [B B] [None None] <> "server-value-added" []
        "A variable of the server loses a value."
        "A client that uses the value fails."
        Contract(
            "info: {title: Pets, version: '1'}\nservers: [{url: 'https://{r}.example', variables: {r: {default: a, \
             enum: [a, b]}}}]\npaths: {/a: {get: {responses: {'200': {description: Done.}}}}}",
            "info: {title: Pets, version: '1'}\nservers: [{url: 'https://{r}.example', variables: {r: {default: a, \
             enum: [a]}}}]\npaths: {/a: {get: {responses: {'200': {description: Done.}}}}}"
        );
    "server-variable-changed" Meaning [R R] [None None] <> "server-variable-changed" ["Server.variables" "ServerVariable.default"]
        "A variable of the server has another default."
        "Clients that do not set it call another server."
        Contract(
            "info: {title: Pets, version: '1'}\nservers: [{url: 'https://{r}.example', variables: {r: {default: a}}}]\n\
             paths: {/a: {get: {responses: {'200': {description: Done.}}}}}",
            "info: {title: Pets, version: '1'}\nservers: [{url: 'https://{r}.example', variables: {r: {default: b}}}]\n\
             paths: {/a: {get: {responses: {'200': {description: Done.}}}}}"
        );

    // Credentials.
    "authentication-required" Meaning [B B] [None None] <> "authentication-dropped" []
        "Requests need credentials."
        "A request without credentials is refused."
        Operation(
            "responses: {'200': {description: Done.}}",
            "security: [{token: []}], responses: {'200': {description: Done.}}"
        );
    "authentication-dropped" Meaning [S S] [None None] <> "authentication-required" []
        "Requests need no credentials any more."
        "Clients that send them work as before."
        Operation(
            "security: [{token: []}], responses: {'200': {description: Done.}}",
            "security: [], responses: {'200': {description: Done.}}"
        );
    "security-added" Meaning [S S] [None None] <> "security-removed" ["OpenApi.security" "Operation.security"]
        "Requests may have other credentials."
        "Clients with the old credentials work as before."
        Operation(
            "security: [{token: []}], responses: {'200': {description: Done.}}",
            "security: [{token: []}, {key: []}], responses: {'200': {description: Done.}}"
        );
    "security-removed" Meaning [B B] [None None] <> "security-added" []
        "A kind of credentials is refused."
        "A client with these credentials fails."
        Operation(
            "security: [{token: []}, {key: []}], responses: {'200': {description: Done.}}",
            "security: [{key: []}], responses: {'200': {description: Done.}}"
        );
    "scope-added" Meaning [B B] [None None] <> "scope-removed" []
        "Credentials need another scope."
        "A client without the scope is refused."
        Operation(
            "security: [{token: []}], responses: {'200': {description: Done.}}",
            "security: [{token: [admin]}], responses: {'200': {description: Done.}}"
        );
    "scope-removed" Meaning [S S] [None None] <> "scope-added" []
        "Credentials need one scope less."
        "Clients that have it work as before."
        Operation(
            "security: [{token: [admin]}], responses: {'200': {description: Done.}}",
            "security: [{token: []}], responses: {'200': {description: Done.}}"
        );
    "security-scheme-changed" Meaning [B B] [None None] <> "security-scheme-changed"
        ["SecurityScheme.type" "SecurityScheme.name" "SecurityScheme.in" "SecurityScheme.scheme"
         "SecurityScheme.openIdConnectUrl"]
        "Credentials are sent in another form."
        "A client that sends the old form is refused."
        Contract(
            "info: {title: Pets, version: '1'}\nsecurity: [{token: []}]\npaths: {/a: {get: {responses: {'200': \
             {description: Done.}}}}}\ncomponents: {securitySchemes: {token: {type: apiKey, in: header, name: A}}}",
            "info: {title: Pets, version: '1'}\nsecurity: [{token: []}]\npaths: {/a: {get: {responses: {'200': \
             {description: Done.}}}}}\ncomponents: {securitySchemes: {token: {type: apiKey, in: header, name: B}}}"
        );
    "oauth-flow-changed" Meaning [R R] [None None] <> "oauth-flow-changed"
        ["SecurityScheme.flows" "OauthFlows.implicit" "OauthFlows.password" "OauthFlows.clientCredentials"
         "OauthFlows.authorizationCode" "OauthFlow.authorizationUrl" "OauthFlow.tokenUrl" "OauthFlow.refreshUrl"
         "OauthFlow.scopes"]
        "Clients get their credentials in another way."
        "A client that asks the old way can fail."
        Contract(
            "info: {title: Pets, version: '1'}\nsecurity: [{o: []}]\npaths: {/a: {get: {responses: {'200': {description: \
             Done.}}}}}\ncomponents: {securitySchemes: {o: {type: oauth2, flows: {implicit: {authorizationUrl: \
             https://a.example, scopes: {}}}}}}",
            "info: {title: Pets, version: '1'}\nsecurity: [{o: []}]\npaths: {/a: {get: {responses: {'200': {description: \
             Done.}}}}}\ncomponents: {securitySchemes: {o: {type: oauth2, flows: {implicit: {authorizationUrl: \
             https://b.example, scopes: {}}}}}}"
        );
    "security-scheme-added" Meaning [N N] [None None] <> "security-scheme-removed" ["Components.securitySchemes"]
        "The contract describes another kind of credentials."
        "Operations that take it are reported by themselves."
        Contract(
            "info: {title: Pets, version: '1'}\npaths: {}",
            "info: {title: Pets, version: '1'}\npaths: {}\ncomponents: {securitySchemes: {token: {type: http, scheme: \
             basic}}}"
        );
    "security-scheme-removed" Meaning [N N] [None None] <> "security-scheme-added" []
        "The contract no longer describes a kind of credentials."
        "Operations that took it are reported by themselves."
        Contract(
            "info: {title: Pets, version: '1'}\npaths: {}\ncomponents: {securitySchemes: {token: {type: http, scheme: \
             basic}}}",
            "info: {title: Pets, version: '1'}\npaths: {}"
        );
    "security-scheme-renamed" Meaning [N N] [None None] <> "security-scheme-renamed" []
        "A kind of credentials has another name; requests are the same."
        "Only the contract has the name."
        Contract(
            "info: {title: Pets, version: '1'}\nsecurity: [{token: []}]\npaths: {/a: {get: {responses: {'200': \
             {description: Done.}}}}}\ncomponents: {securitySchemes: {token: {type: apiKey, in: header, name: A}}}",
            "info: {title: Pets, version: '1'}\nsecurity: [{key: []}]\npaths: {/a: {get: {responses: {'200': \
             {description: Done.}}}}}\ncomponents: {securitySchemes: {key: {type: apiKey, in: header, name: a}}}"
        );

    // Changes that affect only documentation and generated code.
    "component-added" Meaning [N N] [Minor Minor] <> "component-removed" ["Components.schemas"]
        "There is another named schema."
        "Only generated code has the name; where operations use the schema is reported by itself."
        Contract(
            "info: {title: Pets, version: '1'}\npaths: {}",
            "info: {title: Pets, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {type: object}}}"
        );
    "component-removed" Meaning [N N] [Major Major] <> "component-added" []
        "A named schema is gone."
        "Only generated code has the name; where operations used the schema is reported by itself."
        Contract(
            "info: {title: Pets, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {type: object}}}",
            "info: {title: Pets, version: '1'}\npaths: {}"
        );
    "component-renamed" Meaning [N N] [Major Major] <> "component-renamed" []
        "A named schema has another name."
        "Only generated code has the name."
        Contract(
            "info: {title: Pets, version: '1'}\npaths: {}\ncomponents: {schemas: {Pet: {type: object}}}",
            "info: {title: Pets, version: '1'}\npaths: {}\ncomponents: {schemas: {Animal: {type: object}}}"
        );
    "version-changed" Meaning [N N] [Patch Patch] <> "version-changed" ["Info.version"]
        "The contract has another version."
        "Nothing that is sent changes."
        Contract("info: {title: Pets, version: '1'}\npaths: {}", "info: {title: Pets, version: '2'}\npaths: {}");
    "documentation-changed" Meaning [N N] [Patch Patch] <> "documentation-changed"
        ["OpenApi.openapi" "OpenApi.tags" "OpenApi.externalDocs" "Info.title" "Info.description" "Info.termsOfService"
         "Info.contact" "Info.license" "Contact.name" "Contact.url" "Contact.email" "License.name" "License.url"
         "Server.description" "ServerVariable.description" "PathItem.summary" "PathItem.description" "Operation.tags"
         "Operation.summary" "Operation.description" "Operation.externalDocs" "Parameter.description"
         "Parameter.example" "Parameter.examples" "Header.description" "Header.example" "Header.examples"
         "RequestBody.description" "MediaType.example" "MediaType.examples" "Response.description" "Example.summary"
         "Example.description" "Example.value" "Example.externalValue" "Link.description" "Components.examples"
         "Schema.title" "Schema.description" "Schema.externalDocs" "Schema.example" "Tag.name" "Tag.description"
         "Tag.externalDocs" "ExternalDocs.description" "ExternalDocs.url" "SecurityScheme.description"
         "SecurityScheme.bearerFormat"]
        "Documentation changes."
        "Nothing that is sent changes."
        Schema("{type: string, description: Old.}", "{type: string, description: New.}");
    "extension-changed" Meaning [N N] [Patch Patch] <> "extension-changed" []
        "A key that starts with `x-` changes."
        "Nothing that is sent changes; tools that read the key can behave in another way."
        Schema("{type: string}", "{type: string, x-sensitive: true}");
}
