//! `minimum`, with `exclusiveMinimum`, which excludes the bound itself.

use std::{ops::Range, sync::Arc};

use super::{Keyword, NUMBERS, Row};
use crate::{
    Rule,
    decimal::Decimal,
    document::Node,
    engine::{
        bounds::Bound,
        compiler::Compiler,
        program::Schema,
        walk::{Observer, Stop, Walk},
    },
    finding::{Expected, Found},
    rule::Example,
};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::Minimum.keyword(),
    reads: &["exclusiveMinimum"],
    types: NUMBERS,
    row: Some(Row {
        rule: Rule::Minimum,
        summary: "The number is not below the contract's minimum.",
        example: Example::document("{type: number, minimum: 1}", b"1.0", b"0.99"),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let exclusive = compiler.boolean(node, "exclusiveMinimum");
    schema.slow.bounds.minimum = compiler.number(node, KEYWORD.name).map(|text| Bound::new(text, exclusive));
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(in crate::engine) fn check_minimum(
        &mut self,
        schema: &'a Schema,
        value: &Decimal,
        at: &Range<usize>,
    ) -> Result<(), Stop> {
        let Some(bound) = schema.slow.bounds.is_below(value) else { return Ok(()) };
        let expected = || Expected::Minimum { bound: Arc::clone(&bound.text), exclusive: bound.exclusive };
        self.violates(schema, Rule::Minimum, at.clone(), expected, Found::text)
    }
}
