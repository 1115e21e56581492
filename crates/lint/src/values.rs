//! Validates the values that a contract states (defaults, enum values, examples) with the payload validator.

use std::ops::Range;

use dataarts_insight_openapi::{
    Severity,
    document::{Entry, Node, Value},
    objects::{Object, Objects},
    tree::{self, to_json_line},
};
use dataarts_insight_validator::{Direction, Finding, Limits, Rule, Validator};

use super::{directions::Directions, schema};

/// A value that a contract states for a schema.
pub(super) struct StatedValue<'o, 'd> {
    /// The object that states the value. It decides the direction: in a request, `readOnly` properties are not
    /// required, in a response `writeOnly` ones.
    pub(super) owner: &'o Object<'d>,
    /// The schema.
    pub(super) schema: &'o Object<'d>,
    /// The value.
    pub(super) value: &'d Node,
}

/// Returns the defaults of all schemas with an enum, or of all schemas without one.
pub(super) fn defaults<'o, 'd>(objects: &'o Objects<'d>, with_enum: bool) -> Vec<StatedValue<'o, 'd>> {
    let schemas = objects.schemas().filter(|schema| schema::enum_of(objects, schema).is_some() == with_enum);
    schemas.filter_map(|schema| Some(StatedValue { owner: schema, schema, value: schema.get("default")? })).collect()
}

/// An error that the validator finds in a value.
pub(super) struct Problem {
    /// The JSON Pointer of the invalid part within the value.
    pub(super) pointer: String,
    /// The bytes of the invalid part in the contract; none for the whole value.
    pub(super) span: Option<Range<usize>>,
    /// The rule that the part violates.
    pub(super) rule: Rule,
    /// The message of the validator.
    pub(super) message: String,
}

/// Finds the errors in each of these values. A value whose schema does not compile has none, because other rules report
/// the errors of the schema.
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

/// Validates values together, so that each schema is compiled once. If a schema in the group does not compile, each
/// half is validated separately, down to a single value.
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
        // `/3/0/name` is the `name` of the value with the number 3.
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

/// Validates `{"0": [first], "1": [second], …}`; `None` when a schema does not compile. In arrays, `readOnly` of the
/// schema itself has no effect.
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
    // A contract is less deep than this. The limit of work stops schemas that refer to each other in very many ways.
    (limits.nesting, limits.work, limits.findings) = (256, 64, 100_000);
    let validator = Validator::new(objects.document(), &schema, direction).ok()?.with_limits(limits);
    let members: Vec<String> = values
        .iter()
        .enumerate()
        .map(|(number, (value, _))| format!("\"{number}\":[{}]", to_json_line(value.value)))
        .collect();
    Some(validator.validate(format!("{{{}}}", members.join(",")).as_bytes()).into_findings())
}
