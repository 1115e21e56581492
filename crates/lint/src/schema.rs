//! Functions that several rules use to check schemas.

use std::{cell::Cell, rc::Rc};

use dataarts_insight_openapi::{
    MAX_HOPS,
    document::{Node, Value},
    grammar::ObjectKind,
    objects::{Object, Objects},
};
use dataarts_insight_validator::{Types, rules};

/// The values of `type` in OpenAPI 3.0.
pub(super) const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

/// Returns whether a value has the given type. `1.0` is not an integer in OpenAPI 3.0.
pub(super) fn is_of_type(value: &Node, name: &str) -> bool {
    match (&value.value, name) {
        (Value::String(_), "string")
        | (Value::Bool(_), "boolean")
        | (Value::Number(_), "number")
        | (Value::Array(_), "array")
        | (Value::Object(_), "object") => true,
        (Value::Number(text), "integer") => !text.contains(['.', 'e', 'E']),
        _ => false,
    }
}

/// Returns the schema, the only schema in its `allOf`, the only schema in the `allOf` of that schema, and so on.
/// Contracts write `allOf: [{$ref: …}]` to add a description to a `$ref`.
fn chain<'a, 'd>(objects: &'a Objects<'d>, schema: &'a Object<'d>) -> impl Iterator<Item = &'a Object<'d>> {
    let sole_part = move |schema: &&'a Object<'d>| {
        let mut parts = objects.children(schema, "allOf");
        parts.next().filter(|_| parts.next().is_none()).and_then(|part| objects.target(part))
    };
    std::iter::successors(objects.target(schema), sole_part).take(MAX_HOPS)
}

/// Returns the `type` of a schema. If the schema has no `type` and its `allOf` contains exactly one schema, returns the
/// `type` of that schema.
pub(super) fn type_of<'d>(objects: &Objects<'d>, schema: &Object<'d>) -> Option<&'d str> {
    chain(objects, schema).find_map(|schema| schema.text("type")).filter(|name| TYPES.contains(name))
}

/// Returns the values of the `enum` of a schema. If the schema has no `enum` and its `allOf` contains exactly one
/// schema, returns the values of that schema.
pub(super) fn enum_of<'d>(objects: &Objects<'d>, schema: &Object<'d>) -> Option<&'d [Node]> {
    chain(objects, schema).find_map(|schema| schema.get("enum")).map(Node::items)
}

/// Returns whether a keyword never makes a value invalid, such as `title`.
pub(super) fn is_annotation(keyword: &str) -> bool {
    const ANNOTATIONS: [&str; 10] = [
        "title",
        "description",
        "default",
        "example",
        "deprecated",
        "externalDocs",
        "xml",
        "readOnly",
        "writeOnly",
        // `nullable` alone has no effect, because `nullable` only changes the meaning of `type`.
        "nullable",
    ];
    ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-")
}

/// Returns the value of a key as a number; `None` if the value is not a number.
pub(super) fn number(object: &Object<'_>, key: &str) -> Option<f64> {
    object.get(key)?.as_number()?.parse().ok()
}

/// Writes a value for a message. Cuts values of more than 60 characters.
pub(super) fn show(value: &Node) -> String {
    let text = value.to_json().to_string();
    if text.chars().count() > 60 { text.chars().take(57).chain("...".chars()).collect() } else { text }
}

/// Returns whether a schema is an item of `allOf`, `anyOf` or `oneOf`, or the value of `not`. Such a schema may lack a
/// keyword, because the schema around it may contain the keyword.
pub(super) fn is_part(objects: &Objects<'_>, object: &Object<'_>) -> bool {
    matches!(object.field, "allOf" | "anyOf" | "oneOf" | "not")
        && objects.parent(object).is_some_and(|parent| parent.kind == ObjectKind::Schema)
}

/// Returns the types that a keyword restricts. The list is empty for a keyword that applies to all types, such as
/// `enum`.
pub(super) fn types_of_keyword(keyword: &str) -> Vec<&'static str> {
    let types = match keyword {
        // A discriminator names a property, so it applies to objects.
        "discriminator" => Some(Types::OBJECT),
        // The types depend on the value of `format`, see `types_of_format`.
        "format" => None,
        _ => rules::types_of(keyword).filter(|types| *types != Types::ALL),
    };
    let restricts = |name: &&str| types.zip(Types::named(name)).is_some_and(|(types, named)| types.has(named));
    TYPES.iter().copied().filter(restricts).collect()
}

/// The known formats. Each row contains the types and the formats that apply to these types.
const FORMATS: [(&[&str], &[&str]); 4] = [
    (&["integer", "number"], &["int32", "int64"]),
    (&["integer"], &["int8", "int16", "uint8", "uint16", "uint32", "uint64"]),
    (&["number"], &["float", "double"]),
    (
        &["string"],
        &[
            "byte",
            "binary",
            "date",
            "date-time",
            "time",
            "duration",
            "password",
            "uuid",
            "uri",
            "uri-reference",
            "url",
            "email",
            "hostname",
            "ip",
            "ipv4",
            "ipv6",
            "regex",
            "json-pointer",
        ],
    ),
];

/// Returns the known formats for the type `stated`. If `stated` is `None`, returns all known formats.
pub(super) fn formats_of(stated: Option<&str>) -> impl Iterator<Item = &'static str> {
    let fitting = FORMATS.iter().filter(move |(types, _)| stated.is_none_or(|name| types.contains(&name)));
    fitting.flat_map(|(_, formats)| formats.iter().copied())
}

/// Returns the types that a format applies to; `None` for an unknown format.
pub(super) fn types_of_format(format: &str) -> Option<&'static [&'static str]> {
    FORMATS.iter().find(|(_, formats)| formats.contains(&format)).map(|(types, _)| *types)
}

/// Returns whether the object has the key with a text that is not blank.
pub(super) fn says(object: &Object<'_>, key: &str) -> bool {
    // A value that is not a string counts as a text. The rule `wrong-kind` already reports it, so no second report is
    // needed.
    object.get(key).is_some_and(|node| node.as_str().is_none_or(|text| !text.trim().is_empty()))
}

/// Returns the types that a value of the schema can have; `None` if the schema permits all types.
pub(super) fn types_of<'d>(objects: &Objects<'d>, object: &Object<'d>) -> Option<Vec<&'d str>> {
    types_within(objects, object, &Budget::of(500))
}

fn types_within<'d>(objects: &Objects<'d>, object: &Object<'d>, budget: &Budget) -> Option<Vec<&'d str>> {
    let object = objects.target(object)?;
    let budget = &budget.enter()?;
    let own = object.text("type").filter(|name| TYPES.contains(name)).map(|name| vec![name]);
    let mut sets: Vec<Vec<&str>> = own.into_iter().collect();
    sets.extend(objects.children(object, "allOf").filter_map(|part| types_within(objects, part, budget)));
    for key in ["anyOf", "oneOf"] {
        let parts: Vec<_> = objects.children(object, key).map(|part| types_within(objects, part, budget)).collect();
        if !parts.is_empty() && parts.iter().all(Option::is_some) {
            sets.push(parts.into_iter().flatten().flatten().collect());
        }
    }
    // An integer is also a number, so a schema of numbers permits integers.
    let holds = |set: &Vec<&str>, name: &str| set.contains(&name) || (name == "integer" && set.contains(&"number"));
    let candidates: Vec<&str> = sets.iter().flatten().copied().collect();
    if sets.is_empty() {
        return None;
    }
    Some(candidates.into_iter().filter(|name| sets.iter().all(|set| holds(set, name))).collect())
}

/// A limit on the schemas that one check visits. Schemas may refer to each other in a circle, or so often that the
/// check would visit millions of schemas.
#[derive(Debug)]
pub(super) struct Budget {
    /// The number of schemas that the check may still visit. All levels of nesting share this number.
    steps: Rc<Cell<u32>>,
    /// The number of levels of nesting that the check may still enter.
    depth: u32,
}

impl Budget {
    /// Makes a budget for a number of schemas and for 64 levels of nesting.
    pub(super) fn of(steps: u32) -> Self {
        Self { steps: Rc::new(Cell::new(steps)), depth: 64 }
    }

    /// Counts one schema, and returns the budget for the schemas inside it. Returns `None` if the check has visited the
    /// maximum number of schemas or levels of nesting.
    pub(super) fn enter(&self) -> Option<Self> {
        let (steps, depth) = (self.steps.get().checked_sub(1)?, self.depth.checked_sub(1)?);
        self.steps.set(steps);
        Some(Self { steps: Rc::clone(&self.steps), depth })
    }
}
