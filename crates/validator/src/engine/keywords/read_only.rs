//! `readOnly`: a property that a request does not send. The flag is read where the property is compiled, in `properties`.

use super::{Keyword, Row};
use crate::{Rule, finding::Types, rule::Example};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::ReadOnly.keyword(),
    reads: &[],
    types: Types::NONE,
    row: Some(Row {
        rule: Rule::ReadOnly,
        summary: "A request has no `readOnly` property.",
        example: Example::document(
            "{type: object, properties: {id: {type: string, readOnly: true}}}",
            b"{}",
            br#"{"id": "x"}"#,
        )
        .given("the document is a request"),
    }),
    compile: |_, _, _| {},
};
