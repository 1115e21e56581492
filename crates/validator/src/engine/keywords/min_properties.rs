//! `minProperties` counts different names. A name that occurs twice counts once.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::MinProperties,
    Types::OBJECT,
    "The object has at least as many properties as the contract says.",
    Example::document("{type: object, minProperties: 1}", br#"{"a": 1}"#, b"{}"),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.object.get_or_insert_default().min = compiler.count(node, KEYWORD.name).unwrap_or(0);
}
