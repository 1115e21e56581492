//! The reason for the verdict of a change of a schema: a proof, or a payload.

use std::rc::Rc;

use dataarts_insight_openapi::document::Node;

use super::{Pair, Walk, schema::ANYTHING};
use crate::{
    change::{Certificate, Side},
    containment::{Payloads, Prover, Schema},
    payload::{self, Payload},
    place::At,
    rule::{Basis, Direction, Verdict},
};

/// The combinations around the schemas that are compared.
#[derive(Debug, Clone, Default)]
pub(super) struct Context<'d> {
    /// Whether a `not` reverses what is accepted.
    pub(super) negated: bool,
    /// The combinations that the schemas are parts of: a proof about the whole decides about its parts.
    pub(super) around: Vec<Pair<'d>>,
}

/// The proof and the payloads for a pair of whole schemas, computed once.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    covered: Option<Payloads>,
    payloads: Option<Rc<Vec<Payload>>>,
}

/// The facts that decide about a change of a schema.
pub(super) struct Claim<'c> {
    /// The schema without the change and with it, and the contract whose `$ref`s it holds.
    pub(super) alone: Option<(Node, Node, Side)>,
    /// The keywords that the change is about.
    pub(super) keywords: &'c [&'c str],
    /// The property that the change is about.
    pub(super) name: Option<&'c str>,
    /// Whether this is the only change of the schema. Then any payload is evidence, even if it does not show the keywords.
    pub(super) only: bool,
}

impl<'d> Walk<'d> {
    /// Gives the recorded change of a schema its verdict.
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
        if let Some(record) = self.records.get_mut(index) {
            // A change of both directions shows the evidence of the worse one.
            if wire > record.wire || (wire == record.wire && record.certificate.is_none()) {
                record.certificate = certificate;
            }
            record.wire = record.wire.max(wire);
        }
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
        let whole = self.evidence.around.clone();
        let whole = whole.iter().find_map(|whole| self.unit_covered(whole, direction));
        let proof = whole.or_else(|| self.unit_covered(pair, direction));
        let proof = proof.or_else(|| self.alone_covered(claim, direction));
        if let Some(payloads) = proof {
            return match basis {
                Basis::Values => (base.min(Verdict::Safe), covered(payloads)),
                Basis::Meaning if base <= Verdict::Safe => (base, covered(payloads)),
                // Nothing is refused, but the values no longer mean what they did.
                Basis::Meaning if payloads == Payloads::All => (base.min(Verdict::Risky), None),
                Basis::Meaning => (base, None),
            };
        }
        let found = self.unit_payloads(pair, direction);
        let about = found.iter().find(|payload| payload::is_about(payload, claim.keywords, claim.name));
        let shown = about.or_else(|| found.first().filter(|_| claim.only));
        let certificate = shown.map(|payload| Certificate::Payload {
            accepted_by,
            old_schema: schema_pointer(&pair.old),
            new_schema: schema_pointer(&pair.new),
            text: payload.text.clone(),
        });
        let wire = match basis {
            // Without a proof, the change may break a client.
            Basis::Values => base.max(Verdict::Risky),
            // The new contract refuses what the old one told clients to send.
            Basis::Meaning if direction == Direction::Request && certificate.is_some() && base == Verdict::Risky => {
                Verdict::Breaking
            }
            Basis::Meaning => base,
        };
        (wire, certificate)
    }

    /// Returns whether everything that must be accepted is proved to be, for two schemas as a whole.
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

    /// Proves that the change alone takes nothing away.
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

    /// Returns whether two schemas are proved to accept the same payloads.
    pub(super) fn is_equal(&mut self, pair: &Pair<'d>, direction: Direction) -> bool {
        let (old, new) = (pair.old.schema(), pair.new.schema());
        let prover = self.prover(direction);
        prover.covers(new, old, Payloads::All) && prover.covers(old, new, Payloads::All)
    }

    fn prover(&mut self, direction: Direction) -> &mut Prover<'d> {
        let [request, response] = &mut self.provers;
        if direction == Direction::Request { request } else { response }
    }
}

fn covered<'d>(prover: &mut Prover<'d>, wide: Schema<'d>, narrow: Schema<'d>) -> Option<Payloads> {
    [Payloads::All, Payloads::Declared].into_iter().find(|payloads| prover.covers(wide, narrow, *payloads))
}

/// Returns the contract that decides what is sent: the old one for requests, the new one for responses.
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

/// Returns the pointer of a schema; none for one that the contract does not state.
fn schema_pointer(at: &At<'_>) -> Option<String> {
    (!std::ptr::eq(at.node, &ANYTHING)).then(|| at.pointer.clone())
}
