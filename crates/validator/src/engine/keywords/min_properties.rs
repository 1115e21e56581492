//! `minProperties`: counts names, so a name that occurs twice counts once.

use std::ops::Range;

use super::{Keyword, Row};
use crate::{
    Rule,
    document::Node,
    engine::{
        compiler::Compiler,
        program::{ObjectRules, Schema},
        walk::{Observer, Stop, Walk},
    },
    finding::{Expected, Found, Types, Unit},
    rule::Example,
};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::MinProperties.keyword(),
    reads: &[],
    types: Types::OBJECT,
    row: Some(Row {
        rule: Rule::MinProperties,
        summary: "The object has at least as many properties as the contract says.",
        example: Example::document("{type: object, minProperties: 1}", br#"{"a": 1}"#, b"{}"),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.object_rules().min = compiler.count(node, KEYWORD.name).unwrap_or(0);
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(in crate::engine) fn check_min_properties(
        &mut self,
        schema: &'a Schema,
        rules: &ObjectRules,
        count: usize,
        at: &Range<usize>,
    ) -> Result<(), Stop> {
        if count < rules.min {
            let expected = || Expected::AtLeast(rules.min, Unit::Property);
            self.violates(schema, Rule::MinProperties, at.clone(), expected, |_| Found::Count(count, Unit::Property))?;
        }
        Ok(())
    }
}
