//! `maxLength`.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::MaxLength,
    Types::STRING,
    "The string has at most as many code points as the contract says.",
    Example::document("{type: string, maxLength: 2}", "\"é😀\"".as_bytes(), br#""abc""#),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.slow.max_length = compiler.count(node, KEYWORD.name);
}
