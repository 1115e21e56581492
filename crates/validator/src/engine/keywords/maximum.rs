//! `maximum`, with `exclusiveMaximum`, which excludes the bound itself.

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
    name: Rule::Maximum.keyword(),
    reads: &["exclusiveMaximum"],
    types: NUMBERS,
    row: Some(Row {
        rule: Rule::Maximum,
        summary: "The number is not above the contract's maximum.",
        example: Example::document("{type: integer, maximum: 100}", b"100", b"101"),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let exclusive = compiler.boolean(node, "exclusiveMaximum");
    schema.slow.bounds.maximum = compiler.number(node, KEYWORD.name).map(|text| Bound::new(text, exclusive));
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(in crate::engine) fn check_maximum(
        &mut self,
        schema: &'a Schema,
        value: &Decimal,
        at: &Range<usize>,
    ) -> Result<(), Stop> {
        let Some(bound) = schema.slow.bounds.is_above(value) else { return Ok(()) };
        let expected = || Expected::Maximum { bound: Arc::clone(&bound.text), exclusive: bound.exclusive };
        self.violates(schema, Rule::Maximum, at.clone(), expected, Found::text)
    }
}
