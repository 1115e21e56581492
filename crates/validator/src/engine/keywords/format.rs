//! `format`. The validator knows the formats of OpenAPI 3.0 and common formats of strings. A format that the validator
//! does not know accepts every value. The compiled contract contains a list of these unknown formats.

use super::prelude::*;
use crate::format::Format;

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::Format,
    NUMBERS.with(Types::STRING),
    "The value has the form or the range of its `format`.",
    Example::document("{type: string, format: date}", br#""2024-02-29""#, br#""2023-02-29""#),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(name) = compiler.string(node, KEYWORD.name) else { return };
    schema.slow.format = Format::from_name(name);
    if schema.slow.format.is_none() && !compiler.unknown_formats.iter().any(|known| known == name) {
        compiler.unknown_formats.push(name.to_owned());
    }
}

impl<'a, S: Observer> Walk<'a, S> {
    pub(crate) fn check_format_of_text(&mut self, schema: &'a Schema, text: &str, at: &Range<usize>) -> Checked {
        let Some(format) = schema.slow.format.filter(|format| !format.accepts_text(text)) else { return Ok(()) };
        self.fail(|walk| {
            walk.finding(schema, Rule::Format, at.clone(), Expected::Format(format), Found::text)
                .hint(hint(format, text))
        })
    }

    pub(crate) fn check_format_of_number(&mut self, schema: &'a Schema, value: &Decimal, at: &Range<usize>) -> Checked {
        let text = std::str::from_utf8(self.raw(at.clone())).unwrap_or_default();
        let accepts = |format: &Format| format.accepts_number(value, text);
        let Some(format) = schema.slow.format.filter(|format| !accepts(format)) else { return Ok(()) };
        self.violates(schema, Rule::Format, at.clone(), || Expected::Format(format), Found::text)
    }
}

/// Returns a hint how to change the text so that the format accepts the text.
fn hint(format: Format, text: &str) -> Option<Hint> {
    if format.has_no_such_day(text) {
        return Some(Hint::NoSuchDay);
    }
    let (text, how) = format.repair(text)?;
    Some(Hint::Rewrite(how, text))
}
