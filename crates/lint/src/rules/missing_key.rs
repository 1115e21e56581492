//! Reports objects without a key that the specification requires.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-key",
    severity: Error,
    summary: "Every object has the keys that OpenAPI 3.0 requires.",
    why: "Readers refuse the whole file without it.",
    failing: &[
        fails(Surroundings::Document, 2, "openapi: 3.0.3\ninfo:\n  title: Tasks\npaths: {}"),
        fails(Surroundings::Parameters, 1, "- {in: query, description: A., schema: {type: string}}"),
    ],
    passing: &[passes(Surroundings::Document, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths: {}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.definitions() {
        let definition = object.kind.definition();
        for key in definition.keys.iter().filter(|key| key.required && object.get(key.name).is_none()) {
            // A document with the key `swagger` needs no `openapi`, because the rule `unsupported-version` already
            // reports Swagger 2.0.
            let swagger = object.kind == ObjectKind::OpenApi && key.name == "openapi" && object.get("swagger").is_some();
            if !swagger {
                findings.report(object.span.clone(), format!("{} has no `{}`", definition.title, key.name), format!("add `{}`", key.name));
            }
        }
        let described = matches!(object.kind, ObjectKind::Parameter | ObjectKind::Header);
        if described && object.get("schema").is_none() && object.get("content").is_none() {
            findings.report(object.span.clone(), format!("{} has no `schema`", definition.title), "add `schema`");
        }
    }
}
