//! Validates the values that a contract states (defaults, enum values, examples) with the validator that payloads meet.

use std::{cell::RefCell, collections::HashMap, ops::Range, rc::Rc};

use dataarts_insight_openapi::{
    Severity,
    document::Node,
    objects::{Object, Objects},
    tree::to_json_line,
};
use dataarts_insight_validator::{Direction, Limits, Rule, Validator};

use super::{directions::Directions, schema};

/// The validators of the schemas of a contract. Each is compiled when it is first used.
pub(super) struct Values<'o, 'd> {
    objects: &'o Objects<'d>,
    directions: Directions,
    validators: RefCell<HashMap<(usize, Direction), Option<Rc<Validator>>>>,
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

impl<'o, 'd> Values<'o, 'd> {
    pub(super) fn new(objects: &'o Objects<'d>) -> Self {
        Self { objects, directions: Directions::of(objects), validators: RefCell::default() }
    }

    /// Finds the errors in a value that `owner` states for `schema`. The owner decides the direction: in a request,
    /// `readOnly` properties are not required, in a response `writeOnly` ones. A schema that does not compile finds
    /// none, because rules of their own report what is wrong with it.
    pub(super) fn problems(&self, owner: &Object<'d>, schema: &Object<'d>, value: &Node) -> Vec<Problem> {
        let Some(validator) = self.validator(schema, self.directions.direction(owner)) else { return Vec::new() };
        let text = to_json_line(value);
        if validator.is_valid(text.as_bytes()) {
            return Vec::new();
        }
        let findings = validator.validate(text.as_bytes()).into_findings().into_iter();
        let errors = findings.filter(|finding| finding.severity == Severity::Error);
        // An exhausted budget says nothing about the value.
        let errors = errors.filter(|error| !matches!(error.rule, Rule::WorkBudget | Rule::TooManyFindings));
        let problem = |error: dataarts_insight_validator::Finding| Problem {
            span: value.pointer(&error.pointer).filter(|_| !error.pointer.is_empty()).map(|part| part.span.clone()),
            rule: error.rule,
            message: error.message(),
            pointer: error.pointer,
        };
        errors.map(problem).collect()
    }

    fn validator(&self, schema: &Object<'d>, direction: Direction) -> Option<Rc<Validator>> {
        let target = schema::described(self.objects, schema)?;
        let mut validators = self.validators.borrow_mut();
        let compile = || {
            let mut limits = Limits::default();
            // Schemas may refer to each other in so many ways that one value takes minutes.
            (limits.work, limits.findings) = (32, 100);
            let validator = Validator::new(self.objects.document(), target.node, direction).ok()?;
            Some(Rc::new(validator.with_limits(limits)))
        };
        validators.entry((target.index, direction)).or_insert_with(compile).clone()
    }
}
