//! `maxProperties` counts different names. A name that occurs twice counts once.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::MaxProperties,
    Types::OBJECT,
    "The object has at most as many properties as the contract says.",
    Example::document("{type: object, maxProperties: 1}", br#"{"a": 1}"#, br#"{"a": 1, "b": 2}"#),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.object.get_or_insert_default().max = compiler.count(node, KEYWORD.name).unwrap_or(usize::MAX);
}
