//! Reports `nullable` in a schema without `type`.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "nullable-without-type",
    severity: Warning,
    summary: "A nullable schema has a `type`.",
    why: "OpenAPI 3.0.3 gives `nullable` a meaning only beside `type`: a validator still refuses null.",
    failing: &[fails(
        Surroundings::Schema,
        6,
        "type: object\ndescription: Task.\nproperties:\n  owner:\n    description: Owner.\n    nullable: true\n    allOf: [{$ref: \"#/components/schemas/Task\"}]",
    )],
    passing: &[passes(
        Surroundings::Schema,
        "type: object\ndescription: Task.\nproperties:\n  owner:\n    description: Owner.\n    oneOf:\n      - $ref: \"#/components/schemas/Task\"\n      - {type: object, nullable: true, enum: [null]}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    if objects.document().is_lowered() {
        return;
    }
    // The rule `missing-type` reports an enum without a type, so this rule skips enums.
    let is_affected = |schema: &&Object<'_>| schema.flag("nullable") && !schema.has_any(&["type", "enum"]);
    for schema in objects.schemas().filter(is_affected) {
        let is_composed = schema.has_any(&["allOf", "anyOf", "oneOf"]);
        let help = match is_composed {
            true => "write `oneOf` of the schema and `{type: object, nullable: true, enum: [null]}`",
            false => "add the type; without a type, every value is valid already",
        };
        findings.report(schema.key_span("nullable"), "`nullable` has no effect without `type`", help);
    }
}
