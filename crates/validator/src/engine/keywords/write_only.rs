//! `writeOnly` marks a property that a response must not contain. The file `properties.rs` reads the keyword and
//! reports the property.

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
