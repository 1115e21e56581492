//! An accepted and a refused example for each rule; a test judges all of them.

#[cfg(test)]
mod tests;

use crate::{Limits, Rule};

/// A rule at work. Conditions that are only warned of by default are refused by [`Strictness::strict`], save
/// [`Rule::UnexpectedBody`], which nothing refuses.
///
/// [`Strictness::strict`]: crate::Strictness::strict
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// What is accepted and refused.
    pub subject: Subject,
    /// What a contract writes: a schema, or the paths that take a message.
    pub contract: &'static str,
    /// What else must be known: a limit, a direction.
    pub given: Option<&'static str>,
    /// A document or a message that the rule accepts.
    pub accepted: &'static [u8],
    /// One that it refuses.
    pub refused: &'static [u8],
}

/// What an example judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A JSON document.
    Document,
    /// A request or a response, as HTTP writes it: `GET /path` or `200`, headers, an empty line, a body.
    Message,
}

const fn example(contract: &'static str, accepted: &'static [u8], refused: &'static [u8]) -> Example {
    Example { subject: Subject::Document, contract, given: None, accepted, refused }
}

const fn given(
    given: &'static str,
    contract: &'static str,
    accepted: &'static [u8],
    refused: &'static [u8],
) -> Example {
    Example { subject: Subject::Document, contract, given: Some(given), accepted, refused }
}

const fn message(contract: &'static str, accepted: &'static str, refused: &'static str) -> Example {
    let (accepted, refused) = (accepted.as_bytes(), refused.as_bytes());
    Example { subject: Subject::Message, contract, given: None, accepted, refused }
}

/// The example of a rule.
#[must_use]
pub fn of(rule: Rule) -> Example {
    match rule {
        Rule::Type => example("{type: integer}", b"1", b"1.0"),
        Rule::Enum => example("{type: string, enum: [red, green]}", br#""red""#, br#""Red""#),
        Rule::Format => example("{type: string, format: date}", br#""2024-02-29""#, br#""2023-02-29""#),
        Rule::Pattern => example("{type: string, pattern: '^[a-z]+$'}", br#""abc""#, br#""abc1""#),
        Rule::PatternBudget => example(
            r"{type: string, pattern: '^((a+)\2?)+$'}",
            br#""aaaa""#,
            br#""aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!""#,
        ),
        Rule::MinLength => example("{type: string, minLength: 2}", "\"é😀\"".as_bytes(), "\"😀\"".as_bytes()),
        Rule::MaxLength => example("{type: string, maxLength: 2}", "\"é😀\"".as_bytes(), br#""abc""#),
        Rule::Minimum => example("{type: number, minimum: 1}", b"1.0", b"0.99"),
        Rule::Maximum => example("{type: integer, maximum: 100}", b"100", b"101"),
        Rule::MultipleOf => example("{type: number, multipleOf: 0.1}", b"0.3", b"0.35"),
        Rule::Required => {
            example("{type: object, required: [id], properties: {id: {}}}", br#"{"id": null}"#, br#"{"Id": 1}"#)
        }
        Rule::AdditionalProperties => example(
            "{type: object, properties: {id: {}}, additionalProperties: false}",
            br#"{"id": 1}"#,
            br#"{"id": 1, "name": "x"}"#,
        ),
        Rule::MinProperties => example("{type: object, minProperties: 1}", br#"{"a": 1}"#, b"{}"),
        Rule::MaxProperties => example("{type: object, maxProperties: 1}", br#"{"a": 1}"#, br#"{"a": 1, "b": 2}"#),
        Rule::MinItems => example("{type: array, items: {}, minItems: 2}", b"[1, 2]", b"[1]"),
        Rule::MaxItems => example("{type: array, items: {}, maxItems: 2}", b"[1, 2]", b"[1, 2, 3]"),
        Rule::UniqueItems => example("{type: array, items: {}, uniqueItems: true}", br#"[1, "1"]"#, b"[1, 1.0]"),
        Rule::AnyOf => example("{anyOf: [{type: string}, {type: boolean}]}", b"true", b"1"),
        Rule::OneOf => example("{oneOf: [{multipleOf: 2}, {multipleOf: 3}]}", b"4", b"6"),
        Rule::Not => example("{not: {type: string}}", b"1", br#""1""#),
        Rule::ReadOnly => given(
            "the document is a request",
            "{type: object, properties: {id: {type: string, readOnly: true}}}",
            b"{}",
            br#"{"id": "x"}"#,
        ),
        Rule::WriteOnly => given(
            "the document is a response",
            "{type: object, properties: {password: {type: string, writeOnly: true}}}",
            b"{}",
            br#"{"password": "x"}"#,
        ),
        Rule::JsonSyntax => example("{}", br#"{"a": 1}"#, br#"{"a": 1,}"#),
        Rule::InvalidUtf8 => example("{}", "\"ü\"".as_bytes(), b"\"\xfc\""),
        Rule::TrailingData => example("{}", b"{}\n", b"{} {}"),
        Rule::Nesting => given("a limit of 3 levels", "{}", b"[[[]]]", b"[[[[]]]]"),
        Rule::DuplicateKey => example("{}", br#"{"a": 1, "A": 2}"#, br#"{"a": 1, "\u0061": 2}"#),
        Rule::LoneSurrogate => example("{}", br#""\ud83d\ude00""#, br#""\ud83d""#),
        Rule::ByteOrderMark => example("{}", b"{}", b"\xef\xbb\xbf{}"),
        Rule::IntegerBeyondI64 => example("{}", b"-9007199254740992", b"9223372036854775808"),
        Rule::IntegerBeyondSafe => example("{}", b"9007199254740992", b"9007199254740993"),
        Rule::DecimalPrecision => example("{}", b"0.1", b"0.1234567890123456789"),
        Rule::WorkBudget => given(
            "no second look is allowed",
            "{type: object, properties: {a: {allOf: [{minimum: 0}, {maximum: 9}], not: {multipleOf: 2}}}}",
            b"{}",
            br#"{"a": 1}"#,
        ),
        Rule::TooManyFindings => {
            given("a limit of 2 findings", "{type: array, items: {type: string}}", b"[\"a\"]", b"[1, 2, 3]")
        }
        Rule::DocumentSize => given("a limit of 8 bytes", "{}", b"[1, 2]", b"[1, 2, 3]"),
        Rule::UnknownPath => message(
            "paths:
  /tasks/{id}: {get: {responses: {default: {description: A task.}}}}",
            "GET /tasks/7",
            "GET /task/7",
        ),
        Rule::UnknownMethod => message(
            "paths:
  /tasks: {get: {responses: {default: {description: The tasks.}}}}",
            "GET /tasks",
            "POST /tasks",
        ),
        Rule::MissingParameter => message(
            "paths:
  /tasks:
    parameters: [{name: limit, in: query, required: true, schema: {type: integer}}]
    get: {responses: {default: {description: The tasks.}}}",
            "GET /tasks?limit=9",
            "GET /tasks",
        ),
        Rule::DuplicateParameter => message(
            "paths:
  /tasks:
    parameters: [{name: limit, in: query, schema: {type: integer}}]
    get: {responses: {default: {description: The tasks.}}}",
            "GET /tasks?limit=9",
            "GET /tasks?limit=9&limit=8",
        ),
        Rule::UnknownParameter => message(
            "paths:
  /tasks:
    parameters: [{name: limit, in: query, schema: {type: integer}}]
    get: {responses: {default: {description: The tasks.}}}",
            "GET /tasks?limit=9",
            "GET /tasks?limits=9",
        ),
        Rule::PercentEncoding => message(
            "paths:
  /tasks:
    parameters: [{name: name, in: query, schema: {type: string}}]
    get: {responses: {default: {description: The tasks.}}}",
            "GET /tasks?name=%C3%BC",
            "GET /tasks?name=%FC",
        ),
        Rule::MissingCredentials => message(
            "security: [{token: []}]
components: {securitySchemes: {token: {type: apiKey, in: header, name: X-Token}}}
paths:
  /tasks: {get: {responses: {default: {description: The tasks.}}}}",
            "GET /tasks\nX-Token: secret",
            "GET /tasks",
        ),
        Rule::MissingBody => message(
            "paths:
  /tasks:
    post:
      requestBody: {required: true, content: {application/json: {}}}
      responses: {default: {description: Created.}}",
            "POST /tasks\nContent-Type: application/json\n\n{}",
            "POST /tasks\nContent-Type: application/json",
        ),
        Rule::UnexpectedBody => message(
            "paths:
  /tasks: {get: {responses: {default: {description: The tasks.}}}}",
            "GET /tasks",
            "GET /tasks\nContent-Type: application/json\n\n{}",
        ),
        Rule::ContentType => message(
            "paths:
  /tasks:
    get: {responses: {'200': {description: The tasks., content: {application/json: {}}}}}",
            "200\nContent-Type: application/json; charset=utf-8\n\n[]",
            "200\nContent-Type: text/html\n\n<p>",
        ),
        Rule::UnknownStatus => message(
            "paths:
  /tasks: {get: {responses: {'200': {description: The tasks.}, 4XX: {description: No.}}}}",
            "404",
            "500",
        ),
    }
}

/// The limits that the examples suppose.
#[must_use]
pub fn limits(rule: Rule) -> Limits {
    let mut limits = Limits::default();
    match rule {
        Rule::Nesting => limits.nesting = 3,
        Rule::WorkBudget => limits.work = 0,
        Rule::TooManyFindings => limits.findings = 2,
        Rule::DocumentSize => limits.size = 8,
        _ => {}
    }
    limits
}
