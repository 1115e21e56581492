//! Decides the verdict about a change of a schema.
//!
//! - A proof shows that all valid messages stay valid. It makes the verdict milder.
//! - A payload is an example of a message that becomes invalid. It shows the user why the verdict is not milder.

use std::{collections::BTreeSet, rc::Rc};

use dataarts_insight_openapi::document::Node;

use super::{Found, Pair, Record, Walk, schema::ANYTHING};
use crate::{
    change::{Certificate, Side},
    containment::{Payloads, Prover, Schema},
    payload::{self, Payload},
    place::At,
    rule::{Basis, Direction, Verdict},
};

/// Information about the schemas that contain the compared schemas in an `allOf`, `anyOf`, `oneOf` or `not`.
#[derive(Debug, Clone, Default)]
pub(super) struct Context<'d> {
    /// `true` inside a `not`. The effect of a change is then the opposite: if the schema inside `not` accepts more
    /// values, the schema that contains the `not` accepts fewer values.
    pub(super) negated: bool,
    /// `true` directly inside a `oneOf`. If one alternative accepts more values, two alternatives may accept the same
    /// value, and the `oneOf` then refuses the value.
    pub(super) is_exclusive: bool,
    /// The old and the new version of each outer schema. If it is proved that messages of an outer schema stay valid,
    /// changes of the schemas inside it are harmless.
    pub(super) around: Vec<Pair<'d>>,
}

/// The stored results for an old and a new schema.
///
/// - `covered` is the result of the proof: the group of payloads that stay valid.
/// - `payloads` are examples of payloads that become invalid. The value is `None` before the search for examples.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    covered: Option<Payloads>,
    payloads: Option<Rc<Vec<Payload>>>,
}

/// A description of one change of a schema, for the decision about the verdict.
pub(super) struct Claim<'c> {
    /// A copy of the schema before this change, and a copy after it. The copies differ only in this change. The third
    /// field is the contract that contains the targets of all `$ref`s in the copies.
    pub(super) alone: Option<(Node, Node, Side)>,
    /// The keywords that the change affects.
    pub(super) keywords: &'c [&'c str],
    /// The property that the change affects, if any.
    pub(super) name: Option<&'c str>,
    /// `true` if the schema has no other change. Any payload that becomes invalid is then an example for this change.
    pub(super) only: bool,
}

impl<'d> Walk<'d> {
    /// Decides the verdict of the change with this index in `records`.
    pub(super) fn judge(&mut self, index: usize, pair: &Pair<'d>, direction: Direction, claim: &Claim<'_>) {
        let Some(rule) = self.records.get(index).map(|record| record.rule) else { return };
        let looked_up = match (direction, self.evidence.negated) {
            (Direction::Request, true) => Direction::Response,
            (Direction::Response, true) => Direction::Request,
            (direction, _) => direction,
        };
        let base = rule.verdict(looked_up);
        let (wire, certificate) = match direction {
            Direction::Request | Direction::Response if base != Verdict::None => {
                self.evidence_of(pair, direction, claim, rule.basis, base)
            }
            _ => (base, None),
        };
        self.keep_worse(index, wire, certificate);
    }

    /// Stores a verdict and its certificate in a record. A change that affects requests and responses gets two verdicts.
    /// The record keeps the worse verdict, and the certificate of this verdict.
    pub(super) fn keep_worse(&mut self, index: usize, wire: Verdict, certificate: Option<Certificate>) {
        let Some(record) = self.records.get_mut(index) else { return };
        if wire > record.wire || (wire == record.wire && record.certificate.is_none()) {
            record.certificate = certificate;
        }
        record.wire = record.wire.max(wire);
    }

    fn evidence_of(
        &mut self,
        pair: &Pair<'d>,
        direction: Direction,
        claim: &Claim<'_>,
        basis: Basis,
        base: Verdict,
    ) -> (Verdict, Option<Certificate>) {
        let accepted_by = accepting(direction);
        let covered = |payloads: Payloads| {
            Some(Certificate::Covered { accepted_by, declared_only: payloads == Payloads::Declared })
        };
        let is_supported = self.is_supported(pair, direction);
        let whole = self.evidence.around.clone();
        let whole = whole.iter().find_map(|whole| self.unit_covered(whole, direction));
        let proof = whole.or_else(|| {
            let part = self.unit_covered(pair, direction);
            let is_weak = part.is_none() || self.evidence.negated || self.evidence.is_exclusive;
            let proof = part.or_else(|| if is_supported { self.alone_covered(claim, direction) } else { None });
            self.found.weak_proofs += usize::from(is_weak && proof.is_some());
            proof
        });
        if let Some(payloads) = proof {
            return match basis {
                Basis::Values => (base.min(Verdict::Safe), covered(payloads)),
                Basis::Meaning if base <= Verdict::Safe => (base, covered(payloads)),
                // All payloads stay valid, but the meaning of their values changes: the verdict is at most `Risky`.
                Basis::Meaning if payloads == Payloads::All => (base.min(Verdict::Risky), None),
                Basis::Meaning => (base, None),
            };
        }
        let found = self.unit_payloads(pair, direction);
        let about = found.iter().find(|payload| payload::is_about(payload, claim.keywords, claim.name));
        let shown = about.or_else(|| found.first().filter(|_| claim.only));
        let certificate = shown.map(|payload| payload_certificate(pair, direction, &payload.text));
        let wire = match basis {
            // It is not proved that all valid messages stay valid, so the change can break a client.
            Basis::Values => base.max(Verdict::Risky),
            // The payload is an example of a request that the old contract permits and the new contract refuses.
            Basis::Meaning if direction == Direction::Request && certificate.is_some() && base == Verdict::Risky => {
                Verdict::Breaking
            }
            Basis::Meaning => base,
        };
        (wire, certificate)
    }

    /// Makes the verdicts of the changes inside two schemas worse if all of them are harmless one by one, but not
    /// together. Example: each of two `required` lists in an `allOf` loses the same name. `start` is the mark from before
    /// the comparison of the two schemas.
    pub(super) fn judge_together(&mut self, pair: &Pair<'d>, direction: Direction, start: Mark) {
        let changes = self.changes_since(start);
        let is_covered = |record: &Record| matches!(record.certificate, Some(Certificate::Covered { .. }));
        let records = || changes.iter().filter_map(|index| self.records.get(*index));
        if records().any(|record| record.wire > Verdict::Safe) || !records().any(is_covered) {
            return;
        }
        if self.unit_covered(pair, direction).is_some() {
            return;
        }
        let found = self.unit_payloads(pair, direction);
        if found.is_empty() && self.found.weak_proofs == start.weak_proofs {
            return;
        }
        let certificate = found.first().map(|payload| payload_certificate(pair, direction, &payload.text));
        for index in changes {
            let Some(record) = self.records.get_mut(index).filter(|record| is_covered(record)) else { continue };
            let least = if direction == Direction::Request && certificate.is_some() {
                Verdict::Breaking
            } else {
                Verdict::Risky
            };
            record.wire = record.rule.verdict(direction).max(least);
            record.certificate.clone_from(&certificate);
        }
    }

    /// Returns the changes since a mark, with the changes in the steps that were compared before and used again.
    fn changes_since(&self, start: Mark) -> BTreeSet<usize> {
        let mut changes: BTreeSet<usize> = self.found.changes.iter().skip(start.changes).copied().collect();
        let mut open: Vec<usize> = self.found.steps.iter().skip(start.steps).copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(step) = open.pop() {
            if let Some(step) = self.steps.get(step).filter(|_| seen.insert(step)) {
                changes.extend(&step.changes);
                open.extend(&step.steps);
            }
        }
        changes
    }

    /// Tries to prove that the complete change from the old to the new schema makes no valid message invalid. Returns
    /// the group of payloads for which this is proved; `None` without a proof.
    fn unit_covered(&mut self, pair: &Pair<'d>, direction: Direction) -> Option<Payloads> {
        let key = (std::ptr::from_ref(pair.old.node), std::ptr::from_ref(pair.new.node), direction);
        if let Some(unit) = self.units.get(&key) {
            return unit.covered;
        }
        let (accepting, other) = sides(pair, direction);
        let covered = covered(self.prover(direction), other, accepting);
        self.units.insert(key, Unit { covered, payloads: None });
        covered
    }

    fn unit_payloads(&mut self, pair: &Pair<'d>, direction: Direction) -> Rc<Vec<Payload>> {
        let key = (std::ptr::from_ref(pair.old.node), std::ptr::from_ref(pair.new.node), direction);
        if let Some(payloads) = self.units.get(&key).and_then(|unit| unit.payloads.clone()) {
            return payloads;
        }
        let (accepting, other) = sides(pair, direction);
        let found = Rc::new(payload::search(self.prover(direction), accepting, other, way(direction)));
        if let Some(unit) = self.units.get_mut(&key) {
            unit.payloads = Some(Rc::clone(&found));
        }
        found
    }

    /// Returns whether the validator can check values against both schemas. A proof about other schemas is impossible,
    /// because they can contain a keyword with an unknown effect, such as `patternProperties`.
    fn is_supported(&mut self, pair: &Pair<'d>, direction: Direction) -> bool {
        let (old, new) = (pair.old.schema(), pair.new.schema());
        let prover = self.prover(direction);
        prover.validator(old).is_some() && prover.validator(new).is_some()
    }

    /// Tries to prove that this change makes no valid message invalid if it is the only change of the schema.
    fn alone_covered(&self, claim: &Claim<'_>, direction: Direction) -> Option<Payloads> {
        let (before, after, side) = claim.alone.as_ref().filter(|_| !self.evidence.negated)?;
        let document = match side {
            Side::Old => self.old,
            Side::New => self.new,
        };
        let (before, after) = (Schema { document, node: before }, Schema { document, node: after });
        let (accepting, other) = if direction == Direction::Request { (before, after) } else { (after, before) };
        covered(&mut Prover::new(way(direction)), other, accepting)
    }

    /// Returns whether a proof shows that two schemas accept the same payloads.
    pub(super) fn is_equal(&mut self, pair: &Pair<'d>, direction: Direction) -> bool {
        let (old, new) = (pair.old.schema(), pair.new.schema());
        let prover = self.prover(direction);
        prover.covers(new, old, Payloads::All) && prover.covers(old, new, Payloads::All)
    }

    pub(super) fn prover(&mut self, direction: Direction) -> &mut Prover<'d> {
        let [request, response] = &mut self.provers;
        if direction == Direction::Request { request } else { response }
    }
}

/// The number of changes, steps and weak proofs at one moment of the comparison.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    changes: usize,
    steps: usize,
    weak_proofs: usize,
}

impl Found {
    pub(super) fn mark(&self) -> Mark {
        Mark { changes: self.changes.len(), steps: self.steps.len(), weak_proofs: self.weak_proofs }
    }
}

pub(super) fn payload_certificate(pair: &Pair<'_>, direction: Direction, text: &str) -> Certificate {
    Certificate::Payload {
        accepted_by: accepting(direction),
        old_schema: schema_pointer(&pair.old),
        new_schema: schema_pointer(&pair.new),
        text: text.to_owned(),
    }
}

fn covered<'d>(prover: &mut Prover<'d>, wide: Schema<'d>, narrow: Schema<'d>) -> Option<Payloads> {
    [Payloads::All, Payloads::Declared].into_iter().find(|payloads| prover.covers(wide, narrow, *payloads))
}

/// Returns the contract that the sender of a message follows. Clients do not know the new contract yet, so their
/// requests follow the old contract. The responses of the service follow the new contract.
fn accepting(direction: Direction) -> Side {
    if direction == Direction::Request { Side::Old } else { Side::New }
}

fn sides<'d>(pair: &Pair<'d>, direction: Direction) -> (Schema<'d>, Schema<'d>) {
    let (old, new) = (pair.old.schema(), pair.new.schema());
    if direction == Direction::Request { (old, new) } else { (new, old) }
}

fn way(direction: Direction) -> dataarts_insight_validator::Direction {
    use dataarts_insight_validator::Direction as Way;
    if direction == Direction::Request { Way::Request } else { Way::Response }
}

/// Returns the JSON Pointer of a schema; `None` if the contract has no schema at this place.
fn schema_pointer(at: &At<'_>) -> Option<String> {
    (!std::ptr::eq(at.node, &ANYTHING)).then(|| at.pointer.clone())
}
