//! Reports a `$ref` to an object of the wrong kind, such as a `$ref` to a schema where a response is required.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "ref-kind",
    severity: Error,
    summary: "A `$ref` names a component of the kind that its place requires.",
    why: "The value has another meaning than its place requires.",
    failing: &[
        fails(Surroundings::Parameters, 1, "- $ref: \"#/info\""),
    ],
    passing: &[
        passes(
            Surroundings::Schema,
            "type: object\ndescription: Task.\nproperties:\n  b:\n    description: B.\n    allOf: [{$ref: \"#/components/schemas/Task\"}]",
        ),
        passes(
            Surroundings::Schema,
            "type: object\ndescription: Task.\nproperties:\n  a: {type: string, description: A.}\n  b:\n    description: B.\n    allOf: [{$ref: \"#/components/schemas/Task/properties/a\"}]",
        ),
    ],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.references() {
        let Some(text) = object.reference_text() else { continue };
        let Some(node) = objects.document().reference(text) else { continue };
        let wanted = object.kind.section().unwrap_or_default();
        let target = objects.object(node);
        // The target can be a schema inside another schema, such as `#/components/schemas/Task/properties/a`.
        let is_schema = target.is_some_and(|target| target.kind == ObjectKind::Schema);
        let in_definitions = objects.document().is_lowered() && text.contains("/$defs/");
        if object.kind == ObjectKind::Schema && (is_schema || in_definitions) {
            continue;
        }
        if target.is_none_or(|target| objects.section(target) != Some(wanted)) {
            let what = target.map_or("a value that cannot be referred to", |target| target.kind.definition().title);
            findings.report(
                object.value_span("$ref"),
                format!("the reference `{text}` leads to {what}, not to a component of `{wanted}`"),
                format!("move the value to `components/{wanted}` and refer to it there"),
            );
        }
    }
}
