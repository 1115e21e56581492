//! Makes names for the alternatives of `anyOf` and `oneOf`, and hints about a wrong discriminator. A discriminator is
//! the property whose value selects an alternative.

use std::collections::HashMap;

use dataarts_insight_openapi::suggestion::nearest;

use super::program::{Discriminator, Id, Program};
use crate::{
    Rule,
    finding::{Excluded, Hint, Types, quoted},
};

/// Returns a name for each alternative: the name of its component or, without a component, its type. If two
/// alternatives have the same name `string`, their names become `number 1 (string)` and `number 2 (string)`. An
/// alternative without component and type becomes `number 1`.
pub(super) fn names(program: &Program, ids: &[Id]) -> Vec<String> {
    let name = |id: &Id| {
        let schema = program.schema(*id)?;
        let types = (schema.types != Types::ALL).then(|| schema.types.to_string());
        schema.slow.name.clone().or(types)
    };
    let names: Vec<Option<String>> = ids.iter().map(name).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    names.iter().flatten().for_each(|name| *times.entry(name).or_default() += 1);
    let distinct = |(index, name): (usize, &Option<String>)| match name {
        Some(name) if times.get(name.as_str()) == Some(&1) => name.clone(),
        Some(name) => format!("number {} ({name})", index + 1),
        None => format!("number {}", index + 1),
    };
    names.iter().enumerate().map(distinct).collect()
}

/// Describes the schema under `not` for a finding by the name of its component. If the schema has no name and only the
/// keyword `type`, describes it by its type.
pub(super) fn excluded(program: &Program, id: Id) -> Excluded {
    let Some(schema) = program.schema(id) else { return Excluded::Other };
    let only_type = schema.combinators.is_none() && matches!(schema.slow.places.as_slice(), [(Rule::Type, _)]);
    match &schema.slow.name {
        Some(name) => Excluded::Component(name.clone()),
        None if only_type => Excluded::Types(schema.types),
        None => Excluded::Other,
    }
}

/// Returns the only alternative that accepts a type. Returns `None` if several alternatives or no alternative accept
/// the type.
pub(super) fn only_of_type(program: &Program, ids: &[Id], types: Types) -> Option<Id> {
    let mut fitting = ids.iter().filter(|id| program.schema(**id).is_some_and(|schema| schema.types.has(types)));
    let first = fitting.next().copied();
    if fitting.next().is_none() { first } else { None }
}

/// Returns a hint if the discriminator property is missing (`value` is `None`), or if its value names no alternative.
/// Returns `None` if its value names an alternative.
pub(super) fn hint(discriminator: &Discriminator, value: Option<&str>) -> Option<Hint> {
    let Discriminator { property, mapping } = discriminator;
    let property = property.clone();
    let Some(value) = value else { return Some(Hint::MissingDiscriminator(property)) };
    if mapping.contains_key(value) {
        return None;
    }
    let mut names: Vec<&str> = mapping.keys().map(String::as_str).collect();
    names.sort_unstable();
    let instead = match nearest(value, names.iter().copied()) {
        Some(near) => Hint::DidYouMean(quoted(near)),
        None => Hint::UseOneOf(names.into_iter().map(quoted).collect()),
    };
    Some(Hint::UnknownDiscriminator(property.into(), value.into(), Box::new(instead)))
}
