//! `oneOf`.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::OneOf,
    Types::ALL,
    "Exactly one of the alternatives accepts the value.",
    Example::document("{oneOf: [{multipleOf: 2}, {multipleOf: 3}]}", b"4", b"6"),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.combinators.get_or_insert_default().one = compiler.ids(node, KEYWORD.name);
}
