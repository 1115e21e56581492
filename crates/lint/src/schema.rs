//! Functions about schemas that several rules use.

use std::{cell::Cell, rc::Rc};

use dataarts_insight_openapi::{
    MAX_HOPS,
    document::{Node, Value},
    grammar::ObjectKind,
    objects::{Object, Objects},
};
use dataarts_insight_validator::{Types, rules};

/// The types of OpenAPI 3.0.
pub(super) const TYPES: &[&str] = &["array", "boolean", "integer", "number", "object", "string"];

/// Returns whether a value has the given type of OpenAPI.
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

/// Returns a schema, followed by its only `allOf` part: OpenAPI 3.0 describes a reference with such an `allOf`.
fn chain<'a, 'd>(objects: &'a Objects<'d>, schema: &'a Object<'d>) -> impl Iterator<Item = &'a Object<'d>> {
    let sole_part = move |schema: &&'a Object<'d>| {
        let mut parts = objects.children(schema, "allOf");
        parts.next().filter(|_| parts.next().is_none()).and_then(|part| objects.target(part))
    };
    std::iter::successors(objects.target(schema), sole_part).take(MAX_HOPS)
}

/// Returns the type that a schema states, itself or in its only `allOf` part.
pub(super) fn type_of<'d>(objects: &Objects<'d>, schema: &Object<'d>) -> Option<&'d str> {
    chain(objects, schema).find_map(|schema| schema.text("type")).filter(|name| TYPES.contains(name))
}

/// Returns the values of a schema's enum, its own or the enum of its only `allOf` part.
pub(super) fn enum_of<'d>(objects: &Objects<'d>, schema: &Object<'d>) -> Option<&'d [Node]> {
    chain(objects, schema).find_map(|schema| schema.get("enum")).map(Node::items)
}

/// Returns whether a keyword never makes a value invalid.
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
        // `nullable` has no effect without `type`.
        "nullable",
    ];
    ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-")
}

/// Returns the value of a key as a number.
pub(super) fn number(object: &Object<'_>, key: &str) -> Option<f64> {
    object.get(key)?.as_number()?.parse().ok()
}

/// Writes a value for a message, shortened.
pub(super) fn show(value: &Node) -> String {
    let text = value.to_json().to_string();
    if text.chars().count() > 60 { text.chars().take(57).chain("...".chars()).collect() } else { text }
}

/// Tells whether a schema is a part of `allOf`, `anyOf`, `oneOf` or `not`, where other parts may complete it.
pub(super) fn is_part(objects: &Objects<'_>, object: &Object<'_>) -> bool {
    matches!(object.field, "allOf" | "anyOf" | "oneOf" | "not")
        && objects.parent(object).is_some_and(|parent| parent.kind == ObjectKind::Schema)
}

/// Returns the types that a keyword restricts; none for a keyword of every type.
pub(super) fn types_of_keyword(keyword: &str) -> Vec<&'static str> {
    let types = match keyword {
        // It applies only to objects, although it does not restrict the type.
        "discriminator" => Some(Types::OBJECT),
        // Its types depend on its value, see `types_of_format`.
        "format" => None,
        _ => rules::types_of(keyword).filter(|types| *types != Types::ALL),
    };
    let restricts = |name: &&str| types.zip(Types::named(name)).is_some_and(|(types, named)| types.has(named));
    TYPES.iter().copied().filter(restricts).collect()
}

/// The known formats, by the types to which they apply.
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

/// Returns the known formats that apply to a type; all for `None`.
pub(super) fn formats_of(stated: Option<&str>) -> impl Iterator<Item = &'static str> {
    let fitting = FORMATS.iter().filter(move |(types, _)| stated.is_none_or(|name| types.contains(&name)));
    fitting.flat_map(|(_, formats)| formats.iter().copied())
}

/// Returns the types to which a format applies; `None` for an unknown format.
pub(super) fn types_of_format(format: &str) -> Option<&'static [&'static str]> {
    FORMATS.iter().find(|(_, formats)| formats.contains(&format)).map(|(types, _)| *types)
}

/// Tells whether a key has a text that is not blank.
pub(super) fn says(object: &Object<'_>, key: &str) -> bool {
    // `wrong-kind` reports a value that is not a string.
    object.get(key).is_some_and(|node| node.as_str().is_none_or(|text| !text.trim().is_empty()))
}

/// Returns the types that a value of the schema can have; `None` when the schema does not restrict the type.
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
    // An integer is also a number.
    let holds = |set: &Vec<&str>, name: &str| set.contains(&name) || (name == "integer" && set.contains(&"number"));
    let candidates: Vec<&str> = sets.iter().flatten().copied().collect();
    if sets.is_empty() {
        return None;
    }
    Some(candidates.into_iter().filter(|name| sets.iter().all(|set| holds(set, name))).collect())
}

/// A limit on the schemas that one check visits: references may be circular, or lead to the same schema in a million
/// ways.
#[derive(Debug)]
pub(super) struct Budget {
    /// The number of schemas that may still be visited, shared by all levels.
    steps: Rc<Cell<u32>>,
    /// The number of levels that may still be entered.
    depth: u32,
}

impl Budget {
    /// Makes a budget for the given number of schemas.
    pub(super) fn of(steps: u32) -> Self {
        Self { steps: Rc::new(Cell::new(steps)), depth: 64 }
    }

    /// Returns the budget of the next level; `None` when it is exhausted.
    pub(super) fn enter(&self) -> Option<Self> {
        let (steps, depth) = (self.steps.get().checked_sub(1)?, self.depth.checked_sub(1)?);
        self.steps.set(steps);
        Some(Self { steps: Rc::clone(&self.steps), depth })
    }
}
