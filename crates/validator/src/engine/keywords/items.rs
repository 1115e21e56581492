//! `items`: the findings are those of its schema.

use super::Keyword;
use crate::{
    document::Node,
    engine::{compiler::Compiler, program::Schema},
    finding::Types,
};

pub(super) static KEYWORD: Keyword = Keyword { name: "items", reads: &[], types: Types::ARRAY, row: None, compile };

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    if let Some(items) = node.get(KEYWORD.name) {
        schema.array_rules().items = compiler.id(items);
    }
}
