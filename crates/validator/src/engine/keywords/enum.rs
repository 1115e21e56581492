//! `enum` compares values as JSON values, so `1` equals `1.0`.

use dataarts_insight_openapi::suggestion::SuggestionBudget;

use super::prelude::*;
use crate::{
    engine::{enumeration::Enumeration, scan},
    finding::quoted,
};

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::Enum,
    Types::ALL,
    "The value is one of the values that the contract lists.",
    Example::document("{type: string, enum: [red, green]}", br#""red""#, br#""Red""#),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(written) = node.get(KEYWORD.name) else { return };
    match &written.value {
        Value::Array(values) => schema.enumeration = Some(Box::new(Enumeration::new(values))),
        _ => compiler.wrong_kind(written, KEYWORD.name, "an array"),
    }
}

impl<'a, S: Observer> Walk<'a, S> {
    /// Checks an array or an object against the values of `enum`.
    #[inline]
    pub(crate) fn check_enum_of_whole(&mut self, schema: &'a Schema, at: Range<usize>) -> Checked {
        match schema.enumeration.as_deref() {
            Some(listed) if !listed.has_other(self.raw(at.clone())) => self.unlisted(schema, at),
            _ => Ok(()),
        }
    }

    /// Reports a value that `enum` does not list.
    #[cold]
    pub(crate) fn unlisted(&mut self, schema: &'a Schema, at: Range<usize>) -> Checked {
        self.fail(|walk| {
            let listed = schema.enumeration.as_deref();
            let expected = Expected::OneOf(listed.map(|listed| Arc::clone(&listed.listed)).unwrap_or_default());
            let hint = listed.and_then(|listed| hint(listed, walk.raw(at.clone()), &walk.suggestions));
            walk.finding(schema, schema.slow.united.unwrap_or(Rule::Enum), at, expected, Found::value).hint(hint)
        })
    }
}

/// Returns a hint for a value that is not in an `enum`. Suggests `1` for `"1"` and `"1"` for `1`, if the `enum` has the
/// suggested value. For other strings, suggests the most similar string of the `enum`. For `null`, suggests to add
/// `null` to the `enum`.
fn hint(listed: &Enumeration, raw: &[u8], suggestions: &SuggestionBudget) -> Option<Hint> {
    match raw.split_first()? {
        (b'"', rest) => {
            let text = scan::decode(rest.get(..rest.len().saturating_sub(1)).unwrap_or_default());
            let number = scan::is_number(&text) && listed.has_number(&Decimal::parse(text.as_bytes()));
            match suggestions.nearest(&text, listed.strings.iter().map(String::as_str)) {
                _ if number => Some(Hint::WithoutQuotes(text.into_owned())),
                near => near.map(|near| Hint::DidYouMean(quoted(near))),
            }
        }
        (b'0'..=b'9' | b'-', _) => {
            listed.has_string(raw).then(|| Hint::InQuotes(String::from_utf8_lossy(raw).into_owned()))
        }
        (b'n', _) => Some(Hint::ListNull),
        _ => None,
    }
}
