//! `not`.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::Not,
    Types::ALL,
    "The schema that the contract excludes does not accept the value.",
    Example::document("{not: {type: string}}", b"1", br#""1""#),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.combinators.get_or_insert_default().not = node.get(KEYWORD.name).map(|excluded| compiler.id(excluded));
}
