//! Checks the defaults, enum values and examples of a contract with the payload validator.

use std::ops::Range;

use dataarts_insight_openapi::{
    Severity,
    document::{Entry, Node, Value},
    grammar::ObjectKind,
    objects::{Object, Objects},
    tree::{self, to_json_line},
};
use dataarts_insight_validator::{Direction, Finding, Limits, Rule, Validator};

use super::{directions::Directions, schema};

/// A default, enum value or example, with the schema that must accept the value.
pub(super) struct StatedValue<'o, 'd> {
    /// The object that contains the value. If only requests use this object, the value needs no `readOnly` properties.
    /// If only responses use this object, the value needs no `writeOnly` properties.
    pub(super) owner: &'o Object<'d>,
    /// The schema that must accept the value.
    pub(super) schema: &'o Object<'d>,
    /// The default, enum value or example.
    pub(super) value: &'d Node,
}

/// Returns the defaults of all schemas that have an `enum` (if `with_enum` is `true`) or that have no `enum` (if
/// `with_enum` is `false`).
pub(super) fn defaults<'o, 'd>(objects: &'o Objects<'d>, with_enum: bool) -> Vec<StatedValue<'o, 'd>> {
    let schemas = objects.schemas().filter(|schema| schema::enum_of(objects, schema).is_some() == with_enum);
    schemas.filter_map(|schema| Some(StatedValue { owner: schema, schema, value: schema.get("default")? })).collect()
}

/// Returns the examples of schemas, and of parameters, headers and media types that have a schema. Each example comes
/// with its entry in the contract: the key `example` with its value, or the key `value` in an item of `examples`.
pub(super) fn examples<'o, 'd>(objects: &'o Objects<'d>) -> impl Iterator<Item = (StatedValue<'o, 'd>, &'d Entry)> {
    objects.definitions().flat_map(move |owner| {
        let schema = match owner.kind {
            ObjectKind::Schema => Some(owner),
            ObjectKind::Parameter | ObjectKind::Header | ObjectKind::MediaType => objects.child(owner, "schema"),
            _ => None,
        };
        schema.into_iter().flat_map(move |schema| {
            let named =
                objects.children(owner, "examples").filter_map(|example| objects.target(example)?.entry("value"));
            let entries = owner.entry("example").into_iter().chain(named);
            entries.map(move |entry| (StatedValue { owner, schema, value: &entry.node }, entry))
        })
    })
}

/// An error that the validator finds in a default, an enum value or an example.
pub(super) struct Problem {
    /// The JSON Pointer from the value to its invalid part, such as `/name`.
    pub(super) pointer: String,
    /// The byte range of the invalid part in the contract; `None` if the whole value is invalid.
    pub(super) span: Option<Range<usize>>,
    /// The rule that the part violates.
    pub(super) rule: Rule,
    /// The message from the validator.
    pub(super) message: String,
}

/// Validates each value and returns its errors. If the schema of a value does not compile, returns no error for the
/// value, because other rules report the error in the schema.
pub(super) fn validate(objects: &Objects<'_>, values: &[StatedValue<'_, '_>]) -> Vec<Vec<Problem>> {
    let directions = Directions::of(objects);
    let mut problems = Vec::new();
    problems.resize_with(values.len(), Vec::new);
    for direction in [Direction::Request, Direction::Response, Direction::Either] {
        let mut numbered: Vec<_> = values.iter().zip(&mut problems).collect();
        numbered.retain(|(value, _)| directions.direction(value.owner) == direction);
        validate_group(objects, direction, &mut numbered);
    }
    problems
}

type Numbered<'a, 'o, 'd> = (&'a StatedValue<'o, 'd>, &'a mut Vec<Problem>);

/// Validates many values in one call, so that each schema is compiled only once. If a schema does not compile or a
/// limit is exceeded, the result cannot be used. In this case, validates each half of the values separately.
fn validate_group(objects: &Objects<'_>, direction: Direction, values: &mut [Numbered<'_, '_, '_>]) {
    if values.is_empty() {
        return;
    }
    let findings = findings(objects, direction, values);
    let undecided = |finding: &Finding| matches!(finding.rule, Rule::WorkBudget | Rule::TooManyFindings);
    let complete = findings.as_ref().is_some_and(|findings| !findings.iter().any(undecided));
    if !complete && values.len() > 1 {
        let (left, right) = values.split_at_mut(values.len() / 2);
        validate_group(objects, direction, left);
        validate_group(objects, direction, right);
        return;
    }
    for finding in findings.unwrap_or_default() {
        if finding.severity == Severity::Warning || undecided(&finding) {
            continue;
        }
        // The pointer `/3/0/name` means the property `name` in the value with the number 3. The `0` is the index of the
        // value in the array around the value.
        let mut tokens = finding.pointer.splitn(4, '/').skip(1);
        let number = tokens.next().and_then(|token| token.parse::<usize>().ok());
        let Some((value, problems)) = number.and_then(|number| values.get_mut(number)) else { continue };
        let pointer = tokens.nth(1).map(|rest| format!("/{rest}")).unwrap_or_default();
        let part = value.value.pointer(&pointer).filter(|_| !pointer.is_empty());
        problems.push(Problem {
            span: part.map(|part| part.span.clone()),
            rule: finding.rule,
            message: finding.message(),
            pointer,
        });
    }
}

/// Validates the values as one payload `{"0": [first], "1": [second], …}`. Returns `None` if a schema does not compile.
///
/// Each value is inside an array, because its schema can be `readOnly`. In a request, the validator reports a
/// `readOnly` property, but not a `readOnly` item of an array.
fn findings(objects: &Objects<'_>, direction: Direction, values: &[Numbered<'_, '_, '_>]) -> Option<Vec<Finding>> {
    let origin = objects.document().root();
    let array = |(number, (value, _)): (usize, &Numbered<'_, '_, '_>)| {
        let reference = tree::string(format!("#{}", value.schema.pointer.replace('%', "%25")), origin);
        let items = tree::object([("$ref", reference)], origin);
        let node = tree::object([("type", tree::string("array", origin)), ("items", items)], origin);
        Entry { key: number.to_string(), key_span: 0..0, node }
    };
    let properties = values.iter().enumerate().map(array).collect();
    let properties = Node { span: 0..0, value: Value::Object(properties) };
    let schema = tree::object([("properties", properties)], origin);
    let mut limits = Limits::default();
    // A contract has at most 200 levels of nesting, so 256 levels are enough for its values. `work` limits the time for
    // schemas that read the same bytes again and again, such as many `oneOf` inside each other.
    (limits.nesting, limits.work, limits.findings) = (256, 64, 100_000);
    let validator = Validator::new(objects.document(), &schema, direction).ok()?.with_limits(limits);
    let members: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(number, (value, _))| format!("\"{number}\":[{}]", to_json_line(value.value)))
        .collect();
    Some(validator.validate(format!("{{{}}}", members.join(",")).as_bytes()).into_findings())
}
