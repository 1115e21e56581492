//! Examples that the contract itself refuses.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "invalid-example",
    severity: Error,
    summary: "Every example is valid by its schema.",
    why: "Readers copy examples, and the mock answers with them.",
    failing: &[
        fails(Frame::Schema, 3, "type: integer\ndescription: Size.\nexample: large"),
        fails(
            Frame::Parameters,
            5,
            "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer, maximum: 100}\n  example: 1000",
        ),
        fails(
            Frame::Responses,
            8,
            "\"200\":\n  description: A.\n  content:\n    application/json:\n      schema: {type: string, enum: [a, b]}\n      examples:\n        third:\n          value: c",
        ),
    ],
    passing: &[passes(Frame::Schema, "type: integer\ndescription: Size.\nexample: 3")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    let judge = judge::Judge::new(contract);
    for site in contract.all().iter().filter(|site| site.reference.is_none()) {
        let schema = match site.kind {
            Kind::Schema => Some(site),
            Kind::Parameter | Kind::Header | Kind::MediaType => contract.children(site, "schema").next(),
            _ => None,
        };
        let Some(schema) = schema else { continue };
        if let Some(entry) = site.entry("example") {
            judge.report(schema, entry, sink);
        }
        for example in contract.children(site, "examples").filter_map(|example| contract.target(example)) {
            if let Some(entry) = example.entry("value") {
                judge.report(schema, entry, sink);
            }
        }
    }
}

mod judge {
    //! What the validator says of an example, at the place of the example.

    use dataarts_insight_contract::document::Entry;

    use super::super::super::{
        contract::{Contract, Site, place},
        finding::Sink,
        verdict,
    };

    /// Judges examples by the schemas of a contract.
    pub(super) struct Judge<'c, 'd> {
        contract: &'c Contract<'d>,
    }

    impl<'c, 'd> Judge<'c, 'd> {
        pub(super) fn new(contract: &'c Contract<'d>) -> Self {
            Self { contract }
        }

        pub(super) fn report(&self, schema: &Site<'_>, entry: &Entry, sink: &mut Sink<'_>) {
            for problem in verdict::problems(self.contract, schema, &entry.node) {
                let at = problem.node.map_or_else(|| place(entry), |node| node.span.clone());
                let message = if problem.pointer.is_empty() {
                    format!("the example is not valid: {}", problem.message)
                } else {
                    format!("the example is not valid at {}: {}", problem.pointer, problem.message)
                };
                sink.report(at, message, "correct the example, or the schema if the example is real");
            }
        }
    }
}
