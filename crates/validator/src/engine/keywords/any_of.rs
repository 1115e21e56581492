//! `anyOf`.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::AnyOf,
    Types::ALL,
    "At least one of the alternatives accepts the value.",
    Example::document("{anyOf: [{type: string}, {type: boolean}]}", b"true", b"1"),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.combinators.get_or_insert_default().any = compiler.ids(node, KEYWORD.name);
}
