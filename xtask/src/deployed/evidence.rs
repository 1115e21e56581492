//! Decodes the payloads of a new schema by the model of the old client, and keeps the effects that are new.

use std::collections::{BTreeMap, BTreeSet};

use dataarts_insight_diff::{Comparison, PayloadGenerator};
use dataarts_insight_openapi::{
    document::{Document, Node, Value, join_pointer, unescape_token},
    tree,
};
use dataarts_insight_validator::{Direction, Expected, Finding, Rule, Severity, Validator};

use super::{Deviation, Effect, Reader, Reading};

/// The schemas of a response.
pub(super) struct Responses<'c> {
    /// The schema in the effective contract of the old contract.
    pub(super) effective: &'c Node,
    /// The schema in the old contract.
    pub(super) old: Option<&'c Node>,
    /// The schema in the new contract.
    pub(super) new: &'c Node,
    /// The JSON Pointers of the fields that programs need.
    pub(super) needed: Vec<String>,
    /// Examples and certificates, as JSON texts.
    pub(super) more: Vec<String>,
}

impl Responses<'_> {
    /// Returns whether the schemas and the needed fields are the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let reference = |node: &Node| node.get("$ref").and_then(Node::as_str).map(str::to_owned);
        let is_one =
            |a: &Node, b: &Node| std::ptr::eq(a, b) || reference(a).is_some_and(|target| Some(target) == reference(b));
        let is_same_old = match (self.old, other.old) {
            (Some(one), Some(other)) => std::ptr::eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        is_one(self.effective, other.effective)
            && is_same_old
            && std::ptr::eq(self.new, other.new)
            && self.needed == other.needed
    }
}

/// The effects of a new schema, each with an example payload.
pub(super) struct Outcome {
    /// The number of payloads.
    pub(super) payloads: usize,
    /// The distinct effects. A list index in a JSON Pointer is written as `*`.
    pub(super) effects: Vec<(Effect, Option<String>)>,
}

pub(super) struct Evidence<'c> {
    comparison: &'c Comparison,
    reader: Reader<'c>,
    generator: PayloadGenerator<'c>,
    /// The names of all properties in the new contract.
    declared: BTreeSet<&'c str>,
    /// The names of the properties that the new contract removed or renamed.
    removed: BTreeSet<String>,
}

impl<'c> Evidence<'c> {
    pub(super) fn new(comparison: &'c Comparison, effective: &'c Node) -> Self {
        let mut declared = BTreeSet::new();
        property_names(comparison.new.root(), &mut declared);
        let removed = comparison.changes.iter().filter_map(|change| {
            let place = change.old.as_ref()?;
            let is_removal = ["property-removed", "property-removed-required", "property-renamed"];
            let name = place.pointer.rsplit('/').next()?;
            is_removal.contains(&change.rule.id).then(|| unescape_token(name))
        });
        let generator = PayloadGenerator::new(Direction::Response);
        Self { comparison, reader: Reader::new(effective), generator, declared, removed: removed.collect() }
    }

    pub(super) fn of(&mut self, responses: &Responses<'c>) -> Outcome {
        let (old, new) = (&self.comparison.old, &self.comparison.new);
        let hints = responses.old.map(|schema| (old, schema));
        let texts = self.generator.payloads((new, responses.new), hints, responses.more.clone());
        let validator = responses.old.and_then(|schema| Validator::new(old, schema, Direction::Response).ok());
        let mut found: BTreeMap<Effect, Option<String>> = BTreeMap::new();
        let mut fields: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
        let mut count = 0;
        for text in texts {
            let Ok(document) = Document::parse("payload", text.as_str()) else { continue };
            let payload = document.root();
            count += 1;
            let reading = self.reader.read(responses.effective, payload, &responses.needed);
            // An example can contain a field that the new contract no longer has.
            let is_generated = !responses.more.contains(&text);
            for (pointer, (present, absent)) in reading.objects.iter().filter(|_| is_generated) {
                let all = fields.entry(without_indexes(payload, pointer)).or_default();
                all.0.extend(present.iter().cloned());
                all.1.extend(absent.iter().cloned());
            }
            for effect in self.news(validator.as_ref(), &text, payload, reading) {
                let pointer = without_indexes(payload, &effect.pointer);
                let shorter = |known: &Option<String>| known.as_ref().is_none_or(|known| text.len() < known.len());
                let known = found.entry(Effect { pointer, ..effect }).or_default();
                if shorter(known) {
                    *known = Some(text.clone());
                }
            }
        }
        for (pointer, (present, absent)) in fields {
            for name in absent.difference(&present).filter(|name| self.removed.contains(*name)) {
                let pointer = join_pointer(&pointer, name);
                if !found.keys().any(|effect| effect.pointer == pointer) {
                    let is_needed = responses.needed.contains(&pointer);
                    let deviation = if is_needed { Deviation::NeededField } else { Deviation::FieldGone };
                    found.insert(Effect { deviation, pointer }, None);
                }
            }
        }
        Outcome { payloads: count, effects: found.into_iter().collect() }
    }

    /// Returns the effects that payloads of the old contract do not have. `validator` validates by the old contract.
    fn news(&self, validator: Option<&Validator>, text: &str, payload: &Node, reading: Reading) -> Vec<Effect> {
        let report = validator.map(|validator| validator.validate(text.as_bytes()));
        let findings = report.as_ref().map_or(&[][..], |report| report.findings());
        let findings: Vec<(&Finding, String)> = findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| (finding, place(finding)))
            .collect();
        let is_new = |effect: &Effect| match effect.deviation {
            Deviation::UnknownField => {
                let name = effect.pointer.rsplit('/').next().map(unescape_token).unwrap_or_default();
                self.declared.contains(name.as_str())
            }
            _ => validator.is_none() || findings.iter().any(|(_, place)| is_related(place, &effect.pointer)),
        };
        let mut effects: Vec<Effect> = reading.effects.into_iter().filter(is_new).collect();
        if effects.iter().any(|effect| effect.deviation == Deviation::OtherBody) {
            return effects;
        }
        for (finding, place) in &findings {
            let is_null = payload.pointer(place).is_some_and(|value| matches!(value.value, Value::Null));
            let deviation = match finding.rule {
                Rule::Required => Deviation::MissingField,
                Rule::Type if is_null && validator.is_some_and(|validator| is_required(validator, payload, place)) => {
                    Deviation::RequiredNull
                }
                Rule::Enum => Deviation::UnknownValue,
                Rule::Type | Rule::AdditionalProperties => continue,
                _ => Deviation::OutsideLimits,
            };
            let is_worse = |effect: &Effect| {
                effect.deviation != Deviation::Null
                    && effect.deviation.result() >= deviation.result()
                    && is_related(place, &effect.pointer)
            };
            if !effects.iter().any(is_worse) {
                effects.retain(|effect| effect.deviation != Deviation::Null || effect.pointer != *place);
                effects.push(Effect { deviation, pointer: place.clone() });
            }
        }
        // A needed field has one effect: the program refuses the response.
        let refused: Vec<String> = effects
            .iter()
            .filter(|effect| effect.deviation == Deviation::NeededField)
            .map(|effect| effect.pointer.clone())
            .collect();
        effects.retain(|effect| effect.deviation == Deviation::NeededField || !refused.contains(&effect.pointer));
        effects
    }
}

/// Returns the JSON Pointer of the value that a finding is about. For an absent property, returns the place where the
/// property would be.
fn place(finding: &Finding) -> String {
    match (&finding.rule, &finding.expected) {
        (Rule::Required, Expected::Property(name)) => join_pointer(&finding.pointer, name),
        _ => finding.pointer.clone(),
    }
}

/// Returns whether one of the JSON Pointers leads to the same value as the other, or to a value inside it. A finding
/// about the whole payload is not related to the values inside the payload.
fn is_related(finding: &str, effect: &str) -> bool {
    let contains = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    contains(effect, finding) || (!finding.is_empty() && contains(finding, effect))
}

/// Returns whether the old contract requires the field at a JSON Pointer.
fn is_required(validator: &Validator, payload: &Node, pointer: &str) -> bool {
    let mut without = payload.clone();
    let Some((parent, name)) = pointer.rsplit_once('/') else { return false };
    let name = unescape_token(name);
    let Some(parent) = tree::pointer_mut(&mut without, parent) else { return false };
    tree::remove(parent, &name);
    let report = validator.validate(tree::to_json_line(&without).as_bytes());
    report.findings().iter().any(|finding| finding.rule == Rule::Required && place(finding) == pointer)
}

/// Replaces each list index in a JSON Pointer by `*`.
fn without_indexes(payload: &Node, pointer: &str) -> String {
    let (mut node, mut text) = (Some(payload), String::new());
    for token in pointer.split('/').skip(1) {
        let is_index = node.is_some_and(|node| matches!(node.value, Value::Array(_)));
        text = format!("{text}/{}", if is_index { "*" } else { token });
        node = node.and_then(|node| node.pointer(&format!("/{token}")));
    }
    text
}

/// Collects the names of all properties in a document.
fn property_names<'c>(node: &'c Node, names: &mut BTreeSet<&'c str>) {
    for entry in node.entries() {
        if entry.key == "properties" {
            names.extend(entry.node.entries().iter().map(|property| property.key.as_str()));
        }
        property_names(&entry.node, names);
    }
    node.items().iter().for_each(|item| property_names(item, names));
}
