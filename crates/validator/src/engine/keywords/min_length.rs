//! `minLength`.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::MinLength,
    Types::STRING,
    "The string has at least as many code points as the contract says.",
    Example::document("{type: string, minLength: 2}", "\"é😀\"".as_bytes(), "\"😀\"".as_bytes()),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.slow.min_length = compiler.count(node, KEYWORD.name);
}
