//! `anyOf`.

use super::{Keyword, Row};
use crate::{
    Rule,
    document::Node,
    engine::{compiler::Compiler, program::Schema},
    finding::Types,
    rule::Example,
};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::AnyOf.keyword(),
    reads: &[],
    types: Types::ALL,
    row: Some(Row {
        rule: Rule::AnyOf,
        summary: "At least one of the alternatives accepts the value.",
        example: Example::document("{anyOf: [{type: string}, {type: boolean}]}", b"true", b"1"),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.combinators().any = compiler.ids(node, KEYWORD.name);
}
