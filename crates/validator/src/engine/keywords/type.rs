//! `type` and `nullable`. Without `type`, `nullable` has no effect (OpenAPI 3.0.3).

use super::prelude::*;
use crate::{engine::scan, finding::snippet};

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::Type,
    Types::ALL,
    "The value has a type that the contract names; an integer is written without fraction and exponent.",
    Example::document("{type: integer}", b"1", b"1.0"),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(written) = node.get(KEYWORD.name) else { return };
    let Some(types) = written.as_str().and_then(Types::named) else {
        let text = written.as_str().unwrap_or(written.kind());
        return compiler.error(written, format!("{text} is not a type of OpenAPI 3.0"));
    };
    schema.types = if compiler.boolean(node, "nullable") { types.with(Types::NULL) } else { types };
}

impl<'a, S: Observer> Walk<'a, S> {
    /// Reports a value whose type the schema does not permit.
    #[cold]
    pub(crate) fn mismatch(&mut self, schema: &'a Schema, at: Range<usize>) -> Checked {
        if schema.slow.united.is_some() {
            return self.unlisted(schema, at);
        }
        self.fail(|walk| {
            let hint = hint(schema.types, walk.raw(at.clone()));
            walk.finding(schema, Rule::Type, at, Expected::Types(schema.types), Found::value).hint(hint)
        })
    }
}

/// Returns a hint with the value that was probably meant, such as `1` for `"1"`.
fn hint(types: Types, raw: &[u8]) -> Option<Hint> {
    match raw.first()? {
        b'"' => {
            let text = scan::decode(raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default());
            let inner = text.trim();
            let number = scan::number(inner.as_bytes(), 0).ok().filter(|(end, _)| *end == inner.len());
            let unquoted = match inner {
                "true" | "false" if types.has(Types::BOOLEAN) => true,
                "null" => types.has(Types::NULL),
                _ => number.is_some_and(|(_, whole)| types.has(if whole { Types::INTEGER } else { Types::DECIMAL })),
            };
            unquoted.then(|| Hint::WithoutQuotes(inner.to_owned()))
        }
        b'0'..=b'9' | b'-' if types.has(Types::INTEGER) => {
            Some(Decimal::parse(raw).to_i64().map_or(Hint::Integer, Hint::AsInteger))
        }
        b'0'..=b'9' | b'-' | b't' | b'f' if types.has(Types::STRING) => Some(Hint::InQuotes(snippet(raw))),
        b'n' => Some(Hint::Nullable),
        _ => None,
    }
}
