//! `maxItems`.

use std::ops::Range;

use super::{Keyword, Row};
use crate::{
    Rule,
    document::Node,
    engine::{
        compiler::Compiler,
        program::{ArrayRules, Schema},
        walk::{Observer, Stop, Walk},
    },
    finding::{Expected, Found, Types, Unit},
    rule::Example,
};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::MaxItems.keyword(),
    reads: &[],
    types: Types::ARRAY,
    row: Some(Row {
        rule: Rule::MaxItems,
        summary: "The array has at most as many items as the contract says.",
        example: Example::document("{type: array, items: {}, maxItems: 2}", b"[1, 2]", b"[1, 2, 3]"),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.array_rules().max = compiler.count(node, KEYWORD.name).unwrap_or(usize::MAX);
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(in crate::engine) fn check_max_items(
        &mut self,
        schema: &'a Schema,
        rules: &ArrayRules,
        count: usize,
        at: &Range<usize>,
    ) -> Result<(), Stop> {
        if count > rules.max {
            let expected = || Expected::AtMost(rules.max, Unit::Item);
            self.violates(schema, Rule::MaxItems, at.clone(), expected, |_| Found::Count(count, Unit::Item))?;
        }
        Ok(())
    }
}
