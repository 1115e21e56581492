//! `maxLength`.

use std::ops::Range;

use super::{Keyword, Row};
use crate::{
    Rule,
    document::Node,
    engine::{
        compiler::Compiler,
        program::Schema,
        walk::{Observer, Stop, Walk},
    },
    finding::{Expected, Found, Types, Unit},
    rule::Example,
};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::MaxLength.keyword(),
    reads: &[],
    types: Types::STRING,
    row: Some(Row {
        rule: Rule::MaxLength,
        summary: "The string has at most as many code points as the contract says.",
        example: Example::document("{type: string, maxLength: 2}", "\"é😀\"".as_bytes(), br#""abc""#),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.slow.max_length = compiler.count(node, KEYWORD.name);
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(in crate::engine) fn check_max_length(
        &mut self,
        schema: &'a Schema,
        characters: usize,
        at: &Range<usize>,
    ) -> Result<(), Stop> {
        let Some(limit) = schema.slow.max_length.filter(|limit| characters > *limit) else { return Ok(()) };
        let expected = || Expected::AtMost(limit, Unit::Character);
        self.violates(schema, Rule::MaxLength, at.clone(), expected, |_| Found::Count(characters, Unit::Character))
    }
}
