//! `minItems`.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::MinItems,
    Types::ARRAY,
    "The array has at least as many items as the contract says.",
    Example::document("{type: array, items: {}, minItems: 2}", b"[1, 2]", b"[1]"),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.array.get_or_insert_default().min = compiler.count(node, KEYWORD.name).unwrap_or(0);
}
