//! `minItems`.

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
    name: Rule::MinItems.keyword(),
    reads: &[],
    types: Types::ARRAY,
    row: Some(Row {
        rule: Rule::MinItems,
        summary: "The array has at least as many items as the contract says.",
        example: Example::document("{type: array, items: {}, minItems: 2}", b"[1, 2]", b"[1]"),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.array_rules().min = compiler.count(node, KEYWORD.name).unwrap_or(0);
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(in crate::engine) fn check_min_items(
        &mut self,
        schema: &'a Schema,
        rules: &ArrayRules,
        count: usize,
        at: &Range<usize>,
    ) -> Result<(), Stop> {
        if count < rules.min {
            let expected = || Expected::AtLeast(rules.min, Unit::Item);
            self.violates(schema, Rule::MinItems, at.clone(), expected, |_| Found::Count(count, Unit::Item))?;
        }
        Ok(())
    }
}
