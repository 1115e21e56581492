//! `maxProperties`: counts names, so a name that occurs twice counts once.

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
    name: Rule::MaxProperties.keyword(),
    reads: &[],
    types: Types::OBJECT,
    row: Some(Row {
        rule: Rule::MaxProperties,
        summary: "The object has at most as many properties as the contract says.",
        example: Example::document("{type: object, maxProperties: 1}", br#"{"a": 1}"#, br#"{"a": 1, "b": 2}"#),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    schema.object_rules().max = compiler.count(node, KEYWORD.name).unwrap_or(usize::MAX);
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(in crate::engine) fn check_max_properties(
        &mut self,
        schema: &'a Schema,
        rules: &ObjectRules,
        count: usize,
        at: &Range<usize>,
    ) -> Result<(), Stop> {
        if count > rules.max {
            let expected = || Expected::AtMost(rules.max, Unit::Property);
            self.violates(schema, Rule::MaxProperties, at.clone(), expected, |_| Found::Count(count, Unit::Property))?;
        }
        Ok(())
    }
}
