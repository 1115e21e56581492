//! Documents of another specification.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "unsupported-version",
    severity: Error,
    summary: "The document says that it is OpenAPI 3.0.",
    why: "progenitor reads no other version.",
    failing: &[
        fails(Frame::Document, 1, "openapi: \"2.0\"\ninfo:\n  title: Tasks\n  version: v1\npaths: {}"),
        fails(Frame::Document, 1, "swagger: \"2.0\"\ninfo:\n  title: Tasks\n  version: v1\npaths: {}"),
    ],
    passing: &[passes(Frame::Document, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths: {}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::OpenApi) {
        if site.get("swagger").is_some() {
            sink.report(site.at_key("swagger"), "the document is Swagger 2.0", "convert it to OpenAPI 3.0");
        }
        // 3.1 has a rule of its own.
        if let Some(version) = site.text("openapi").filter(|text| !text.starts_with("3.0.") && !text.starts_with("3.1")) {
            sink.report(site.at_value("openapi"), format!("the version `{version}` is not supported"), "write `openapi: 3.0.3`");
        }
    }
}
