//! Examples that the contract itself refuses.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "invalid-example",
    severity: Error,
    summary: "Every example is valid by its schema.",
    why: "Readers copy examples, and the mock answers with them.",
    failing: &[
        fails(Surroundings::Schema, 3, "type: integer\ndescription: Size.\nexample: large"),
        fails(
            Surroundings::Parameters,
            5,
            "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer, maximum: 100}\n  example: 1000",
        ),
        fails(
            Surroundings::Responses,
            8,
            "\"200\":\n  description: A.\n  content:\n    application/json:\n      schema: {type: string, enum: [a, b]}\n      examples:\n        third:\n          value: c",
        ),
    ],
    passing: &[passes(Surroundings::Schema, "type: integer\ndescription: Size.\nexample: 3")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    let judge = judge::Judge::new(objects);
    for object in objects.all().iter().filter(|object| object.reference.is_none()) {
        let schema = match object.kind {
            ObjectKind::Schema => Some(object),
            ObjectKind::Parameter | ObjectKind::Header | ObjectKind::MediaType => objects.children(object, "schema").next(),
            _ => None,
        };
        let Some(schema) = schema else { continue };
        if let Some(entry) = object.entry("example") {
            judge.report(schema, entry, findings);
        }
        for example in objects.children(object, "examples").filter_map(|example| objects.target(example)) {
            if let Some(entry) = example.entry("value") {
                judge.report(schema, entry, findings);
            }
        }
    }
}

mod judge {
    //! What the validator says of an example, at the place of the example.

    use std::fmt::Write as _;

    use dataarts_insight_validator::{
        Contract as Judged, Severity, Validator,
        document::{Entry, Node, Value},
    };

    use dataarts_insight_openapi::objects::{Object, Objects, value_span};

    use super::super::super::{
        finding::Findings,
        verdict,
    };

    /// Judges examples by the schemas of a contract, with the validator that users have.
    pub(super) struct Judge<'c, 'd> {
        objects: &'c Objects<'d>,
        judged: Option<Judged>,
    }

    impl<'c, 'd> Judge<'c, 'd> {
        pub(super) fn new(objects: &'c Objects<'d>) -> Self {
            Self { objects, judged: Judged::from_document(objects.document().clone()).ok() }
        }

        pub(super) fn report(&self, schema: &Object<'_>, entry: &Entry, findings: &mut Findings<'_>) {
            for (pointer, message) in self.problems(schema, &entry.node) {
                let part = entry.node.pointer(&pointer).filter(|_| !pointer.is_empty());
                let at = part.map_or_else(|| value_span(entry), |node| node.span.clone());
                let whole = pointer.is_empty();
                let at_part = if whole { String::new() } else { format!(" at {pointer}") };
                findings.report(
                    at,
                    format!("the example is not valid{at_part}: {message}"),
                    "correct the example, or the schema if the example is real",
                );
            }
        }

        fn problems(&self, schema: &Object<'_>, value: &Node) -> Vec<(String, String)> {
            let first = verdict::judge(self.objects, schema, value);
            // A schema that reaches another by a million ways would keep the validator busy for as long.
            let judged = self.judged.as_ref().filter(|_| !first.cut_short);
            let Some(validator) = judged.and_then(|judged| Validator::schema_at(judged, &schema.pointer).ok()) else {
                // A schema that the validator refuses has findings of its own; what is right in it still counts.
                return first.problems.into_iter().map(|problem| (problem.pointer, problem.message)).collect();
            };
            let mut text = String::new();
            json(value, &mut text);
            let report = validator.validate(text.as_bytes());
            let errors = report.findings().iter().filter(|finding| finding.severity == Severity::Error);
            errors.map(|finding| (finding.pointer.clone(), finding.message())).collect()
        }
    }

    /// The value as JSON, numbers as they are written: a bound of 20 digits must not pass through a double.
    fn json(node: &Node, text: &mut String) {
        match &node.value {
            Value::Number(number) => text.push_str(number),
            Value::Array(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    json(item, text);
                }
                text.push(']');
            }
            Value::Object(entries) => {
                text.push('{');
                for (index, entry) in entries.iter().enumerate() {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "{}{}:", if index > 0 { "," } else { "" }, serde_json::json!(entry.key));
                    json(&entry.node, text);
                }
                text.push('}');
            }
            Value::Null | Value::Bool(_) | Value::String(_) => {
                let _ = write!(text, "{}", node.to_json());
            }
        }
    }
}
