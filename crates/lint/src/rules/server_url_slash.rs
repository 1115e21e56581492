//! Reports URLs of servers that end with a slash.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "server-url-slash",
    severity: Warning,
    summary: "The URL of a server does not end with a slash.",
    why: "A path begins with a slash: the URL of each request has two of them.",
    failing: &[fails(
        Surroundings::Document,
        5,
        "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\nservers: [{url: \"https://a.test/v1/\"}]\npaths: {}",
    )],
    passing: &[passes(
        Surroundings::Document,
        "openapi: 3.0.3\ninfo:\n  title: Tasks\n  version: v1\nservers: [{url: \"https://a.test/v1\"}, {url: /}]\npaths: {}",
    )],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for server in objects.of(ObjectKind::Server) {
        if let Some(url) = server.text("url").filter(|url| url.len() > 1 && url.ends_with('/')) {
            findings.report(server.value_span("url"), format!("the URL `{url}` ends with a slash"), "remove the slash");
        }
    }
}
