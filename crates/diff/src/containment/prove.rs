//! The search for a proof that one schema (`wide`) accepts all payloads that another schema (`narrow`) accepts.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use dataarts_insight_openapi::{
    document::{Node, Value},
    tree,
};
use dataarts_insight_validator::{Decimal, Direction, Format, Validator};

use super::facts::{Facts, Property, Schema, at_least, at_most, decimal, range, types};

/// The group of payloads that a proof is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Payloads {
    /// All payloads that the schema accepts.
    All,
    /// Only payloads in which all properties are listed in `properties`. This group is smaller than `All` only if the
    /// schema has `properties` but no `additionalProperties`.
    Declared,
}

/// The largest number of steps of one proof. The limit is necessary because the number of steps grows very fast with
/// nested `oneOf` and `anyOf`.
const BUDGET: usize = 20_000;

/// The largest number of schemas in an `anyOf` or `oneOf`. If there are more, the proof fails.
const MAX_BRANCHES: usize = 64;

/// The search for proofs about the messages of one direction. The direction matters, because a request must not contain
/// `readOnly` properties, and a response must not contain `writeOnly` properties.
#[derive(Debug)]
pub(crate) struct Prover<'d> {
    direction: Direction,
    payloads: Payloads,
    validators: HashMap<*const Node, Option<Rc<Validator>>>,
    /// The pairs of schemas whose proof is not finished. If the proof of a recursive schema reaches the same pair
    /// again, the pair counts as proved. This is correct, because the inner value is smaller than the value around it,
    /// and each value is finite.
    assumed: HashSet<(Payloads, Vec<*const Node>, *const Node)>,
    steps: usize,
    marker: std::marker::PhantomData<&'d ()>,
}

impl<'d> Prover<'d> {
    pub(crate) fn new(direction: Direction) -> Self {
        Self {
            direction,
            payloads: Payloads::All,
            validators: HashMap::new(),
            assumed: HashSet::new(),
            steps: 0,
            marker: std::marker::PhantomData,
        }
    }

    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }

    /// Tries to prove that `wide` accepts all payloads that `narrow` accepts. With [`Payloads::Declared`], ignores
    /// payloads with undeclared properties.
    pub(crate) fn covers(&mut self, wide: Schema<'d>, narrow: Schema<'d>, payloads: Payloads) -> bool {
        (self.payloads, self.steps) = (payloads, 0);
        self.assumed.clear();
        self.is_defined(wide)
            && self.is_defined(narrow)
            && self.contains(wide, &Facts::of(&[narrow], self.direction), 0)
    }

    /// Returns the validator of a schema; `None` if the schema does not compile.
    pub(crate) fn validator(&mut self, schema: Schema<'d>) -> Option<Rc<Validator>> {
        let direction = self.direction;
        let compile = || Validator::new(schema.document, schema.node, direction).ok().map(Rc::new);
        self.validators.entry(schema.address()).or_insert_with(compile).clone()
    }

    fn is_defined(&mut self, schema: Schema<'d>) -> bool {
        self.validator(schema).is_some()
    }

    fn accepts(&mut self, schema: Schema<'d>, value: &str) -> Option<bool> {
        Some(self.validator(schema)?.is_valid(value.as_bytes()))
    }

    fn is_exhausted(&mut self, depth: usize) -> bool {
        self.steps += 1;
        self.steps > BUDGET || depth > 60
    }

    fn contains(&mut self, wide: Schema<'d>, narrow: &Facts<'d>, depth: usize) -> bool {
        if self.is_exhausted(depth) {
            return false;
        }
        let Some(wide) = wide.resolved() else { return false };
        // All values that `narrow` describes are valid by each of its schemas, and `wide` is one of these schemas.
        if narrow.sources.iter().any(|source| source.address() == wide.address()) {
            return true;
        }
        if self.is_impossible(narrow, depth + 1) {
            return true;
        }
        if let Some(all) = self.finite(wide, narrow) {
            return all;
        }
        let facts = Facts::of(&[wide], self.direction);
        if facts.is_partial {
            return false;
        }
        if self.holds(&facts, narrow, depth) {
            return true;
        }
        // Nothing was proved for all values together, so divides the values into parts and tries each part.
        self.parts(narrow).is_some_and(|parts| parts.iter().all(|part| self.contains(wide, part, depth + 1)))
    }

    /// Validates each value of the first `enum` in `narrow`. Returns whether `wide` accepts all values that `narrow`
    /// accepts; `None` if `narrow` has no `enum` or the validator of `wide` is missing.
    fn finite(&mut self, wide: Schema<'d>, narrow: &Facts<'d>) -> Option<bool> {
        let listed = narrow.enums.first()?;
        for text in listed.iter().flat_map(spellings) {
            if !self.is_accepted_by_all(narrow, &text) {
                continue;
            }
            if !self.accepts(wide, &text)? {
                return Some(false);
            }
        }
        Some(true)
    }

    /// Returns whether a value is valid by all schemas of `facts` and by no schema in its `nots`. Ignores schemas that
    /// do not compile.
    fn is_accepted_by_all(&mut self, facts: &Facts<'d>, value: &str) -> bool {
        facts.sources.iter().all(|source| self.accepts(*source, value).unwrap_or(true))
            && facts.nots.iter().all(|not| self.accepts(*not, value).is_none_or(|accepted| !accepted))
    }

    /// Tries to prove that each restriction of `wide` follows from the restrictions of `narrow`. For example,
    /// `maxLength: 9` follows from `maxLength: 5`.
    fn holds(&mut self, wide: &Facts<'d>, narrow: &Facts<'d>, depth: usize) -> bool {
        let possible = narrow.possible_types();
        let has = |kinds: u8| possible & kinds != 0;
        possible & !wide.types == 0
            && wide.enums.iter().all(|listed| lists(listed, possible))
            && (!has(types::INTEGER | types::DECIMAL) || self.numbers_hold(wide, narrow, possible))
            && (!has(types::STRING) || strings_hold(wide, narrow))
            && (!has(types::ARRAY) || self.arrays_hold(wide, narrow, depth))
            && (!has(types::OBJECT) || self.objects_hold(wide, narrow, depth))
            && wide.nots.iter().all(|not| self.is_disjoint(*not, narrow, depth + 1))
            && wide.any.iter().all(|group| self.some_contains(group, narrow, depth + 1))
            && wide.one.iter().all(|group| self.one_contains(group, narrow, depth + 1))
    }

    fn numbers_hold(&mut self, wide: &Facts<'d>, narrow: &Facts<'d>, possible: u8) -> bool {
        let integers = possible & types::DECIMAL == 0;
        let lower = wide.lower.as_ref().is_none_or(|bound| narrow.lower.as_ref().is_some_and(|by| at_least(by, bound)));
        let upper = wide.upper.as_ref().is_none_or(|bound| narrow.upper.as_ref().is_some_and(|by| at_most(by, bound)));
        let within = |(least, greatest): (i64, i64)| {
            integers
                && narrow.lower.as_ref().is_some_and(|bound| bound.value >= decimal(least))
                && narrow.upper.as_ref().is_some_and(|bound| bound.value <= decimal(greatest))
        };
        let format = |format: &Format| match format {
            _ if narrow.formats.contains(format) => true,
            Format::Int64 if narrow.formats.contains(&Format::Int32) => true,
            Format::Int32 | Format::Int64 => range(*format).is_some_and(within),
            Format::Double => narrow.formats.contains(&Format::Float) || within((i64::MIN, i64::MAX)),
            Format::Float => within((i64::MIN, i64::MAX)),
            _ => true,
        };
        lower
            && upper
            && wide.formats.iter().all(format)
            && wide.multiples.iter().all(|wanted| self.is_multiple(wanted, narrow, integers))
    }

    /// Tries to prove that all numbers that `narrow` accepts are multiples of `wanted`. For example, all multiples of 6
    /// are multiples of 3. `integers` tells whether `narrow` accepts only integers.
    fn is_multiple(&mut self, wanted: &str, narrow: &Facts<'d>, integers: bool) -> bool {
        let divides = |text: &str| {
            let number = |text: &str| Node { span: 0..0, value: Value::Number(text.to_owned()) };
            let schema = tree::object([("multipleOf", number(wanted))], &number(wanted));
            let document = narrow.sources.first().map(|source| source.document);
            document
                .and_then(|document| Validator::new(document, &schema, Direction::Either).ok())
                .is_some_and(|validator| validator.is_valid(text.as_bytes()))
        };
        (integers && divides("1")) || narrow.multiples.iter().any(|known| divides(known))
    }

    fn arrays_hold(&mut self, wide: &Facts<'d>, narrow: &Facts<'d>, depth: usize) -> bool {
        let (least, most) = narrow.item_counts;
        least >= wide.item_counts.0
            && most <= wide.item_counts.1
            && (!wide.unique || narrow.unique || most <= 1)
            && (most == 0 || wide.items.iter().all(|items| self.inner(*items, &narrow.items, depth)))
    }

    fn objects_hold(&mut self, wide: &Facts<'d>, narrow: &Facts<'d>, depth: usize) -> bool {
        let required = u64::try_from(narrow.required.len()).unwrap_or(u64::MAX);
        let least = narrow.property_counts.0.max(required);
        if least < wide.property_counts.0 || !wide.required.is_subset(&narrow.required) {
            return false;
        }
        let is_closed = narrow.undeclared().is_none() || self.is_closed(narrow);
        let names = u64::try_from(narrow.names().len()).unwrap_or(u64::MAX);
        let most = if is_closed { narrow.property_counts.1.min(names) } else { narrow.property_counts.1 };
        if most > wide.property_counts.1 {
            return false;
        }
        wide.properties.iter().all(|properties| self.properties_hold(properties, narrow, is_closed, depth))
    }

    /// Returns whether the proof ignores objects with undeclared properties.
    fn is_closed(&self, narrow: &Facts<'d>) -> bool {
        self.payloads == Payloads::Declared && narrow.declares_all()
    }

    fn properties_hold(
        &mut self,
        wide: &super::facts::Properties<'d>,
        narrow: &Facts<'d>,
        is_closed: bool,
        depth: usize,
    ) -> bool {
        let declared = narrow.names();
        let names = declared.iter().copied().chain(wide.declared().map(|(name, _)| name));
        let names: HashSet<&str> = names.collect();
        let mut by_name = names.into_iter().all(|name| {
            if is_closed && !declared.contains(name) {
                return true;
            }
            let Some(given) = narrow.property(name) else { return true };
            match wide.property(name, self.direction) {
                Property::Anything => true,
                Property::Nothing => self.is_impossible(&Facts::of(&given, self.direction), depth + 1),
                Property::Schema(schema) => self.inner(schema, &given, depth),
            }
        });
        by_name = by_name
            && (is_closed
                || match (wide.undeclared(), narrow.undeclared()) {
                    (Property::Anything, _) | (_, None) => true,
                    (Property::Nothing, Some(given)) => {
                        !given.is_empty() && self.is_impossible(&Facts::of(&given, self.direction), depth + 1)
                    }
                    (Property::Schema(schema), Some(given)) => self.inner(schema, &given, depth),
                });
        by_name
    }

    /// Does the same as `contains`, for the schemas of an item or a property. These schemas can be recursive, so the
    /// pair of schemas is added to `assumed` during the proof.
    fn inner(&mut self, wide: Schema<'d>, narrow: &[Schema<'d>], depth: usize) -> bool {
        let Some(wide) = wide.resolved() else { return false };
        let narrow: Vec<Schema<'d>> = narrow.iter().filter_map(|schema| schema.resolved()).collect();
        let pair = (self.payloads, narrow.iter().map(|schema| schema.address()).collect(), wide.address());
        if self.assumed.contains(&pair) {
            return true;
        }
        self.assumed.insert(pair.clone());
        let proved = self.contains(wide, &Facts::of(&narrow, self.direction), depth + 1);
        self.assumed.remove(&pair);
        proved
    }

    /// Tries to prove that the `anyOf` with the schemas in `group` accepts all values of `narrow`. First looks for one
    /// schema that accepts all values. If there is none, divides the values into parts and tries each part.
    fn some_contains(&mut self, group: &[Schema<'d>], narrow: &Facts<'d>, depth: usize) -> bool {
        if self.is_exhausted(depth) || group.len() > MAX_BRANCHES {
            return false;
        }
        group.iter().any(|branch| self.contains(*branch, narrow, depth + 1))
            || self
                .parts(narrow)
                .is_some_and(|parts| parts.iter().all(|part| self.some_contains(group, part, depth + 1)))
    }

    /// Tries to prove that each value of `narrow` is valid by exactly one schema in `group`, the list of a `oneOf`.
    fn one_contains(&mut self, group: &[Schema<'d>], narrow: &Facts<'d>, depth: usize) -> bool {
        if self.is_exhausted(depth) || group.len() > MAX_BRANCHES {
            return false;
        }
        if self.is_impossible(narrow, depth + 1) {
            return true;
        }
        let only = (0..group.len()).any(|at| {
            let others = group.iter().enumerate().filter(|(other, _)| *other != at);
            others.clone().all(|(_, other)| self.is_disjoint(*other, narrow, depth + 1))
                && group.get(at).is_some_and(|branch| self.contains(*branch, narrow, depth + 1))
        });
        only || self
            .parts(narrow)
            .is_some_and(|parts| parts.iter().all(|part| self.one_contains(group, part, depth + 1)))
    }

    /// Divides the values that `facts` describes into parts. Makes one part for each schema of a `oneOf` or `anyOf`. If
    /// there is no `oneOf` and no `anyOf`, makes one part for each type.
    fn parts(&mut self, facts: &Facts<'d>) -> Option<Vec<Facts<'d>>> {
        let mut rest = facts.clone();
        if let Some(group) = rest.one.pop() {
            return self.branches(&rest, &group, true);
        }
        if let Some(group) = rest.any.pop() {
            return self.branches(&rest, &group, false);
        }
        let possible = facts.possible_types();
        if possible.count_ones() < 2 {
            return None;
        }
        let of_type = |kind: u8| Facts { types: kind, ..facts.clone() };
        Some(types::EACH.into_iter().filter(|kind| possible & kind != 0).map(of_type).collect())
    }

    fn branches(&mut self, rest: &Facts<'d>, group: &[Schema<'d>], exclusive: bool) -> Option<Vec<Facts<'d>>> {
        if group.len() > MAX_BRANCHES {
            return None;
        }
        let branch = |(at, schema): (usize, &Schema<'d>)| {
            let mut facts = rest.clone();
            facts.add(*schema);
            if exclusive {
                let others = group.iter().enumerate().filter(|(other, _)| *other != at);
                facts.nots.extend(others.map(|(_, other)| *other));
            }
            facts
        };
        Some(group.iter().enumerate().map(branch).collect())
    }

    /// Tries to prove that `schema` accepts none of the values that `facts` describes.
    fn is_disjoint(&mut self, schema: Schema<'d>, facts: &Facts<'d>, depth: usize) -> bool {
        if self.is_exhausted(depth) {
            return false;
        }
        let alone = Facts::of(&[schema], self.direction);
        let payloads = std::mem::replace(&mut self.payloads, Payloads::All);
        let excluded = facts.nots.clone().into_iter().any(|not| self.contains(not, &alone, depth + 1));
        let mut both = facts.clone();
        both.add(schema);
        let disjoint = excluded || self.is_impossible(&both, depth + 1);
        self.payloads = payloads;
        disjoint
    }

    /// Tries to prove that no value meets all restrictions in `facts`.
    fn is_impossible(&mut self, facts: &Facts<'d>, depth: usize) -> bool {
        if self.is_exhausted(depth) {
            return false;
        }
        let mut possible = facts.possible_types();
        if possible & types::OBJECT != 0 && depth < 12 {
            let missing = facts.required.clone().into_iter().any(|name| match facts.property(name) {
                None => true,
                Some(schemas) if schemas.is_empty() => false,
                Some(schemas) => {
                    let inner = Facts::of(&schemas, self.direction);
                    self.is_impossible(&inner, depth + 4)
                }
            });
            if missing {
                possible &= !types::OBJECT;
            }
        }
        if possible == 0 {
            return true;
        }
        if let Some(listed) = facts.enums.first() {
            return listed.iter().all(|value| {
                !has_type(value, facts.types)
                    || !spellings(value).iter().any(|text| self.is_accepted_by_all(facts, text))
            });
        }
        if depth < 12 && !(facts.any.is_empty() && facts.one.is_empty()) {
            return self.parts(facts).is_some_and(|parts| parts.iter().all(|part| self.is_impossible(part, depth + 4)));
        }
        false
    }
}

/// Returns the ways to write a value of an `enum` as JSON. For the number 3, these are `3` and `3.0`. Each text must be
/// validated, because `type: integer` accepts `3` and refuses `3.0`.
fn spellings(value: &Node) -> Vec<String> {
    let mut texts = vec![tree::to_json_line(value)];
    for with_fraction in [false, true] {
        let mut other = value.clone();
        respell(&mut other, with_fraction);
        let text = tree::to_json_line(&other);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// Changes each whole number inside a value to `3.0` (with a fraction) or `3` (without a fraction).
fn respell(node: &mut Node, with_fraction: bool) {
    match &mut node.value {
        Value::Number(text) => {
            if let Some(whole) = Decimal::parse(text.as_bytes()).to_i64() {
                *text = if with_fraction { format!("{whole}.0") } else { whole.to_string() };
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| respell(item, with_fraction)),
        Value::Object(entries) => entries.iter_mut().for_each(|entry| respell(&mut entry.node, with_fraction)),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// Returns whether a value of an `enum` has one of the types.
fn has_type(node: &Node, kinds: u8) -> bool {
    let kind = match &node.value {
        Value::Null => types::NULL,
        Value::Bool(_) => types::BOOLEAN,
        // `3` can also be written as `3.0`, which is not an integer.
        Value::Number(_) => types::INTEGER | types::DECIMAL,
        Value::String(_) => types::STRING,
        Value::Array(_) => types::ARRAY,
        Value::Object(_) => types::OBJECT,
    };
    kinds & kind != 0
}

/// Returns whether an `enum` lists all values of the types in `possible`. This is possible only for null and boolean,
/// because all other types have too many values.
fn lists(listed: &[Node], possible: u8) -> bool {
    let has = |value: &Value| listed.iter().any(|node| node.value == *value);
    possible & !(types::NULL | types::BOOLEAN) == 0
        && (possible & types::NULL == 0 || has(&Value::Null))
        && (possible & types::BOOLEAN == 0 || (has(&Value::Bool(true)) && has(&Value::Bool(false))))
}

fn strings_hold(wide: &Facts<'_>, narrow: &Facts<'_>) -> bool {
    let format = |format: &Format| !format.is_textual() || narrow.formats.contains(format);
    let is_plain = narrow.lengths.0 >= wide.lengths.0
        && narrow.lengths.1 <= wide.lengths.1
        && wide.patterns.iter().all(|pattern| narrow.patterns.contains(pattern));
    let has_pattern = !(wide.patterns.is_empty() && narrow.patterns.is_empty());
    wide.formats.iter().all(format)
        && (is_plain || (has_pattern && narrow.strings().outside(&wide.strings()) == Ok(None)))
}
