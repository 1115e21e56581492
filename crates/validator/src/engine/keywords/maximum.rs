//! `maximum` and `exclusiveMaximum`. With `exclusiveMaximum`, the value must be less than the maximum.

use super::prelude::*;
use crate::engine::bounds::Bound;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::Maximum,
    NUMBERS,
    "The number is not above the contract's maximum.",
    Example::document("{type: integer, maximum: 100}", b"100", b"101"),
    compile,
)
.reads(&["exclusiveMaximum"]);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let exclusive = compiler.boolean(node, "exclusiveMaximum");
    schema.slow.bounds.maximum = compiler.number(node, KEYWORD.name).map(|text| Bound::new(text, exclusive));
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(crate) fn check_maximum(&mut self, schema: &'a Schema, value: &Decimal, at: &Range<usize>) -> Checked {
        let Some(bound) = schema.slow.bounds.is_above(value) else { return Ok(()) };
        let expected = || Expected::Maximum(Arc::clone(&bound.text), bound.exclusive);
        self.violates(schema, Rule::Maximum, at.clone(), expected, Found::text)
    }
}
