//! `required`. In a request, a `readOnly` property is not required. In a response, a `writeOnly` property is not
//! required.

use std::{borrow::Cow, collections::HashSet};

use super::prelude::*;
use crate::{
    engine::{equality, fast::seen::Seen, program::Property},
    finding::quoted,
};

pub(super) static KEYWORD: Keyword = Keyword::of(
    Rule::Required,
    Types::OBJECT,
    "The object has every property that the contract requires.",
    Example::document("{type: object, required: [id], properties: {id: {}}}", br#"{"id": null}"#, br#"{"Id": 1}"#),
    compile,
);

fn compile<'d>(compiler: &mut Compiler<'d>, node: &'d Node, schema: &mut Schema) {
    let Some(written) = node.get(KEYWORD.name) else { return };
    let rules = schema.object.get_or_insert_default();
    if !matches!(written.value, Value::Array(_)) {
        compiler.wrong_kind(written, KEYWORD.name, "an array of names");
    }
    let mut stated = HashSet::new();
    for name in written.items() {
        let Some(text) = name.as_str() else {
            compiler.error(name, format!("required must list names, this is {}", name.kind()));
            continue;
        };
        let number = rules.named.get(text).copied().unwrap_or_else(|| {
            rules.add(Property::new(text, None, None));
            rules.properties.len() - 1
        });
        if !compiler.optional.contains(text) && stated.insert(number) {
            rules.required.push(number);
        }
    }
}

impl<'a, S: Observer> Walk<'a, S> {
    #[cold]
    pub(crate) fn check_required(
        &mut self,
        schema: &'a Schema,
        rules: &'a ObjectRules,
        seen: &Seen,
        at: Range<usize>,
    ) -> Checked {
        let mut missing = rules.required.iter().filter(|number| !seen.has(**number)).peekable();
        // After the limit of findings is reached, makes no suggestions, because they need one more reading of the whole
        // object.
        let suggest = S::DIAGNOSE && missing.peek().is_some() && self.observer.count_errors() < self.limits.findings;
        let unknown = if suggest { unknown_names(self.bytes, rules, at.clone()) } else { Vec::new() };
        for property in missing.filter_map(|number| rules.properties.get(*number)) {
            self.fail(|walk| {
                let near = walk.suggestions.nearest(&property.name, unknown.iter().map(String::as_str));
                let expected = Expected::Property(Arc::clone(&property.name));
                walk.finding(schema, Rule::Required, at.start..at.start + 1, expected, |_| Found::NoProperty)
                    .hint(near.map(|near| Hint::IsThere(quoted(near))))
            })?;
        }
        Ok(())
    }
}

/// Returns the names of an object that the schema does not contain, because these names may be misspellings of required
/// names. Returns no names for an object of more than `LARGEST` bytes.
fn unknown_names(bytes: &[u8], rules: &ObjectRules, at: Range<usize>) -> Vec<String> {
    const LARGEST: usize = 1 << 14;
    let names = bytes.get(at).filter(|raw| raw.len() <= LARGEST).and_then(|raw| equality::names(raw, 0));
    let unknown = names.into_iter().flatten().filter(|name| !rules.named.contains_key(name.as_ref()));
    // Takes at most 64 names, because each name is compared with every missing name.
    unknown.take(64).map(Cow::into_owned).collect()
}
