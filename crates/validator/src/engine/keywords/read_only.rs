//! `readOnly`: a property that a request does not send. The flag is read where the property is compiled, in `properties`.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::ReadOnly,
    Types::NONE,
    "A request has no `readOnly` property.",
    Example::document("{type: object, properties: {id: {type: string, readOnly: true}}}", b"{}", br#"{"id": "x"}"#)
        .given("the document is a request"),
    |_, _, _| {},
);
