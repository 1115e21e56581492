//! `multipleOf` calculates exactly. 0.3 is therefore a multiple of 0.1, unlike in floating point.

use super::prelude::*;
use crate::engine::divisor::Divisor;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::MultipleOf,
    NUMBERS,
    "The number is an exact multiple of the contract's number.",
    Example::document("{type: number, multipleOf: 0.1}", b"0.3", b"0.35"),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(text) = compiler.number(node, KEYWORD.name) else { return };
    match Divisor::new(&Decimal::parse(text.as_bytes())) {
        Some(divisor) => schema.slow.multiple_of = Some((divisor, text.into())),
        None => compiler.error(
            node.get(KEYWORD.name).unwrap_or(node),
            "multipleOf must be greater than zero and have at most 36 significant digits",
        ),
    }
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(crate) fn check_multiple_of(&mut self, schema: &'a Schema, value: &Decimal, at: &Range<usize>) -> Checked {
        match &schema.slow.multiple_of {
            Some((divisor, text)) if !divisor.divides(value) => {
                let expected = || Expected::MultipleOf(Arc::clone(text));
                self.violates(schema, Rule::MultipleOf, at.clone(), expected, Found::text)
            }
            _ => Ok(()),
        }
    }
}
