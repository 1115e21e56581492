//! `items`. The schema under `items` reports the findings, so `items` has no rule.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::without_rule("items", Types::ARRAY, compile);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    if let Some(items) = node.get(KEYWORD.name) {
        schema.array.get_or_insert_default().items = compiler.id(items);
    }
}
