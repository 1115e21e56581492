//! `allOf`: the findings are those of its schemas.

use super::Keyword;
use crate::{
    document::Node,
    engine::{compiler::Compiler, program::Schema},
    finding::Types,
};

pub(super) static KEYWORD: Keyword = Keyword { name: "allOf", reads: &[], types: Types::ALL, row: None, compile };

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.combinators().all = compiler.ids(node, KEYWORD.name);
}
