//! `format`: those of OpenAPI 3.0 and the common ones of strings. Others accept everything, and are listed.

use std::ops::Range;

use super::{Keyword, NUMBERS, Row};
use crate::{
    Rule,
    decimal::Decimal,
    document::Node,
    engine::{
        compiler::Compiler,
        program::Schema,
        walk::{Observer, Stop, Walk},
    },
    finding::{Expected, Finding, Found, Hint, Types},
    format::Format,
    rule::Example,
};

pub(super) static KEYWORD: Keyword = Keyword {
    name: Rule::Format.keyword(),
    reads: &[],
    types: NUMBERS.with(Types::STRING),
    row: Some(Row {
        rule: Rule::Format,
        summary: "The value has the form or the range of its `format`.",
        example: Example::document("{type: string, format: date}", br#""2024-02-29""#, br#""2023-02-29""#),
    }),
    compile,
};

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(name) = compiler.string(node, KEYWORD.name) else { return };
    schema.slow.format = Format::from_name(name);
    if schema.slow.format.is_none() && !compiler.unknown_formats.iter().any(|known| known == name) {
        compiler.unknown_formats.push(name.to_owned());
    }
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(in crate::engine) fn check_format_of_text(
        &mut self,
        schema: &'a Schema,
        text: &str,
        at: &Range<usize>,
    ) -> Result<(), Stop> {
        let Some(format) = schema.slow.format.filter(|format| !format.accepts_text(text)) else { return Ok(()) };
        self.fail(|walk| {
            let found = Found::text(walk.bytes.get(at.clone()).unwrap_or_default());
            Finding::new(Rule::Format, at.clone(), Expected::Format(format), found)
                .stated(walk.program.place(schema, Rule::Format))
                .hint(hint(format, text))
        })
    }

    pub(in crate::engine) fn check_format_of_number(
        &mut self,
        schema: &'a Schema,
        value: &Decimal,
        text: &[u8],
        at: &Range<usize>,
    ) -> Result<(), Stop> {
        let accepts = |format: &Format| format.accepts_number(value, std::str::from_utf8(text).unwrap_or_default());
        let Some(format) = schema.slow.format.filter(|format| !accepts(format)) else { return Ok(()) };
        self.violates(schema, Rule::Format, at.clone(), || Expected::Format(format), Found::text)
    }
}

/// What to write in place of a text that a format refuses.
fn hint(format: Format, text: &str) -> Option<Hint> {
    if format.has_no_such_day(text) {
        return Some(Hint::NoSuchDay);
    }
    let (text, how) = format.repair(text)?;
    Some(Hint::Rewrite { how, text })
}
