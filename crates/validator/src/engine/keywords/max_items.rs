//! `maxItems`.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::MaxItems,
    Types::ARRAY,
    "The array has at most as many items as the contract says.",
    Example::document("{type: array, items: {}, maxItems: 2}", b"[1, 2]", b"[1, 2, 3]"),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.array.get_or_insert_default().max = compiler.count(node, KEYWORD.name).unwrap_or(usize::MAX);
}
