//! Reports documents of an OpenAPI version that the project does not support, such as Swagger 2.0.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unsupported-version",
    severity: Error,
    summary: "The document declares OpenAPI 3.0.",
    why: "The tools of this project read no other version.",
    failing: &[
        fails(Surroundings::Document, 1, "openapi: \"2.0\"\ninfo:\n  title: Tasks\n  version: v1\npaths: {}"),
        fails(Surroundings::Document, 1, "swagger: \"2.0\"\ninfo:\n  title: Tasks\n  version: v1\npaths: {}"),
    ],
    passing: &[passes(Surroundings::Document, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths: {}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::OpenApi) {
        if object.get("swagger").is_some() {
            findings.report(object.key_span("swagger"), "the document is Swagger 2.0", "convert it to OpenAPI 3.0");
        }
        // Version 3.1 is supported. The rule `openapi-3-1-syntax` checks 3.1 documents.
        if let Some(version) = object.text("openapi").filter(|text| !text.starts_with("3.0.") && !text.starts_with("3.1")) {
            findings.report(object.value_span("openapi"), format!("the version `{version}` is not supported"), "write `openapi: 3.0.3`");
        }
    }
}
