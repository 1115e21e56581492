//! Finds a payload that one schema accepts and another schema refuses.
//!
//! Makes many candidates from both schemas and validates each candidate. For example, `maxLength: 5` gives texts with
//! 4, 5 and 6 characters, and an object gives objects with one missing or one additional property.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use dataarts_insight_openapi::{
    document::{Document, Node},
    tree,
};
use dataarts_insight_validator::{Decimal, Direction, Rule, Severity, Strings, Validator};

use crate::containment::{Facts, Prover, Schema, types};

/// The largest number of candidate values for one item or one property.
const MAX_INNER: usize = 24;
const MAX_CANDIDATES: usize = 600;
const MAX_VARIANTS: usize = 16;
const MAX_DEPTH: usize = 4;
/// The largest length of a candidate string.
const MAX_LENGTH: u64 = 5_000;
const MAX_ITEMS: u64 = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Payload {
    pub(crate) text: String,
    /// The rules that the payload violates.
    pub(crate) rules: Vec<Rule>,
    /// The JSON Pointers of the invalid values in the payload.
    pub(crate) pointers: Vec<String>,
}

/// Returns payloads that `accepting` accepts and `refusing` refuses. Payloads that violate few rules come first. If the
/// number of rules is equal, shorter payloads come first.
pub(crate) fn search<'d>(
    prover: &mut Prover<'d>,
    accepting: Schema<'d>,
    refusing: Schema<'d>,
    direction: Direction,
) -> Vec<Payload> {
    let (Some(accepts), Some(refuses)) = (prover.validator(accepting), prover.validator(refusing)) else {
        return Vec::new();
    };
    let mut search = Search { prover, known: &mut Known::new(), direction, only_valid: false };
    let mut found: Vec<Payload> = search
        .candidates(&[accepting], &[refusing], 0)
        .into_iter()
        .filter(|text| accepts.is_valid(text.as_bytes()))
        .filter_map(|text| refused(&refuses, text))
        .collect();
    found.sort_by_key(|payload| (payload.rules.len(), payload.text.len()));
    found
}

/// Makes payloads that a schema accepts.
///
/// One generator for many schemas is faster than many generators, because schemas often have parts in common.
#[derive(Debug)]
pub struct PayloadGenerator<'d> {
    prover: Prover<'d>,
    known: Known,
}

impl<'d> PayloadGenerator<'d> {
    /// Makes a generator of messages with this direction.
    #[must_use]
    pub fn new(direction: Direction) -> Self {
        Self { prover: Prover::new(direction), known: Known::new() }
    }

    /// Returns payloads that the validator accepts for the schema `new`: each value of an enumeration, `null`, the
    /// extremes of numbers and lengths, and objects with and without each declared property.
    ///
    /// - `new` and `old` are schemas with their documents. Values near the bounds of `old` are tried too, because they
    ///   are the values that a client of the old contract does not expect.
    /// - `more` are further candidates, such as the examples of the contract. They come first in the result.
    pub fn payloads(
        &mut self,
        new: (&'d Arc<Document>, &'d Node),
        old: Option<(&'d Arc<Document>, &'d Node)>,
        more: Vec<String>,
    ) -> Vec<String> {
        let schema = |(document, node)| Schema { document, node };
        let new = schema(new);
        let Some(validator) = self.prover.validator(new) else { return Vec::new() };
        let direction = self.prover.direction();
        let mut search = Search { prover: &mut self.prover, known: &mut self.known, direction, only_valid: true };
        let mut found = Candidates::default();
        found.extend(more);
        found.extend(search.candidates(&[new], old.map(schema).as_slice(), 0));
        found.list.retain(|text| validator.is_valid(text.as_bytes()));
        found.list
    }
}

fn refused(validator: &Validator, text: String) -> Option<Payload> {
    if validator.is_valid(text.as_bytes()) {
        return None;
    }
    let report = validator.validate(text.as_bytes());
    let errors = || report.findings().iter().filter(|finding| finding.severity == Severity::Error);
    let rules = errors().map(|finding| finding.rule).collect();
    let pointers = errors().map(|finding| finding.pointer.clone()).collect();
    Some(Payload { text, rules, pointers })
}

/// The candidates of the schemas so far. The key has the addresses of the two lists of schemas, and the depth.
type Known = HashMap<(Vec<*const Node>, Vec<*const Node>, usize), Vec<String>>;

struct Search<'p, 'd> {
    prover: &'p mut Prover<'d>,
    known: &'p mut Known,
    direction: Direction,
    /// If `true`, candidates are made of valid values only, and an object with `properties` gets no other names. If
    /// `false`, candidates can be invalid.
    only_valid: bool,
}

impl<'d> Search<'_, 'd> {
    /// Returns candidates: values that are probably valid by all of `schemas`. The schemas in `others` must refuse the
    /// payload, so many candidates are near the bounds in `others`, for example one character too long.
    fn candidates(&mut self, schemas: &[Schema<'d>], others: &[Schema<'d>], depth: usize) -> Vec<String> {
        let mut found = Candidates::default();
        if depth > MAX_DEPTH {
            return found.list;
        }
        let addresses = |schemas: &[Schema<'d>]| schemas.iter().map(|schema| schema.address()).collect();
        let key = (addresses(schemas), addresses(others), depth);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let others = self.variants(others);
        let hints: Vec<Schema<'d>> = others.iter().flatten().copied().collect();
        let hints = Facts::of(&hints, self.direction);
        let each: Vec<Facts<'d>> = others.iter().map(|other| Facts::of(other, self.direction)).collect();
        for variant in self.variants(schemas) {
            let facts = Facts::of(&variant, self.direction);
            self.fill(&mut found, &facts, &hints, &each, depth);
        }
        self.known.insert(key, found.list.clone());
        found.list
    }

    /// Adds one schema of each `anyOf` and `oneOf` to the schemas. Returns one list for each possible combination, but
    /// at most [`MAX_VARIANTS`] lists. Example: a schema `S` with `oneOf: [A, B]` gives the lists `[S, A]` and
    /// `[S, B]`.
    fn variants(&mut self, schemas: &[Schema<'d>]) -> Vec<Vec<Schema<'d>>> {
        let mut open = vec![(schemas.to_vec(), 0)];
        let mut done = Vec::new();
        while let Some((schemas, used)) = open.pop() {
            let facts = Facts::of(&schemas, self.direction);
            let group = facts.one.iter().chain(&facts.any).nth(used);
            match group {
                Some(group) if used < 6 => {
                    for branch in group.iter().take(MAX_VARIANTS).rev() {
                        open.push((schemas.iter().copied().chain([*branch]).collect(), used + 1));
                    }
                }
                _ => done.push(schemas),
            }
            if done.len() >= MAX_VARIANTS {
                break;
            }
        }
        done
    }

    fn fill(&mut self, found: &mut Candidates, facts: &Facts<'d>, hints: &Facts<'d>, each: &[Facts<'d>], depth: usize) {
        let all = || [facts, hints].into_iter().chain(each);
        for schema in all().flat_map(|facts| &facts.sources) {
            for key in ["example", "default"] {
                found.extend(schema.node.get(key).map(tree::to_json_line));
            }
        }
        for listed in all().flat_map(|facts| &facts.enums) {
            found.extend(listed.iter().map(tree::to_json_line));
        }
        let has = |kind: u8| facts.types & kind != 0;
        if has(types::NULL) {
            found.push("null".to_owned());
        }
        if has(types::BOOLEAN) {
            found.extend(["false", "true"].map(str::to_owned));
        }
        if has(types::INTEGER | types::DECIMAL) {
            found.extend(numbers(all(), has(types::DECIMAL)));
        }
        if has(types::STRING) {
            found.extend(strings(facts, each, all()));
        }
        if has(types::ARRAY) {
            self.arrays(found, facts, each, depth);
        }
        if has(types::OBJECT) {
            self.objects(found, facts, each, depth);
        }
    }

    /// Returns the candidates for an item or a property of a value at this depth.
    fn inner(&mut self, schemas: &[Schema<'d>], others: &[Schema<'d>], depth: usize) -> Vec<String> {
        let mut found = self.candidates(schemas, others, depth + 1);
        if self.only_valid {
            found.retain(|text| self.is_good(schemas, text));
        }
        found.truncate(MAX_INNER);
        found
    }

    fn arrays(&mut self, found: &mut Candidates, facts: &Facts<'d>, each: &[Facts<'d>], depth: usize) {
        let others: Vec<Schema<'d>> = each.iter().flat_map(|facts| facts.items.clone()).collect();
        let items = self.inner(&facts.items, &others, depth);
        let good = items.iter().find(|item| self.is_good(&facts.items, item)).cloned();
        let base = good.unwrap_or_else(|| "0".to_owned());
        let limits = [facts].into_iter().chain(each).flat_map(|facts| [facts.item_counts.0, facts.item_counts.1]);
        let mut counts: BTreeSet<u64> = limits.flat_map(|n| [n.saturating_sub(1), n, n.saturating_add(1)]).collect();
        counts.extend([0, 1, 2]);
        let distinct: Vec<&String> = items.iter().filter(|item| self.is_good(&facts.items, item)).collect();
        for count in counts.into_iter().filter(|count| *count <= MAX_ITEMS) {
            let count = usize::try_from(count).unwrap_or(0);
            let same = vec![base.as_str(); count];
            found.push(format!("[{}]", same.join(",")));
            if distinct.len() >= count {
                let different: Vec<&str> = distinct.iter().take(count).map(|item| item.as_str()).collect();
                found.push(format!("[{}]", different.join(",")));
            }
        }
        let least = usize::try_from(facts.item_counts.0.min(MAX_ITEMS)).unwrap_or(0);
        for item in &items {
            let mut list = vec![item.as_str()];
            list.extend(
                distinct.iter().map(|other| other.as_str()).filter(|other| other != item).take(least.saturating_sub(1)),
            );
            while list.len() < least {
                list.push(base.as_str());
            }
            found.push(format!("[{}]", list.join(",")));
        }
    }

    fn objects(&mut self, found: &mut Candidates, facts: &Facts<'d>, each: &[Facts<'d>], depth: usize) {
        let declared = facts.names();
        // An object without `properties` is a map, and a map can have any names.
        let is_map = declared.is_empty()
            && (facts.undeclared().is_some_and(|schemas| !schemas.is_empty())
                || each.iter().all(|other| other.names().is_empty()));
        let is_any_name = !self.only_valid || is_map;
        let mut names: Vec<&str> = declared.iter().copied().collect();
        for name in each.iter().flat_map(Facts::names).chain(facts.required.iter().copied()) {
            if !names.contains(&name) && (is_any_name || facts.required.contains(name)) {
                names.push(name);
            }
        }
        let mut values: Vec<(&str, String, Vec<String>)> = Vec::new();
        for name in names {
            let Some(own) = facts.property(name) else { continue };
            let others: Vec<Schema<'d>> = each.iter().filter_map(|facts| facts.property(name)).flatten().collect();
            let candidates = self.inner(&own, &others, depth);
            let good = candidates.iter().find(|text| self.is_good(&own, text)).cloned();
            values.push((name, good.unwrap_or_else(|| "null".to_owned()), candidates));
        }
        let object = |chosen: &dyn Fn(&str, &String) -> Option<String>| -> String {
            let members = values.iter().filter_map(|(name, good, _)| Some(member(name, &chosen(name, good)?)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        };
        let is_needed = |name: &str| facts.required.contains(name);
        let minimal = |name: &str, good: &String| is_needed(name).then(|| good.clone());
        let full = |name: &str, good: &String| (is_needed(name) || declared.contains(name)).then(|| good.clone());
        found.push(object(&minimal));
        found.push(object(&full));
        for (changed, _, candidates) in &values {
            found.push(object(&|name, good| if name == *changed { None } else { full(name, good) }));
            found.push(object(&|name, good| if name == *changed { Some(good.clone()) } else { minimal(name, good) }));
            for value in candidates {
                let with = |base: &dyn Fn(&str, &String) -> Option<String>| {
                    object(&|name, good| if name == *changed { Some(value.clone()) } else { base(name, good) })
                };
                found.push(with(&minimal));
                if !self.only_valid {
                    found.push(with(&full));
                }
            }
        }
        if is_any_name {
            self.undeclared(found, facts, each, &object(&minimal), depth);
        }
    }

    /// Adds candidate objects that have properties with names such as `other`, which are not in `properties`.
    fn undeclared(&mut self, found: &mut Candidates, facts: &Facts<'d>, each: &[Facts<'d>], base: &str, depth: usize) {
        let Some(own) = facts.undeclared() else { return };
        let others: Vec<Schema<'d>> = each.iter().filter_map(Facts::undeclared).flatten().collect();
        let candidates = self.inner(&own, &others, depth);
        let inside = base.trim_start_matches('{').trim_end_matches('}').to_owned();
        let with = |members: &[String]| {
            let all: Vec<&str> = [inside.as_str()].into_iter().chain(members.iter().map(String::as_str)).collect();
            format!("{{{}}}", all.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(","))
        };
        let good = candidates.iter().find(|text| self.is_good(&own, text)).cloned().unwrap_or_else(|| "0".to_owned());
        for value in candidates.iter().take(8) {
            found.push(with(&[member("other", value)]));
        }
        let limits = [facts].into_iter().chain(each);
        let limits = limits.flat_map(|facts| [facts.property_counts.0, facts.property_counts.1]);
        for count in limits.flat_map(|n| [n.saturating_sub(1), n, n.saturating_add(1)]).collect::<BTreeSet<u64>>() {
            if count <= MAX_ITEMS {
                let members: Vec<String> = (0..count).map(|at| member(&format!("other{at}"), &good)).collect();
                found.push(format!("{{{}}}", members.join(",")));
                found.push(with(&members));
            }
        }
    }

    fn is_good(&mut self, schemas: &[Schema<'d>], text: &str) -> bool {
        schemas
            .iter()
            .all(|schema| self.prover.validator(*schema).is_some_and(|validator| validator.is_valid(text.as_bytes())))
    }
}

/// Candidates in the order of their discovery. A repeated candidate is not added.
#[derive(Default)]
struct Candidates {
    list: Vec<String>,
    known: BTreeSet<String>,
}

impl Candidates {
    fn push(&mut self, text: String) {
        if self.list.len() < MAX_CANDIDATES && self.known.insert(text.clone()) {
            self.list.push(text);
        }
    }

    fn extend(&mut self, texts: impl IntoIterator<Item = String>) {
        texts.into_iter().for_each(|text| self.push(text));
    }
}

fn member(name: &str, value: &str) -> String {
    format!("{}:{value}", serde_json::Value::from(name))
}

fn numbers<'f, 'd: 'f>(all: impl Iterator<Item = &'f Facts<'d>>, decimals: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for facts in all {
        let bounds: Vec<&Decimal> =
            [&facts.lower, &facts.upper].into_iter().flatten().map(|bound| &bound.value).collect();
        for value in bounds.into_iter().filter_map(|bound| bound.to_i64()) {
            for near in [value, value.saturating_sub(1), value.saturating_add(1)] {
                found.push(near.to_string());
            }
            if decimals {
                found.extend([format!("{value}.5"), format!("{}.5", value.saturating_sub(1))]);
            }
        }
        // The loop above skips bounds with a fraction and bounds with more than 64 bits. Adds these bounds as they
        // are written in the schema.
        for schema in &facts.sources {
            for key in ["minimum", "maximum"] {
                found.extend(schema.node.get(key).and_then(Node::as_number).map(str::to_owned));
            }
        }
        for multiple in &facts.multiples {
            found.push((*multiple).to_owned());
            if let Some(step) = Decimal::parse(multiple.as_bytes()).to_i64() {
                let least = facts.lower.as_ref().and_then(|bound| bound.value.to_i64()).unwrap_or(0);
                let first = least.checked_div(step).unwrap_or(0).saturating_add(1).saturating_mul(step);
                found.extend((0..8).map(|at| first.saturating_add(step.saturating_mul(at)).to_string()));
            }
        }
    }
    found.extend(["0", "1", "-1", "2", "3", "5", "7"].map(str::to_owned));
    let edges = [i64::from(i32::MAX) + 1, i64::from(i32::MIN) - 1, i64::MAX];
    found.extend(edges.map(|edge| edge.to_string()));
    found.extend(["9223372036854775808", "-9223372036854775809"].map(str::to_owned));
    if decimals {
        found.extend(["0.5", "1.0", "-0.25", "1e40", "1e400"].map(str::to_owned));
    }
    found
}

/// Returns candidates for strings that `facts` accepts. First come strings that the pattern of one of the `others` refuses.
fn strings<'f, 'd: 'f>(
    facts: &Facts<'d>,
    others: &[Facts<'d>],
    all: impl Iterator<Item = &'f Facts<'d>>,
) -> Vec<String> {
    const FORMS: [&str; 13] = [
        "2024-02-29",
        "2024-02-29T12:00:00Z",
        "2406a337-0000-4000-a5b2-b01a61d2043b",
        "a@b.example",
        "https://a.example/b",
        "192.0.2.1",
        "2001:db8::1",
        "a.example",
        "YQ==",
        "1",
        "A-b_1",
        "%",
        "a b",
    ];
    let mut lengths: BTreeSet<u64> = BTreeSet::new();
    let mut patterned: Vec<String> = Vec::new();
    let set = facts.strings();
    let has_pattern = |other: &Strings<'_>| !(set.patterns.is_empty() && other.patterns.is_empty());
    let with_pattern = others.iter().map(Facts::strings).filter(has_pattern);
    patterned.extend(with_pattern.filter_map(|other| set.outside(&other).ok().flatten()));
    for facts in all {
        for length in [facts.lengths.0, facts.lengths.1] {
            lengths.extend([length.saturating_sub(1), length, length.saturating_add(1)]);
        }
        if !facts.patterns.is_empty() {
            patterned.extend(facts.strings().outside(&Strings::NONE).ok().flatten());
        }
    }
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut found: Vec<String> = patterned.iter().map(|text| quoted(text)).collect();
    found.push(quoted("a"));
    found.push(quoted(""));
    for length in lengths.into_iter().filter(|length| *length <= MAX_LENGTH) {
        let length = usize::try_from(length).unwrap_or(0);
        found.push(quoted(&"a".repeat(length)));
        // Adds the text with exactly this length. For the length 4, `123456` becomes `1234`, and `12` becomes `1222`.
        for text in patterned.iter().filter(|text| !text.is_empty()) {
            let repeated: String = text.chars().chain(text.chars().last().into_iter().cycle()).take(length).collect();
            found.push(quoted(&repeated));
        }
    }
    found.extend(FORMS.map(quoted));
    found
}

/// Returns whether a payload is an example for a change of these keywords. The payload must violate one of them. For a
/// change of the property `name`, it must also contain this name or lack a required property.
pub(crate) fn is_about(payload: &Payload, keywords: &[&str], name: Option<&str>) -> bool {
    let keyword = payload.rules.iter().any(|rule| keywords.contains(&rule.keyword()));
    let named = name.is_none_or(|name| {
        let text = serde_json::Value::from(name).to_string();
        payload.text.contains(&text) || payload.rules.contains(&Rule::Required)
    });
    keyword && named
}
