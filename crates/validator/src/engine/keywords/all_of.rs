//! `allOf`. The schemas under `allOf` report the findings, so `allOf` has no rule.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::without_rule("allOf", Types::ALL, compile);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.combinators.get_or_insert_default().all = compiler.ids(node, KEYWORD.name);
}
