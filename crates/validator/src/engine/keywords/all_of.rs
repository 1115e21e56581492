//! `allOf` has no rule of its own. Its schemas report the findings.

use super::prelude::*;

pub(super) static KEYWORD: Keyword = Keyword::without_rule("allOf", Types::ALL, compile);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.combinators.get_or_insert_default().all = compiler.ids(node, KEYWORD.name);
}
