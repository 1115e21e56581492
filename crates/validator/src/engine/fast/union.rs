//! Replaces an `anyOf` of several `enum`s of strings by one `enum`: `anyOf: [{enum: [a]}, {enum: [b]}]` becomes
//! `enum: [a, b]`. The validator then reads a value once, not once for each schema of the `anyOf`. The benchmark set
//! `flat` in `tests/benches/validate` shows the gain.

use crate::{
    Rule,
    engine::{enumeration::Enumeration, keywords, program::Schema},
    finding::Types,
    format::Format,
};

/// The largest total length of the values that replace one `anyOf`, in bytes. The limit saves memory, because an `enum`
/// that several `anyOf`s contain is copied for each of them.
const MAX_UNION: usize = 4096;

/// Replaces each `anyOf` by one `enum` if every schema of the `anyOf` is an `enum` of strings.
pub(in crate::engine) fn unite_enumerations(schemas: &mut [Schema]) {
    for id in 0..schemas.len() {
        let Some(united) = schemas.get(id).and_then(|schema| unite(schemas, schema)) else { continue };
        if let Some(schema) = schemas.get_mut(id) {
            let mut slow = std::mem::take(&mut schema.slow);
            slow.united = Some(Rule::AnyOf);
            *schema = Schema { slow, ..united };
        }
    }
}

fn unite(schemas: &[Schema], schema: &Schema) -> Option<Schema> {
    let combinators = schema.combinators.as_deref().filter(|combinators| combinators.alone)?;
    if !(combinators.all.is_empty() && combinators.one.is_empty() && combinators.not.is_none()) {
        return None;
    }
    let mut united = Schema::anything();
    let (mut listed, mut size) = (Enumeration::default(), 0);
    for (index, id) in combinators.any.iter().enumerate() {
        let alternative = schemas.get(*id).filter(|schema| only_lists_strings(schema))?;
        if index > 0 && alternative.types != united.types {
            return None;
        }
        united.types = alternative.types;
        let values = alternative.enumeration.as_deref()?;
        size += values.listed.iter().map(String::len).sum::<usize>();
        if size > MAX_UNION {
            return None;
        }
        listed.extend(values);
    }
    united.enumeration = Some(Box::new(listed));
    united.derive_fast_paths();
    Some(united)
}

/// Returns whether a schema accepts only strings (and `null`, if nullable), and only `enum` restricts these strings.
fn only_lists_strings(schema: &Schema) -> bool {
    let strings = schema.types == Types::STRING || schema.types == Types::STRING.with(Types::NULL);
    let matters = |rule: Rule| match rule {
        Rule::Type | Rule::Enum => false,
        Rule::Format => schema.slow.format.is_some_and(Format::is_textual),
        _ => keywords::types_of(rule.keyword()).is_some_and(|types| types.has(Types::STRING)),
    };
    strings && schema.combinators.is_none() && !schema.slow.places.iter().any(|(rule, _)| matters(*rule))
}
