//! `readOnly` marks a property that a request must not contain. The file `properties.rs` reads the keyword and reports
//! the property.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::ReadOnly,
    Types::NONE,
    "A request has no `readOnly` property.",
    Example::document("{type: object, properties: {id: {type: string, readOnly: true}}}", b"{}", br#"{"id": "x"}"#)
        .given("the document is a request"),
    |_, _, _| {},
);
