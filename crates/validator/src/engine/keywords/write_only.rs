//! `writeOnly`: a property that a response does not send. The flag is read where the property is compiled, in `properties`.

use super::{Keyword, Row};
use crate::{Rule, finding::Types, rule::Example};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::WriteOnly.keyword(),
    reads: &[],
    types: Types::NONE,
    row: Some(Row {
        rule: Rule::WriteOnly,
        summary: "A response has no `writeOnly` property.",
        example: Example::document(
            "{type: object, properties: {password: {type: string, writeOnly: true}}}",
            b"{}",
            br#"{"password": "x"}"#,
        )
        .given("the document is a response"),
    }),
    compile: |_, _, _| {},
};
