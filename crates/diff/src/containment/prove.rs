//! The search for a proof that one schema accepts all payloads of another schema.

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

/// The payloads that a proof covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Payloads {
    /// All payloads that the schema accepts.
    All,
    /// Payloads without undeclared properties. `Declared` differs from `All` only if the schema has `properties` but no
    /// `additionalProperties`.
    Declared,
}

/// The largest number of steps of one proof. Nested alternatives multiply the steps.
const BUDGET: usize = 20_000;

/// The largest number of alternatives in an `anyOf` or `oneOf`. Nothing is proved about larger groups.
const MAX_BRANCHES: usize = 64;

/// Tries to prove that one schema accepts all payloads of another schema, in messages of one direction.
#[derive(Debug)]
pub(crate) struct Prover<'d> {
    direction: Direction,
    payloads: Payloads,
    validators: HashMap<*const Node, Option<Rc<Validator>>>,
    /// The pairs of schemas whose proof is not finished. In a recursive schema, the proof reaches an unfinished pair
    /// again. The pair then counts as proved, because each value has a finite depth.
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

    /// Tries to prove that `wide` accepts all payloads that `narrow` accepts. With [`Payloads::Declared`], the proof
    /// covers only payloads without undeclared properties.
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
        // `wide` is one of the schemas of `narrow`, so `wide` accepts all values of `narrow`.
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
        // If the proof for all values fails, splits the values into parts and proves each part.
        self.parts(narrow).is_some_and(|parts| parts.iter().all(|part| self.contains(wide, part, depth + 1)))
    }

    /// Returns whether `wide` accepts all values of `narrow`, if `narrow` lists the values in an `enum`. Returns `None`
    /// without an `enum`.
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

    /// Returns whether a value may be valid by all schemas of `facts`. An unknown result counts as `true`.
    fn is_accepted_by_all(&mut self, facts: &Facts<'d>, value: &str) -> bool {
        facts.sources.iter().all(|source| self.accepts(*source, value).unwrap_or(true))
            && facts.nots.iter().all(|not| self.accepts(*not, value).is_none_or(|accepted| !accepted))
    }

    /// Returns whether each restriction of `wide` follows from the restrictions of `narrow`.
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

    /// Returns whether all numbers that `narrow` accepts are multiples of `wanted`. Example: if `narrow` accepts only
    /// multiples of 6, the numbers are also multiples of 3.
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

    /// Returns whether the proof ignores undeclared properties.
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

    /// Tries to prove that `wide` accepts all values of `narrow`, for the schemas of an item or a property.
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

    /// Returns whether one alternative in `group` accepts all values of `narrow`. If not, splits the values into parts
    /// and finds an alternative for each part.
    fn some_contains(&mut self, group: &[Schema<'d>], narrow: &Facts<'d>, depth: usize) -> bool {
        if self.is_exhausted(depth) || group.len() > MAX_BRANCHES {
            return false;
        }
        group.iter().any(|branch| self.contains(*branch, narrow, depth + 1))
            || self
                .parts(narrow)
                .is_some_and(|parts| parts.iter().all(|part| self.some_contains(group, part, depth + 1)))
    }

    /// Tries to prove that each value of `narrow` is valid by exactly one alternative in `group`.
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

    /// Splits the values into parts: one part for each alternative of a `oneOf` or `anyOf`. Without `oneOf` and
    /// `anyOf`, one part for each type.
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

    /// Returns whether a proof shows that the schema accepts none of the values.
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

    /// Returns whether a proof shows that no value is valid by all schemas of `facts`.
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

/// Returns the texts of a value of an `enum`. Equal numbers can be written with and without a fraction, and a schema can
/// accept only one of the texts: `type: integer` refuses `3.0`.
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

/// Writes the whole numbers of a value with or without a fraction.
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
        // A whole number can be written as an integer, and with a fraction.
        Value::Number(_) => types::INTEGER | types::DECIMAL,
        Value::String(_) => types::STRING,
        Value::Array(_) => types::ARRAY,
        Value::Object(_) => types::OBJECT,
    };
    kinds & kind != 0
}

/// Returns whether a list contains all values of the possible types. Returns `false` for types other than null and
/// boolean, because such types have too many values.
fn lists(listed: &[Node], possible: u8) -> bool {
    let has = |value: &Value| listed.iter().any(|node| node.value == *value);
    possible & !(types::NULL | types::BOOLEAN) == 0
        && (possible & types::NULL == 0 || has(&Value::Null))
        && (possible & types::BOOLEAN == 0 || (has(&Value::Bool(true)) && has(&Value::Bool(false))))
}

fn strings_hold(wide: &Facts<'_>, narrow: &Facts<'_>) -> bool {
    let format = |format: &Format| !format.is_textual() || narrow.formats.contains(format);
    narrow.lengths.0 >= wide.lengths.0
        && narrow.lengths.1 <= wide.lengths.1
        && wide.patterns.iter().all(|pattern| narrow.patterns.contains(pattern))
        && wide.formats.iter().all(format)
}
