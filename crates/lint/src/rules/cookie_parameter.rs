//! Cookies are beyond the generator.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "cookie-parameter",
    severity: Error,
    summary: "No parameter travels in a cookie.",
    why: "progenitor 0.15 stops with \"cookie parameters are not supported\".",
    failing: &[fails(
        Frame::Parameters,
        2,
        "- name: session\n  in: cookie\n  description: The session.\n  schema:\n    type: string",
    )],
    passing: &[passes(
        Frame::Parameters,
        "- name: X-Session\n  in: header\n  description: The session.\n  schema:\n    type: string",
    )],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Parameter).filter(|site| site.text("in") == Some("cookie")) {
        let name = site.text("name").unwrap_or_default();
        sink.report(
            site.at_value("in"),
            format!("the parameter `{name}` travels in a cookie"),
            "a credential belongs in `securitySchemes`; anything else in a header or the query",
        );
    }
}
