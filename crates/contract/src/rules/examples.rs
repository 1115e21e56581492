//! An accepted and a refused document for each rule; a test judges all of them.

use crate::{Limits, Rule};

/// A rule at work. Conditions that are only warned of by default are refused by [`Strictness::strict`].
///
/// [`Strictness::strict`]: crate::Strictness::strict
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Example {
    /// The schema, as a contract writes it.
    pub schema: &'static str,
    /// What else must be known: a limit, a direction.
    pub given: Option<&'static str>,
    /// A document that the rule accepts.
    pub accepted: &'static [u8],
    /// A document that it refuses.
    pub refused: &'static [u8],
}

const fn example(schema: &'static str, accepted: &'static [u8], refused: &'static [u8]) -> Option<Example> {
    Some(Example { schema, given: None, accepted, refused })
}

const fn given(
    given: &'static str,
    schema: &'static str,
    accepted: &'static [u8],
    refused: &'static [u8],
) -> Option<Example> {
    Some(Example { schema, given: Some(given), accepted, refused })
}

/// The example of a rule; none for one that is not about a document.
#[must_use]
pub fn of(rule: Rule) -> Option<Example> {
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
        Rule::UnknownPath
        | Rule::UnknownMethod
        | Rule::MissingParameter
        | Rule::DuplicateParameter
        | Rule::UnknownParameter
        | Rule::PercentEncoding
        | Rule::MissingCredentials
        | Rule::MissingBody
        | Rule::UnexpectedBody
        | Rule::ContentType
        | Rule::UnknownStatus => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Contract, Direction, Strictness, Validator};

    #[test]
    fn every_example_is_what_it_says() {
        let mut wrong = Vec::new();
        for rule in Rule::ALL.iter().copied() {
            let Some(example) = of(rule) else { continue };
            let text = format!(
                "openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    E: {}\n",
                example.schema
            );
            let contract = Contract::parse("example.yaml", text).unwrap();
            let direction = if rule == Rule::ReadOnly { Direction::Request } else { Direction::Response };
            let validator =
                validator(&contract, direction).with_strictness(Strictness::strict()).with_limits(limits(rule));
            let accepted = validator.validate(example.accepted);
            let refused = validator.validate(example.refused);
            if !accepted.findings().is_empty() {
                wrong.push(format!("{rule}: accepted, yet {:?}", accepted.findings()));
            }
            if refused.is_valid() || !refused.findings().iter().any(|finding| finding.rule == rule) {
                wrong.push(format!("{rule}: refused, yet {:?}", refused.findings()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn validator(contract: &Contract, direction: Direction) -> Validator {
        let document = std::sync::Arc::new(contract.document().clone());
        let schema = contract.document().pointer("/components/schemas/E").unwrap();
        Validator::new(&document, schema, direction).unwrap()
    }
}
