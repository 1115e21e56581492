//! Compares the values of parameters as texts. A request contains the integer `7` and the string `"7"` as the same text.

use dataarts_insight_openapi::{UNSUPPORTED, schema};

use super::{
    Pair, Walk,
    evidence::payload_certificate,
    schema::{COMBINATORS, is_annotation},
};
use crate::{
    change::{Certificate, Side},
    payload::PayloadGenerator,
    place::{At, shown},
    rule::{Direction, Verdict},
};

impl<'d> Walk<'d> {
    /// Compares the schemas of a parameter if one schema is a string and the other is a number or a boolean. Returns
    /// `false` without a comparison for all other schemas.
    pub(super) fn texts(&mut self, parameter: &Pair<'d>, direction: Direction) -> bool {
        let Some(written) = parameter.both("schema").filter(|_| direction == Direction::Request) else { return false };
        let pair = written.resolved();
        let (Some(was), Some(is)) = (scalar(&pair.old), scalar(&pair.new)) else { return false };
        if (was == "string") == (is == "string") {
            return false;
        }
        let Some((wire, certificate)) = self.text_evidence(&pair, was, is) else { return false };
        self.reached
            .extend([written.old.node, written.new.node].into_iter().filter_map(schema::component).map(str::to_owned));
        self.annotations(&pair, direction);
        let at = pair.keyword("type");
        let message = format!("`type` was {} and is {}", shown(at.old.node), shown(at.new.node));
        let places = (Some(&at.old), Some(&at.new));
        if let Some(index) = self.record("type-changed", direction, &pair, places, message) {
            self.keep_worse(index, wire, certificate);
        }
        true
    }

    /// Returns the verdict with its proof or its example; `None` if a schema cannot be validated.
    fn text_evidence(&mut self, pair: &Pair<'d>, was: &str, is: &str) -> Option<(Verdict, Option<Certificate>)> {
        let new = self.prover(Direction::Request).validator(pair.new.schema())?;
        self.prover(Direction::Request).validator(pair.old.schema())?;
        let schema = |at: &At<'d>| (at.document, at.node);
        // Numbers with many digits show whether the new schema limits the length.
        let long = (0..18).map(|digits| format!("1{}", "0".repeat(digits))).collect();
        let mut generator = PayloadGenerator::new(dataarts_insight_validator::Direction::Request);
        let values = generator.payloads(schema(&pair.old), Some(schema(&pair.new)), long);
        let refuses = |value: &&String| {
            let text = serde_json::from_str::<String>(value).unwrap_or_else(|_| (*value).clone());
            let read = if is == "string" { serde_json::Value::String(text).to_string() } else { text };
            !new.is_valid(read.as_bytes())
        };
        if let Some(refused) = values.iter().find(refuses) {
            return Some((Verdict::Breaking, Some(payload_certificate(pair, Direction::Request, refused))));
        }
        let accepts_all_texts = is == "string"
            && pair.new.node.entries().iter().all(|entry| entry.key == "type" || is_annotation(&entry.key));
        // All values of a boolean have been tried, because the generator makes `true` and `false`.
        if accepts_all_texts || (was == "boolean" && !values.is_empty()) {
            return Some((Verdict::Safe, Some(Certificate::Covered { accepted_by: Side::Old, declared_only: false })));
        }
        Some((Verdict::Risky, None))
    }
}

/// Returns the type of a schema whose values are strings, numbers or booleans; `None` for other schemas.
fn scalar<'d>(at: &At<'d>) -> Option<&'d str> {
    let is_complex = COMBINATORS.iter().chain(UNSUPPORTED).chain(&["nullable"]).any(|key| at.node.get(key).is_some());
    at.text("type").filter(|name| !is_complex && ["string", "integer", "number", "boolean"].contains(name))
}
