//! Compares two contracts, operation by operation.

mod contract;
mod evidence;
mod keywords;
mod operation;
mod schema;
mod security;
mod text;

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    hash::Hash,
    ops::Range,
    ptr,
    sync::Arc,
};

use dataarts_insight_openapi::{
    Contract, Error, ErrorKind,
    document::{Document, Node, Value},
    objects::Objects,
};

use crate::{
    change::{Certificate, Change, Place, fingerprint, identity},
    containment::Prover,
    place::At,
    rule::{Direction, Rule, Verdict},
    rules,
};

/// All changes between two contracts.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The old contract.
    pub old: Arc<Document>,
    /// The new contract.
    pub new: Arc<Document>,
    /// The changes. The worst verdict comes first. Changes with the same verdict are in the order of the new contract.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// Returns the worst verdict of all changes.
    #[must_use]
    pub fn worst(&self) -> Verdict {
        self.changes.iter().map(|change| change.wire).max().unwrap_or(Verdict::None)
    }

    /// Returns the number of changes with the given verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.changes.iter().filter(|change| change.wire == verdict).count()
    }
}

/// Compares two contracts.
///
/// # Errors
/// [`ErrorKind::Undefined`] if a `$ref` has no target, because the meaning of the contract is then unclear.
pub fn compare(old: &Contract, new: &Contract) -> Result<Comparison, Error> {
    let (old, new) = (old.document(), new.document());
    check_references(old)?;
    check_references(new)?;
    let mut walk = Walk::new(old, new);
    walk.contract();
    let changes = walk.finish();
    Ok(Comparison { old: Arc::clone(old), new: Arc::clone(new), changes })
}

fn check_references(document: &Arc<Document>) -> Result<(), Error> {
    let objects = Objects::new(document);
    let broken = objects.references().find_map(|object| document.resolve(object.node).err());
    match broken {
        None => Ok(()),
        Some(broken) => {
            let span = &broken.reference.span;
            Err(Error::at(ErrorKind::Undefined, document, span, format!("{broken}; correct it before you compare")))
        }
    }
}

/// Two values at corresponding places of the old and the new contract.
#[derive(Debug, Clone)]
struct Pair<'d> {
    old: At<'d>,
    new: At<'d>,
}

impl<'d> Pair<'d> {
    fn resolved(&self) -> Self {
        Self { old: self.old.resolved(), new: self.new.resolved() }
    }

    /// Returns the values of a key in the two objects; `None` if one of the objects does not have the key.
    fn both(&self, key: &str) -> Option<Self> {
        Some(Self { old: self.old.get(key)?, new: self.new.get(key)? })
    }

    /// Returns the values of a key in the two objects. For an object without the key, returns the object itself.
    fn keyword(&self, key: &str) -> Self {
        Self { old: self.old.keyword(key), new: self.new.keyword(key) }
    }
}

/// A change during the comparison. It does not yet have the operations that it affects: `finish` adds them.
#[derive(Debug)]
struct Record {
    rule: &'static Rule,
    wire: Verdict,
    direction: Direction,
    old: Option<Place>,
    new: Option<Place>,
    near: (Place, Place),
    fingerprint: String,
    message: String,
    certificate: Option<Certificate>,
}

/// A part of the comparison: two operations, or two schemas.
///
/// - `changes` are the indexes of the changes that this step found.
/// - `steps` are the indexes of the steps for the schemas that the operation or schema uses.
///
/// If two operations use the same schema, the schema is compared only once, and its changes affect both operations.
#[derive(Debug, Default)]
struct Step {
    changes: BTreeSet<usize>,
    steps: BTreeSet<usize>,
}

/// The changes and the steps that the comparison has found, by their indexes in `records` and `steps`.
#[derive(Debug, Default)]
struct Found {
    changes: Vec<usize>,
    steps: Vec<usize>,
    /// The number of proofs that hold only for a part of a schema, or only for one of several changes.
    weak_proofs: usize,
}

type Key = (&'static str, Option<Range<usize>>, Option<Range<usize>>, String);

/// The key of the step that compares two schemas. It consists of the old schema, the new schema, the direction, and the
/// two fields of [`evidence::Context`].
type SchemaKey = (*const Node, *const Node, Direction, bool, Vec<(*const Node, *const Node)>);

struct Walk<'d> {
    old: &'d Arc<Document>,
    new: &'d Arc<Document>,
    records: Vec<Record>,
    by_key: HashMap<Key, usize>,
    steps: Vec<Step>,
    /// The changes and the steps so far, in the order in which they were found. A range of these lists belongs to one
    /// pair of schemas.
    found: Found,
    /// The index in `steps` of the step that runs now. New changes are added to this step.
    current: usize,
    /// The name of each operation, with the index of its step in `steps`.
    operations: Vec<(String, usize)>,
    schemas: HashMap<SchemaKey, usize>,
    provers: [Prover<'d>; 2],
    /// `true` inside a callback, where the client receives the requests.
    is_callback: bool,
    evidence: evidence::Context<'d>,
    units: HashMap<(*const Node, *const Node, Direction), evidence::Unit>,
    /// The names of the component schemas that operations use.
    reached: BTreeSet<String>,
}

impl<'d> Walk<'d> {
    fn new(old: &'d Arc<Document>, new: &'d Arc<Document>) -> Self {
        use dataarts_insight_validator::Direction as Way;
        Self {
            old,
            new,
            records: Vec::new(),
            by_key: HashMap::new(),
            steps: vec![Step::default()],
            found: Found::default(),
            current: 0,
            operations: Vec::new(),
            schemas: HashMap::new(),
            provers: [Prover::new(Way::Request), Prover::new(Way::Response)],
            is_callback: false,
            evidence: evidence::Context::default(),
            units: HashMap::new(),
            reached: BTreeSet::new(),
        }
    }

    /// Returns the direction of requests. Inside a callback, this is `Response`, because the client receives the
    /// request.
    fn request(&self) -> Direction {
        if self.is_callback { Direction::Response } else { Direction::Request }
    }

    /// Returns the direction of responses. Inside a callback, this is `Request`, because the client sends the response.
    fn response(&self) -> Direction {
        if self.is_callback { Direction::Request } else { Direction::Response }
    }

    /// Records a change and returns its index. `places` are the old and the new value. If one of them is `None`, the
    /// change is an addition or a removal, and `near` has the object in which the value is missing.
    fn record(
        &mut self,
        id: &'static str,
        direction: Direction,
        near: &Pair<'d>,
        places: (Option<&At<'d>>, Option<&At<'d>>),
        message: String,
    ) -> Option<usize> {
        let rule = rules::find(id)?;
        let (old, new) = places;
        let key = (id, old.map(|at| at.span.clone()), new.map(|at| at.span.clone()), message.clone());
        let index = match self.by_key.get(&key) {
            Some(index) => *index,
            None => {
                let scalar = |at: Option<&At<'d>>| match at.map(|at| &at.node.value) {
                    Some(Value::Object(_) | Value::Array(_)) | None => String::new(),
                    Some(_) => at.map(|at| dataarts_insight_openapi::tree::to_json_line(at.node)).unwrap_or_default(),
                };
                let name = |at: Option<&At<'d>>| at.map(|at| identity(at.document, &at.pointer)).unwrap_or_default();
                let fingerprint = fingerprint(&[id, &name(old), &name(new), &scalar(old), &scalar(new)]);
                self.records.push(Record {
                    rule,
                    wire: Verdict::None,
                    direction: Direction::Neither,
                    old: old.map(Place::of),
                    new: new.map(Place::of),
                    near: (Place::of(old.unwrap_or(&near.old)), Place::of(new.unwrap_or(&near.new))),
                    fingerprint,
                    message,
                    certificate: None,
                });
                self.by_key.insert(key, self.records.len() - 1);
                self.records.len() - 1
            }
        };
        if let Some(record) = self.records.get_mut(index) {
            record.direction = record.direction.and(direction);
        }
        if let Some(step) = self.steps.get_mut(self.current) {
            step.changes.insert(index);
        }
        self.found.changes.push(index);
        Some(index)
    }

    /// Records a change with the default verdict of its rule. For a change of the values that a schema accepts,
    /// `judged` is used instead.
    fn emit(
        &mut self,
        id: &'static str,
        direction: Direction,
        near: &Pair<'d>,
        places: (Option<&At<'d>>, Option<&At<'d>>),
        message: String,
    ) {
        let index = self.record(id, direction, near, places, message);
        if let Some(record) = index.and_then(|index| self.records.get_mut(index)) {
            record.wire = record.wire.max(record.rule.verdict(direction));
        }
    }

    /// Records a change that has a place in both contracts.
    fn emit_both(&mut self, id: &'static str, direction: Direction, pair: &Pair<'d>, message: String) {
        self.emit(id, direction, pair, (Some(&pair.old), Some(&pair.new)), message);
    }

    /// Runs `act` in a new step, and returns the index of the step. The changes that `act` records belong to this step.
    fn in_step(&mut self, act: impl FnOnce(&mut Self)) -> usize {
        self.steps.push(Step::default());
        let step = self.steps.len() - 1;
        let outer = std::mem::replace(&mut self.current, step);
        act(self);
        self.current = outer;
        step
    }

    /// Records that the current step uses another step, such as the step of a schema.
    fn link(&mut self, step: usize) {
        if let Some(current) = self.steps.get_mut(self.current) {
            current.steps.insert(step);
        }
        self.found.steps.push(step);
    }

    fn schema_key(&self, pair: &Pair<'d>, direction: Direction) -> SchemaKey {
        let (old, new) = (ptr::from_ref(pair.old.node), ptr::from_ref(pair.new.node));
        let around = self.evidence.around.iter();
        let around = around.map(|pair| (ptr::from_ref(pair.old.node), ptr::from_ref(pair.new.node))).collect();
        (old, new, direction, self.evidence.negated, around)
    }

    /// Returns the changes. Each change lists the operations that it affects.
    fn finish(self) -> Vec<Change> {
        let mut reached: Vec<Vec<String>> = vec![Vec::new(); self.records.len()];
        for (operation, start) in &self.operations {
            let (mut open, mut seen) = (vec![*start], BTreeSet::new());
            while let Some(step) = open.pop() {
                if !seen.insert(step) {
                    continue;
                }
                let Some(step) = self.steps.get(step) else { continue };
                open.extend(&step.steps);
                for change in &step.changes {
                    if let Some(names) = reached.get_mut(*change)
                        && names.last() != Some(operation)
                    {
                        names.push(operation.clone());
                    }
                }
            }
        }
        let change = |(record, operations): (Record, Vec<String>)| Change {
            rule: record.rule,
            wire: record.wire,
            direction: record.direction,
            old: record.old,
            new: record.new,
            near_old: record.near.0,
            near_new: record.near.1,
            operations,
            fingerprint: record.fingerprint,
            message: record.message,
            certificate: record.certificate,
        };
        let mut changes: Vec<Change> = self.records.into_iter().zip(reached).map(change).collect();
        changes.sort_by(|a, b| {
            b.wire.cmp(&a.wire).then_with(|| a.near_new.span.start.cmp(&b.near_new.span.start)).then_with(|| {
                (a.near_old.span.start, a.rule.id, &a.message).cmp(&(b.near_old.span.start, b.rule.id, &b.message))
            })
        });
        changes
    }
}

/// The result of [`matched`]: the pairs of items with equal keys, and the items of each list that have no partner.
struct Matched<T> {
    pairs: Vec<(T, T)>,
    removed: Vec<T>,
    added: Vec<T>,
}

/// Pairs the items of two lists that have equal keys. If a key occurs several times, pairs the first old item with the
/// first new item, the second with the second, and so on.
fn matched<T, K: Eq + Hash>(old: Vec<T>, new: Vec<T>, key: impl Fn(&T) -> K) -> Matched<T> {
    let mut places: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (place, item) in new.iter().enumerate() {
        places.entry(key(item)).or_default().push_back(place);
    }
    let mut added: Vec<Option<T>> = new.into_iter().map(Some).collect();
    let (mut pairs, mut removed) = (Vec::new(), Vec::new());
    for item in old {
        let place = places.get_mut(&key(&item)).and_then(VecDeque::pop_front);
        match place.and_then(|place| added.get_mut(place)).and_then(Option::take) {
            Some(other) => pairs.push((item, other)),
            None => removed.push(item),
        }
    }
    Matched { pairs, removed, added: added.into_iter().flatten().collect() }
}

/// The result of [`Matched::covered`]. `widened` and `narrowed` have pairs of an old and a new item.
struct Covered<T> {
    rest: Matched<T>,
    /// The new item includes the old item.
    widened: Vec<(T, T)>,
    /// The old item includes the new item.
    narrowed: Vec<(T, T)>,
}

impl<T> Matched<T> {
    /// Pairs the items that have no partner yet if one item includes the other item. For example, the status `2XX`
    /// includes the status `200`. Several items can have the same partner.
    fn covered(self, is_wider: impl Fn(&T, &T) -> bool) -> Covered<T>
    where
        T: Clone,
    {
        let Self { pairs, removed, added } = self;
        let pairs_of = |narrow: &[T], wide: &[T]| -> Vec<(usize, usize)> {
            let partner = |item: &T| wide.iter().position(|other| is_wider(other, item));
            narrow.iter().enumerate().filter_map(|(at, item)| Some((at, partner(item)?))).collect()
        };
        let (wider, narrower) = (pairs_of(&removed, &added), pairs_of(&added, &removed));
        let both = |old: usize, new: usize| Some((removed.get(old)?.clone(), added.get(new)?.clone()));
        let widened = wider.iter().filter_map(|(old, new)| both(*old, *new)).collect();
        let narrowed = narrower.iter().filter_map(|(new, old)| both(*old, *new)).collect();
        let old_at = |at: usize| wider.iter().any(|(old, _)| *old == at) || narrower.iter().any(|(_, old)| *old == at);
        let new_at = |at: usize| wider.iter().any(|(_, new)| *new == at) || narrower.iter().any(|(new, _)| *new == at);
        let rest = |list: &[T], is_paired: &dyn Fn(usize) -> bool| -> Vec<T> {
            list.iter().enumerate().filter(|(at, _)| !is_paired(*at)).map(|(_, item)| item.clone()).collect()
        };
        let (removed, added) = (rest(&removed, &old_at), rest(&added, &new_at));
        Covered { rest: Self { pairs, removed, added }, widened, narrowed }
    }

    /// Pairs the items that have no partner yet by another key. A key that occurs more than once in a list is skipped,
    /// because it is unclear which items belong together.
    fn then<K: PartialEq>(self, key: impl Fn(&T) -> K) -> (Self, Vec<(T, T)>) {
        let Self { pairs, removed, added } = self;
        let olds: Vec<K> = removed.iter().map(&key).collect();
        let news: Vec<K> = added.iter().map(&key).collect();
        let unique = |wanted: &K| {
            olds.iter().filter(|key| *key == wanted).count() == 1
                && news.iter().filter(|key| *key == wanted).count() == 1
        };
        let (mut renamed, mut rest) = (Vec::new(), Vec::new());
        let mut added: Vec<Option<T>> = added.into_iter().map(Some).collect();
        for (item, wanted) in removed.into_iter().zip(&olds) {
            let position = if unique(wanted) { news.iter().position(|key| key == wanted) } else { None };
            match position.and_then(|position| added.get_mut(position)).and_then(Option::take) {
                Some(other) => renamed.push((item, other)),
                None => rest.push(item),
            }
        }
        (Self { pairs, removed: rest, added: added.into_iter().flatten().collect() }, renamed)
    }
}
