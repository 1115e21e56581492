//! `oneOf`.

use super::{Keyword, Row};
use crate::{
    Rule,
    document::Node,
    engine::{compiler::Compiler, program::Schema},
    finding::Types,
    rule::Example,
};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::OneOf.keyword(),
    reads: &[],
    types: Types::ALL,
    row: Some(Row {
        rule: Rule::OneOf,
        summary: "Exactly one of the alternatives accepts the value.",
        example: Example::document("{oneOf: [{multipleOf: 2}, {multipleOf: 3}]}", b"4", b"6"),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.combinators().one = compiler.ids(node, KEYWORD.name);
}
