//! `not`.

use super::{Keyword, Row};
use crate::{
    Rule,
    document::Node,
    engine::{compiler::Compiler, program::Schema},
    finding::Types,
    rule::Example,
};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::Not.keyword(),
    reads: &[],
    types: Types::ALL,
    row: Some(Row {
        rule: Rule::Not,
        summary: "The schema that the contract excludes does not accept the value.",
        example: Example::document("{not: {type: string}}", b"1", br#""1""#),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.combinators().not = node.get(KEYWORD.name).map(|excluded| compiler.id(excluded));
}
