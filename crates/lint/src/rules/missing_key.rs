//! Keys that the specification requires.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "missing-key",
    severity: Error,
    summary: "Every object has the keys that OpenAPI 3.0 requires of it.",
    why: "openapiv3 refuses the whole file, in words that name no line.",
    failing: &[
        fails(Frame::Document, 2, "openapi: 3.0.3\ninfo:\n  title: Tasks\npaths: {}"),
        fails(Frame::Operation, 4, "operationId: a\nsummary: A.\ntags: [t]\nresponses: {}"),
    ],
    passing: &[passes(Frame::Document, "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\npaths: {}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.all().iter().filter(|site| site.reference.is_none()) {
        let rules = site.kind.rules();
        for key in rules.keys.iter().filter(|key| key.required && site.get(key.name).is_none()) {
            // A document of another version has other keys; one finding says that.
            let swagger = site.kind == Kind::OpenApi && key.name == "openapi" && site.get("swagger").is_some();
            if !swagger {
                sink.report(site.at.clone(), format!("{} has no `{}`", rules.title, key.name), format!("add `{}`", key.name));
            }
        }
        if site.kind == Kind::Responses && !site.node.entries().iter().any(|entry| super::super::grammar::is_status(&entry.key)) {
            sink.report(site.at.clone(), "an operation has a response, this one has none", "add the response of success");
        }
        let described = matches!(site.kind, Kind::Parameter | Kind::Header);
        if described && site.get("schema").is_none() && site.get("content").is_none() {
            sink.report(site.at.clone(), format!("{} has no `schema`", rules.title), "add `schema`");
        }
    }
}
