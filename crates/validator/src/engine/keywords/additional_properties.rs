//! `additionalProperties` decides whether undeclared properties are permitted, and restricts their values.

use super::prelude::*;
use crate::{
    engine::{
        program::{ANYTHING, Additional},
        scan,
    },
    finding::{quoted, snippet},
};

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::AdditionalProperties,
    Types::OBJECT,
    "The object has no property beyond those that the contract allows.",
    Example::document(
        "{type: object, properties: {id: {}}, additionalProperties: false}",
        br#"{"id": 1}"#,
        br#"{"id": 1, "name": "x"}"#,
    ),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(written) = node.get(KEYWORD.name) else { return };
    schema.object.get_or_insert_default().additional = match &written.value {
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
    /// Reports a property name that the schema does not permit.
    pub(crate) fn not_permitted(&mut self, schema: &'a Schema, rules: &'a ObjectRules, key: Range<usize>) -> Checked {
        self.fail(|walk| {
            let name = scan::decode(walk.raw(key.start + 1..key.end - 1));
            let declared = rules.properties.iter().filter(|property| property.schema.is_some()).map(|p| &*p.name);
            let near = walk.suggestions.nearest(&name, declared);
            let found = |raw: &[u8]| Found::Property(snippet(raw));
            walk.finding(schema, Rule::AdditionalProperties, key, Expected::DeclaredProperties, found)
                .hint(near.map(|near| Hint::DidYouMean(quoted(near))))
        })
    }
}
