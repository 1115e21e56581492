//! `additionalProperties`: what an undeclared property may hold, if anything.

use std::ops::Range;

use super::{Keyword, Row};
use crate::{
    Rule,
    document::{Node, Value},
    engine::{
        compiler::Compiler,
        program::{ANYTHING, Additional, ObjectRules, Schema},
        scan,
        walk::{Observer, Stop, Walk},
    },
    finding::{Expected, Finding, Found, Hint, Types, snippet},
    rule::Example,
};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::AdditionalProperties.keyword(),
    reads: &[],
    types: Types::OBJECT,
    row: Some(Row {
        rule: Rule::AdditionalProperties,
        summary: "The object has no property beyond those that the contract allows.",
        example: Example::document(
            "{type: object, properties: {id: {}}, additionalProperties: false}",
            br#"{"id": 1}"#,
            br#"{"id": 1, "name": "x"}"#,
        ),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(written) = node.get(KEYWORD.name) else { return };
    schema.object_rules().additional = match &written.value {
        Value::Bool(true) => Additional::Anything,
        Value::Bool(false) => Additional::Nothing,
        Value::Object(_) => match compiler.id(written) {
            ANYTHING => Additional::Anything,
            id => Additional::Schema(id),
        },
        _ => return compiler.wrong_kind(written, KEYWORD.name, "a boolean or a schema"),
    };
}

impl<'a, S: Observer> Walk<'a, S> {
    /// Reports a name that the schema does not permit.
    pub(in crate::engine) fn not_permitted(
        &mut self,
        schema: &'a Schema,
        rules: &'a ObjectRules,
        key: Range<usize>,
    ) -> Result<(), Stop> {
        self.fail(|walk| {
            let raw = walk.bytes.get(key.clone()).unwrap_or_default();
            let name = scan::decode(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default());
            let declared = rules.properties.iter().filter(|property| property.schema.is_some()).map(|p| &*p.name);
            let near = walk.suggestions.nearest(&name, declared);
            Finding::new(Rule::AdditionalProperties, key, Expected::DeclaredProperties, Found::Property(snippet(raw)))
                .stated(walk.program.place(schema, Rule::AdditionalProperties))
                .hint(near.map(|near| Hint::DidYouMeanQuoted(near.to_owned())))
        })
    }
}
