//! Compares schemas: first annotations and keywords, then the schemas inside.

use dataarts_insight_openapi::{
    UNSUPPORTED,
    document::{Node, Value},
    schema, tree,
};

use super::{Matched, Pair, Walk, evidence::Claim, matched};
use crate::{
    change::Side,
    containment::types,
    place::{At, same, same_option, same_with_targets, same_without_references, shape, shown},
    rule::Direction,
};

/// The empty schema `{}`, which is used for a missing schema, because both accept all values.
pub(super) static ANYTHING: Node = Node { span: 0..0, value: Value::Object(Vec::new()) };

pub(super) const COMBINATORS: [&str; 4] = ["allOf", "anyOf", "oneOf", "not"];

impl<'d> Walk<'d> {
    /// Compares two schemas. `near` has the objects that contain the schemas. A missing schema counts as `{}`, because
    /// it accepts all values. Changes of a missing schema are reported at its object in `near`.
    pub(super) fn schemas(&mut self, near: &Pair<'d>, old: Option<At<'d>>, new: Option<At<'d>>, direction: Direction) {
        if old.is_none() && new.is_none() {
            return;
        }
        let old = old.unwrap_or_else(|| near.old.with(&ANYTHING));
        let new = new.unwrap_or_else(|| near.new.with(&ANYTHING));
        self.schema(&Pair { old, new }, direction);
    }

    /// Compares two schemas.
    pub(super) fn schema(&mut self, pair: &Pair<'d>, direction: Direction) {
        self.reached
            .extend([pair.old.node, pair.new.node].into_iter().filter_map(schema::component).map(str::to_owned));
        let by_reference = pair.old.is_reference() || pair.new.is_reference();
        let inner = pair.resolved();
        if !by_reference {
            if !same_without_references(inner.old.node, inner.new.node) {
                self.schema_inside(&inner, direction);
            }
            return;
        }
        // Clears the list of outer schemas, because the list is a part of the key of a step. Otherwise, a component
        // would be compared again for each schema that contains a `$ref` to it.
        let context = self.evidence.clone();
        self.evidence.around.clear();
        self.schema_step(&inner, direction);
        self.evidence = context;
    }

    /// Compares two schemas inside `allOf`, `anyOf`, `oneOf` or `not`.
    fn part(&mut self, pair: &Pair<'d>, direction: Direction) {
        self.schema_step(&pair.resolved(), direction);
    }

    fn schema_step(&mut self, pair: &Pair<'d>, direction: Direction) {
        let key = self.schema_key(pair, direction);
        let step = match self.schemas.get(&key) {
            Some(step) => *step,
            None => {
                // Stores the step before the comparison. Otherwise, a schema that refers to itself would cause an
                // endless loop.
                let step = self.steps.len();
                self.schemas.insert(key, step);
                self.in_step(|walk| walk.schema_inside(pair, direction))
            }
        };
        self.link(step);
    }

    fn schema_inside(&mut self, pair: &Pair<'d>, direction: Direction) {
        if let (Some(old), Some(new)) = (wrapped(&pair.old), wrapped(&pair.new)) {
            self.annotations(pair, direction);
            return self.schema(&Pair { old, new }, direction);
        }
        let pair = &unwrapped(pair);
        self.annotations(pair, direction);
        self.unsupported_keywords(pair, direction);
        let has = |at: &At<'d>, key: &&str| at.node.get(key).is_some();
        let combined = COMBINATORS.iter().any(|key| has(&pair.old, key) || has(&pair.new, key));
        let context = self.evidence.clone();
        let start = self.found.mark();
        if combined && direction != Direction::Neither {
            self.evidence.around.push(pair.clone());
        }
        if COMBINATORS.iter().any(|key| has(&pair.old, key) != has(&pair.new, key)) && self.is_equal(pair, direction) {
            // The two schemas accept the same values, so nothing is reported.
        } else if combined && joins_alternatives(pair) {
            self.alternatives(pair, direction);
        } else if combined && is_rebuilt(pair) {
            self.rebuilt(pair, direction);
        } else {
            self.keywords(pair, direction);
            // If one of the schemas does not accept objects, a difference of their properties has no effect and is not
            // reported. The same is true for arrays and `items`.
            let both_accept = |kind: u8| [&pair.old, &pair.new].iter().all(|at| kinds(at) & kind != 0);
            if both_accept(types::OBJECT) {
                self.properties(pair, direction);
                self.additional_properties(pair, direction);
            }
            if both_accept(types::ARRAY) {
                self.schemas(pair, pair.old.get("items"), pair.new.get("items"), direction);
            }
            self.alternatives(pair, direction);
            self.discriminator(pair, direction);
        }
        self.evidence = context;
        if self.evidence.around.is_empty() && matches!(direction, Direction::Request | Direction::Response) {
            self.judge_together(pair, direction, start);
        }
    }

    /// Records one change for a complete schema that gains or loses `allOf`, `anyOf` or `oneOf`. Its keywords are not
    /// compared one by one.
    fn rebuilt(&mut self, pair: &Pair<'d>, direction: Direction) {
        let message = "the schema is built in another way and accepts other values".to_owned();
        let places = (Some(&pair.old), Some(&pair.new));
        let claim = Claim { alone: None, keywords: &[], name: None, only: true };
        self.judged("schema-replaced", direction, pair, places, message, &claim);
    }

    pub(super) fn annotations(&mut self, pair: &Pair<'d>, direction: Direction) {
        self.documentation(pair, &["title", "description", "externalDocs", "example"]);
        self.deprecation(pair, direction);
        for (key, added, removed) in [
            ("readOnly", "read-only-added", "read-only-removed"),
            ("writeOnly", "write-only-added", "write-only-removed"),
        ] {
            let (old, new) = (pair.old.flag(key), pair.new.flag(key));
            if old != new {
                let message = format!("`{key}` {}", if new { "is new" } else { "is gone" });
                self.emit_both(if new { added } else { removed }, direction, &pair.keyword(key), message);
            }
        }
        let (old, new) = (pair.old.get("default"), pair.new.get("default"));
        if !same_option(old.as_ref().map(|at| at.node), new.as_ref().map(|at| at.node)) {
            let (id, message) = match (&old, &new) {
                (None, Some(new)) => ("default-added", format!("the default {} is new", shown(new.node))),
                (Some(old), None) => ("default-removed", format!("the default {} is gone", shown(old.node))),
                (Some(old), Some(new)) => {
                    ("default-changed", format!("the default was {} and is {}", shown(old.node), shown(new.node)))
                }
                (None, None) => return,
            };
            self.emit_both(id, direction, &pair.keyword("default"), message);
        }
        if !same_option(pair.old.node.get("xml"), pair.new.node.get("xml")) {
            self.emit_both("xml-changed", direction, &pair.keyword("xml"), "`xml` changes".to_owned());
        }
    }

    /// Records a change for each keyword that the validator does not support and that differs in the two schemas. The
    /// effect of such a change is unknown.
    fn unsupported_keywords(&mut self, pair: &Pair<'d>, direction: Direction) {
        for key in UNSUPPORTED {
            let word = match (pair.old.get(key), pair.new.get(key)) {
                (None, None) => continue,
                (Some(old), Some(new)) if same_with_targets(&old, &new) => continue,
                (Some(_), Some(_)) => "changes",
                (None, _) => "is new",
                (_, None) => "is gone",
            };
            self.emit_both("unsupported-keyword-changed", direction, &pair.keyword(key), format!("`{key}` {word}"));
        }
    }

    fn properties(&mut self, pair: &Pair<'d>, direction: Direction) {
        let (olds, news) = (pair.old.entries_of("properties"), pair.new.entries_of("properties"));
        let (required, still) = (names(&pair.old), names(&pair.new));
        let was_required = |name: &str| required.iter().any(|at| at.node.as_str() == Some(name));
        let is_required = |name: &str| still.iter().any(|at| at.node.as_str() == Some(name));
        let everywhere = matched(olds.clone(), news.clone(), |(name, _)| *name);
        let same_place = |name: &str| {
            let before = |list: &[(&str, At<'d>)]| list.iter().position(|(other, _)| *other == name);
            before(&olds).or_else(|| before(&news))
        };
        let (Matched { pairs, removed, added }, mut renamed) =
            everywhere.then(|(name, at)| (shape(at.resolved().node), same_place(name)));
        let rest = Matched { pairs: Vec::new(), removed, added };
        let (Matched { removed, added, .. }, more) = rest.then(|(_, at)| shape(at.resolved().node));
        renamed.extend(more);
        for ((_, old), (_, new)) in &pairs {
            self.schema(&Pair { old: old.clone(), new: new.clone() }, direction);
        }
        let only = renamed.len() + removed.len() + added.len() == 1;
        for ((old_name, old), (new_name, new)) in &renamed {
            let message = format!("the property `{old_name}` is now `{new_name}`");
            let places = (Some(old), Some(new));
            let keywords = ["required", "type", "enum", "additionalProperties", "properties", "allOf", "anyOf"];
            let claim = Claim { alone: None, keywords: &keywords, name: Some(old_name), only: false };
            self.judged("property-renamed", direction, pair, places, message, &claim);
            self.schema(&Pair { old: old.clone(), new: new.clone() }, direction);
        }
        for (name, old) in &removed {
            // If the name is still in `required` of the new schema, clients must still send the property. Only its
            // schema is gone.
            let needed = was_required(name) && !is_required(name);
            let id = if needed { "property-removed-required" } else { "property-removed" };
            let kind = if needed { "required" } else { "optional" };
            let message = format!("the {kind} property `{name}` is gone");
            let alone = Some((pair.old.node.clone(), without_property(pair.old.node, name), Side::Old));
            let claim = Claim { alone, keywords: &["required", "additionalProperties"], name: Some(name), only };
            self.judged(id, direction, pair, (Some(old), None), message, &claim);
        }
        for (name, new) in &added {
            let needed = is_required(name) && !was_required(name);
            let id = if needed { "property-added-required" } else { "property-added" };
            let kind = if needed { "required" } else { "optional" };
            let message = format!("the {kind} property `{name}` is new");
            let alone = Some((without_property(pair.new.node, name), pair.new.node.clone(), Side::New));
            let claim = Claim { alone, keywords: &["required", "additionalProperties"], name: Some(name), only };
            self.judged(id, direction, pair, (None, Some(new)), message, &claim);
        }
        let new_name = |name: &str| {
            renamed.iter().find(|((old, _), _)| *old == name).map_or(name.to_owned(), |(_, (new, _))| (*new).to_owned())
        };
        let is_removed = |name: &str| removed.iter().any(|(other, _)| *other == name);
        let is_added = |name: &str| added.iter().any(|(other, _)| *other == name);
        // The place in the contract that does not require the property: the list `required`. Without this list, the
        // property.
        let near = |at: &At<'d>, list: &[(&'d str, At<'d>)], name: &str| {
            let property = || list.iter().find(|(key, _)| *key == name).map(|(_, at)| at.clone());
            at.get("required").or_else(property).unwrap_or_else(|| at.clone())
        };
        for at in &still {
            let Some(name) = at.node.as_str() else { continue };
            let old_name = renamed.iter().find(|(_, (new, _))| *new == name).map_or(name, |((old, _), _)| *old);
            if was_required(old_name) || is_added(name) {
                continue;
            }
            let near = near(&pair.old, &olds, old_name);
            let message = format!("the property `{name}` is now required");
            let alone = Some((without_required(pair.new.node, name), pair.new.node.clone(), Side::New));
            let claim = Claim { alone, keywords: &["required"], name: Some(name), only: false };
            self.judged("property-required", direction, pair, (Some(&near), Some(at)), message, &claim);
        }
        for at in &required {
            let Some(name) = at.node.as_str() else { continue };
            let new_name = new_name(name);
            if is_required(&new_name) || is_removed(name) {
                continue;
            }
            let near = near(&pair.new, &news, &new_name);
            let message = format!("the property `{name}` is no longer required");
            let alone = Some((pair.old.node.clone(), without_required(pair.old.node, name), Side::Old));
            let claim = Claim { alone, keywords: &["required"], name: Some(name), only: false };
            self.judged("property-optional", direction, pair, (Some(at), Some(&near)), message, &claim);
        }
    }

    /// Records a change of a schema and decides the verdict.
    pub(super) fn judged(
        &mut self,
        id: &'static str,
        direction: Direction,
        pair: &Pair<'d>,
        places: (Option<&At<'d>>, Option<&At<'d>>),
        message: String,
        claim: &Claim<'_>,
    ) {
        if let Some(index) = self.record(id, direction, pair, places, message) {
            self.judge(index, pair, direction, claim);
        }
    }

    fn additional_properties(&mut self, pair: &Pair<'d>, direction: Direction) {
        const KEY: &str = "additionalProperties";
        let (old, new) = (pair.old.node.get(KEY), pair.new.node.get(KEY));
        let is_schema = |node: Option<&Node>| matches!(node, Some(Node { value: Value::Object(_), .. }));
        if is_schema(old) && is_schema(new) {
            if let Some(both) = pair.both(KEY) {
                self.schema(&both, direction);
            }
            return;
        }
        let refuses = |node: Option<&Node>| node.and_then(Node::as_bool) == Some(false);
        // 0: undeclared properties are refused. 1: they must satisfy a schema. 2: they can have any value.
        let rank = |node: Option<&Node>| match node {
            _ if refuses(node) => 0,
            _ if is_schema(node) => 1,
            _ => 2,
        };
        if rank(old) == rank(new) {
            return;
        }
        let narrower = rank(new) < rank(old);
        let id = if narrower { "additional-properties-refused" } else { "additional-properties-allowed" };
        let words = |node: Option<&Node>| match rank(node) {
            0 => "refused",
            1 => "restricted by a schema",
            _ => "accepted",
        };
        let message = format!("undeclared properties were {} and are {}", words(old), words(new));
        // Makes two copies that differ only in `additionalProperties`. If the new value is a schema, copies the new
        // schema with its contract, because the value can contain a `$ref`. Otherwise, copies the old schema.
        let alone = if is_schema(new) {
            Some((with_key(pair.new.node, KEY, old), pair.new.node.clone(), Side::New))
        } else {
            Some((pair.old.node.clone(), with_key(pair.old.node, KEY, new), Side::Old))
        };
        let at = pair.keyword(KEY);
        let claim = Claim { alone, keywords: &[KEY, "properties"], name: None, only: true };
        self.judged(id, direction, pair, (Some(&at.old), Some(&at.new)), message, &claim);
    }

    fn alternatives(&mut self, pair: &Pair<'d>, direction: Direction) {
        for key in ["oneOf", "anyOf", "allOf"] {
            if pair.old.node.get(key).is_none() && pair.new.node.get(key).is_none() {
                continue;
            }
            let (olds, news) = (branches(&pair.old, key), branches(&pair.new, key));
            let name = |at: &At<'d>| at.text("$ref").map(str::to_owned);
            // First pairs equal schemas: each `$ref` with an equal `$ref`, and other schemas by their content without
            // documentation.
            let Matched { mut pairs, removed, added } =
                matched(olds, news, |at| name(at).unwrap_or_else(|| shape(at.node)));
            let rest = Matched { pairs: Vec::new(), removed, added };
            let (Matched { removed, added, .. }, alike) = rest.then(|at| shape(at.resolved().node));
            pairs.extend(alike);
            let rest = Matched { pairs: Vec::new(), removed, added };
            let kind = |at: &At<'d>| (at.resolved().text("type").map(str::to_owned), name(at).is_some());
            let (Matched { removed, added, .. }, changed) = rest.then(kind);
            pairs.extend(changed);
            let is_exclusive = std::mem::replace(&mut self.evidence.is_exclusive, key == "oneOf");
            for (old, new) in pairs {
                self.part(&Pair { old, new }, direction);
            }
            self.evidence.is_exclusive = is_exclusive;
            if (removed.is_empty() && added.is_empty()) || self.is_equal(pair, direction) {
                continue;
            }
            let is_all = key == "allOf";
            for old in &removed {
                let id = if is_all { "all-of-removed" } else { "alternative-removed" };
                let message = format!("`{key}` loses {}", branch_name(old));
                let alone = Some((pair.old.node.clone(), without_item(pair.old.node, key, old.node), Side::Old));
                let claim = Claim { alone, keywords: &[key], name: None, only: true };
                self.judged(id, direction, pair, (Some(old), None), message, &claim);
            }
            for new in &added {
                let id = if is_all { "all-of-added" } else { "alternative-added" };
                let message = format!("`{key}` gains {}", branch_name(new));
                let alone = Some((without_item(pair.new.node, key, new.node), pair.new.node.clone(), Side::New));
                let claim = Claim { alone, keywords: &[key], name: None, only: true };
                self.judged(id, direction, pair, (None, Some(new)), message, &claim);
            }
        }
        self.negation(pair, direction);
    }

    fn negation(&mut self, pair: &Pair<'d>, direction: Direction) {
        match (pair.old.get("not"), pair.new.get("not")) {
            (Some(old), Some(new)) => {
                self.evidence.negated = !self.evidence.negated;
                self.part(&Pair { old, new }, direction);
                self.evidence.negated = !self.evidence.negated;
            }
            (Some(old), None) => {
                let alone = Some((pair.old.node.clone(), with_key(pair.old.node, "not", None), Side::Old));
                let message = "`not` is gone".to_owned();
                let claim = Claim { alone, keywords: &["not"], name: None, only: true };
                self.judged("not-removed", direction, pair, (Some(&old), None), message, &claim);
            }
            (None, Some(new)) => {
                let alone = Some((with_key(pair.new.node, "not", None), pair.new.node.clone(), Side::New));
                let message = "`not` is new".to_owned();
                let claim = Claim { alone, keywords: &["not"], name: None, only: true };
                self.judged("not-added", direction, pair, (None, Some(&new)), message, &claim);
            }
            (None, None) => {}
        }
    }

    fn discriminator(&mut self, pair: &Pair<'d>, direction: Direction) {
        const KEY: &str = "discriminator";
        let (old, new) = match (pair.old.get(KEY), pair.new.get(KEY)) {
            (Some(old), Some(new)) => (old, new),
            (None, None) => return,
            (old, new) => {
                let (id, word) =
                    if new.is_some() { ("discriminator-added", "new") } else { ("discriminator-removed", "gone") };
                self.emit(id, direction, pair, (old.as_ref(), new.as_ref()), format!("the discriminator is {word}"));
                return;
            }
        };
        let both = Pair { old, new };
        let (was, is) = (both.old.text("propertyName"), both.new.text("propertyName"));
        if was != is {
            let words = |name: Option<&str>| format!("`{}`", name.unwrap_or_default());
            let message = format!("the discriminator was {} and is {}", words(was), words(is));
            self.emit_both("discriminator-changed", direction, &both.keyword("propertyName"), message);
        }
        let Matched { pairs, removed, added } =
            matched(both.old.entries_of("mapping"), both.new.entries_of("mapping"), |(name, _)| *name);
        for ((name, old), (_, new)) in pairs {
            if !same(old.node, new.node) {
                let message =
                    format!("the value `{name}` selected {} and selects {}", shown(old.node), shown(new.node));
                self.emit_both("mapping-changed", direction, &Pair { old, new }, message);
            }
        }
        for (name, old) in removed.into_iter().filter(|(name, at)| !is_implicit(name, at)) {
            let message = format!("the discriminator loses the value `{name}`");
            self.emit("mapping-removed", direction, &both, (Some(&old), None), message);
        }
        for (name, new) in added.into_iter().filter(|(name, at)| !is_implicit(name, at)) {
            let message = format!("the discriminator gains the value `{name}`");
            self.emit("mapping-added", direction, &both, (None, Some(&new)), message);
        }
    }

    /// Compares the component schemas that no operation uses, and the names of all component schemas.
    pub(super) fn components(&mut self, pair: &Pair<'d>) {
        let schemas = |at: &At<'d>| at.get("components").map(|at| at.entries_of("schemas")).unwrap_or_default();
        let everywhere = matched(schemas(&pair.old), schemas(&pair.new), |(name, _)| *name);
        let (Matched { pairs, removed, added }, renamed) = everywhere.then(|(_, at)| shape(at.node));
        for ((name, old), (_, new)) in pairs {
            if !self.reached.contains(name) {
                self.schema(&Pair { old, new }, Direction::Neither);
            }
        }
        for ((old_name, old), (new_name, new)) in renamed {
            let message = format!("the component `{old_name}` is now `{new_name}`");
            self.emit_both("component-renamed", Direction::Neither, &Pair { old, new }, message);
        }
        for (name, old) in removed {
            let message = format!("the component `{name}` is gone");
            self.emit("component-removed", Direction::Neither, pair, (Some(&old), None), message);
        }
        for (name, new) in added {
            let message = format!("the component `{name}` is new");
            self.emit("component-added", Direction::Neither, pair, (None, Some(&new)), message);
        }
    }

    /// Records changes of documentation keys and of extensions (`x-…`).
    pub(super) fn documentation(&mut self, pair: &Pair<'d>, keys: &[&str]) {
        let extensions = pair.old.node.entries().iter().chain(pair.new.node.entries());
        let mut extensions: Vec<&str> =
            extensions.map(|entry| entry.key.as_str()).filter(|key| key.starts_with("x-")).collect();
        extensions.sort_unstable();
        extensions.dedup();
        for key in keys.iter().copied().chain(extensions) {
            let (old, new) = (pair.old.get(key), pair.new.get(key));
            if same_option(old.as_ref().map(|at| at.node), new.as_ref().map(|at| at.node)) {
                continue;
            }
            let id = if key.starts_with("x-") { "extension-changed" } else { "documentation-changed" };
            let word = match (&old, &new) {
                (None, _) => "is new",
                (_, None) => "is gone",
                _ => "changes",
            };
            let message = format!("`{key}` {word}");
            self.emit(id, Direction::Neither, pair, (old.as_ref(), new.as_ref()), message);
        }
    }

    pub(super) fn deprecation(&mut self, pair: &Pair<'d>, direction: Direction) {
        let (old, new) = (pair.old.flag("deprecated"), pair.new.flag("deprecated"));
        if old != new {
            let (id, word) = if new { ("deprecated-added", "is new") } else { ("deprecated-removed", "is gone") };
            self.emit_both(id, direction, &pair.keyword("deprecated"), format!("`deprecated` {word}"));
        }
    }
}

/// Returns whether an entry of `mapping` selects the component schema that the value selects without the entry.
fn is_implicit(value: &str, target: &At<'_>) -> bool {
    let target = target.node.as_str().unwrap_or_default();
    target.strip_prefix("#/components/schemas/").unwrap_or(target) == value
}

/// Returns the types that `type` permits. Returns all types if `type` is missing. Ignores `nullable`.
pub(super) fn kinds(at: &At<'_>) -> u8 {
    at.text("type").and_then(types::named).unwrap_or(types::ALL)
}

/// Replaces a schema such as `allOf: [X]` by `X`, unless both contracts use the same keyword around `X`.
fn unwrapped<'d>(pair: &Pair<'d>) -> Pair<'d> {
    let mut pair = pair.clone();
    for _ in 0..8 {
        let (old, new) = (wrapped(&pair.old), wrapped(&pair.new));
        let wraps = |at: &At<'d>| COMBINATORS.iter().copied().find(|key| at.node.get(key).is_some());
        let (old_key, new_key) = (wraps(&pair.old), wraps(&pair.new));
        if old_key == new_key {
            break;
        }
        match (old, new) {
            (Some(old), _) => pair.old = old.resolved(),
            (_, Some(new)) => pair.new = new.resolved(),
            (None, None) => break,
        }
    }
    pair
}

/// Returns `X` for a schema such as `allOf: [X]` without other restricting keywords.
fn wrapped<'d>(at: &At<'d>) -> Option<At<'d>> {
    let mut restricting = at.node.entries().iter().map(|entry| entry.key.as_str()).filter(|key| !is_annotation(key));
    match (restricting.next(), restricting.next()) {
        (Some(key @ ("allOf" | "anyOf" | "oneOf")), None) => match at.items_of(key).as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        },
        _ => None,
    }
}

pub(super) fn is_annotation(key: &str) -> bool {
    const ANNOTATIONS: [&str; 9] =
        ["title", "description", "externalDocs", "example", "default", "deprecated", "xml", "readOnly", "writeOnly"];
    ANNOTATIONS.contains(&key) || key.starts_with("x-")
}

/// Returns whether to compare the two schemas as a whole, because only one of them has `allOf`, `anyOf` or `oneOf`.
fn is_rebuilt(pair: &Pair<'_>) -> bool {
    let has = |at: &At<'_>, key: &str| at.node.get(key).is_some();
    let differs = |key: &&str| has(&pair.old, key) != has(&pair.new, key);
    let different: Vec<&str> = ["allOf", "anyOf", "oneOf"].into_iter().filter(differs).collect();
    match different.as_slice() {
        [] => false,
        // If the schema without `allOf` has restricting keywords, the two schemas are compared keyword by keyword.
        ["allOf"] => {
            let restricts = |at: &At<'_>| at.node.entries().iter().any(|entry| !is_annotation(&entry.key));
            !(restricts(&pair.old) && restricts(&pair.new))
        }
        _ => true,
    }
}

/// Returns whether one schema is in the `oneOf` or `anyOf` of the other schema. Example: `X` and `oneOf: [X, Y]`.
fn joins_alternatives(pair: &Pair<'_>) -> bool {
    let plain = |at: &At<'_>| !COMBINATORS.iter().any(|key| at.node.get(key).is_some());
    let (plain, other) = match (plain(&pair.old), plain(&pair.new)) {
        (true, false) => (&pair.old, &pair.new),
        (false, true) => (&pair.new, &pair.old),
        _ => return false,
    };
    let wanted = shape(plain.node);
    ["oneOf", "anyOf"].iter().any(|key| {
        restricts_only(other, key) && other.items_of(key).iter().any(|item| shape(item.resolved().node) == wanted)
    })
}

fn restricts_only(at: &At<'_>, key: &str) -> bool {
    at.node.entries().iter().all(|entry| entry.key == key || entry.key == "discriminator" || is_annotation(&entry.key))
}

/// Returns the schemas in the list `key`. If `oneOf` or `anyOf` is missing, returns the schema itself, because `X`
/// means the same as `oneOf: [X]`. If `allOf` is missing, returns an empty list.
fn branches<'d>(at: &At<'d>, key: &str) -> Vec<At<'d>> {
    if at.node.get(key).is_none() && key != "allOf" { vec![at.clone()] } else { at.items_of(key) }
}

fn branch_name(at: &At<'_>) -> String {
    match at.text("$ref") {
        Some(reference) => format!("`{}`", reference.rsplit('/').next().unwrap_or(reference)),
        None => format!("the schema {}", shown(at.node)),
    }
}

fn names<'d>(at: &At<'d>) -> Vec<At<'d>> {
    at.items_of("required")
}

fn without_required(node: &Node, name: &str) -> Node {
    let mut node = node.clone();
    if let Some(Node { value: Value::Array(items), .. }) = tree::get_mut(&mut node, "required") {
        items.retain(|item| item.as_str() != Some(name));
    }
    node
}

fn without_property(node: &Node, name: &str) -> Node {
    let mut node = without_required(node, name);
    if let Some(properties) = tree::get_mut(&mut node, "properties") {
        tree::retain(properties, |entry| entry.key != name);
    }
    node
}

fn without_item(node: &Node, key: &str, item: &Node) -> Node {
    let mut copy = node.clone();
    if let Some(Node { value: Value::Array(items), .. }) = tree::get_mut(&mut copy, key) {
        items.retain(|other| other != item);
    }
    copy
}

/// Returns a copy of a schema with another value for a key; `None` removes the key.
pub(super) fn with_key(node: &Node, key: &str, value: Option<&Node>) -> Node {
    let mut node = node.clone();
    match value {
        Some(value) => tree::set(&mut node, key, value.clone()),
        None => {
            tree::remove(&mut node, key);
        }
    }
    node
}
