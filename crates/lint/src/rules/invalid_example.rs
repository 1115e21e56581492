//! Reports an example that is not valid by its schema.

use super::{super::values, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "invalid-example",
    severity: Warning,
    summary: "Every example is valid by its schema.",
    why: "Readers copy examples, and the mock server responds with them.",
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
    let (examples, entries): (Vec<_>, Vec<_>) = values::examples(objects).unzip();
    for (entry, problems) in entries.into_iter().zip(values::validate(objects, &examples)) {
        for problem in problems {
            let at = if problem.pointer.is_empty() { String::new() } else { format!(" at {}", problem.pointer) };
            findings.report(
                problem.span.unwrap_or_else(|| value_span(entry)),
                format!("the example is not valid{at}: {}", problem.message),
                "correct the example, or the schema if the example is real",
            );
        }
    }
}
