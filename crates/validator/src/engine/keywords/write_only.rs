//! `writeOnly`: a property that a response does not send. The flag is read where the property is compiled, in `properties`.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::WriteOnly,
    Types::NONE,
    "A response has no `writeOnly` property.",
    Example::document(
        "{type: object, properties: {password: {type: string, writeOnly: true}}}",
        b"{}",
        br#"{"password": "x"}"#,
    )
    .given("the document is a response"),
    |_, _, _| {},
);
