//! `minimum` and `exclusiveMinimum`. With `exclusiveMinimum`, the value must be greater than the minimum.

use super::prelude::*;
use crate::engine::bounds::Bound;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::Minimum,
    NUMBERS,
    "The number is not below the contract's minimum.",
    Example::document("{type: number, minimum: 1}", b"1.0", b"0.99"),
    compile,
)
.reads(&["exclusiveMinimum"]);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let exclusive = compiler.boolean(node, "exclusiveMinimum");
    schema.slow.bounds.minimum = compiler.number(node, KEYWORD.name).map(|text| Bound::new(text, exclusive));
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(crate) fn check_minimum(&mut self, schema: &'a Schema, value: &Decimal, at: &Range<usize>) -> Checked {
        let Some(bound) = schema.slow.bounds.is_below(value) else { return Ok(()) };
        let expected = || Expected::Minimum(Arc::clone(&bound.text), bound.exclusive);
        self.violates(schema, Rule::Minimum, at.clone(), expected, Found::text)
    }
}
