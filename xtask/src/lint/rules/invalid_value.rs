//! Keys whose value is one of a few words, or whose companions depend on it.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "invalid-value",
    severity: Error,
    summary: "Keys with fixed values hold one of them, and the keys that the value calls for are there.",
    why: "No reader knows what to do with it; openapiv3 refuses the whole file.",
    failing: &[fails(
        Frame::Parameters,
        2,
        "- name: limit\n  in: querry\n  description: Limit.\n  schema: {type: integer}",
    )],
    passing: &[passes(Frame::Parameters, "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer}")],
    check,
};

fn check(contract: &Contract<'_>, sink: &mut Sink<'_>) {
    for site in contract.of(Kind::Parameter) {
        one_of(site, "in", &["path", "query", "header", "cookie"], sink);
    }
    for site in contract.of(Kind::SecurityScheme) {
        one_of(site, "type", &["apiKey", "http", "oauth2", "openIdConnect"], sink);
        one_of(site, "in", &["query", "header", "cookie"], sink);
        let needed: &[&str] = match site.text("type") {
            Some("apiKey") => &["name", "in"],
            Some("http") => &["scheme"],
            Some("oauth2") => &["flows"],
            Some("openIdConnect") => &["openIdConnectUrl"],
            _ => &[],
        };
        for key in needed.iter().filter(|key| site.get(key).is_none()) {
            sink.report(
                site.at_key("type"),
                format!("a security scheme of type {} has a `{key}`", site.text("type").unwrap_or_default()),
                format!("add `{key}`"),
            );
        }
    }
    for flow in contract.of(Kind::OauthFlow) {
        let needed: &[&str] = match flow.key {
            "implicit" => &["authorizationUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            _ => &["tokenUrl"],
        };
        for key in needed.iter().filter(|key| flow.get(key).is_none()) {
            sink.report(flow.at.clone(), format!("the flow `{}` has a `{key}`", flow.key), format!("add `{key}`"));
        }
    }
    for site in contract.all() {
        let named = contract.section(site).is_some();
        if named && !site.key.is_empty() && !site.key.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
            sink.report(
                site.at.clone(),
                format!("the component name `{}` holds other characters than letters, digits, `.`, `_` and `-`", site.key),
                "rename it, and its references",
            );
        }
    }
}

fn one_of(site: &Site<'_>, key: &str, values: &[&str], sink: &mut Sink<'_>) {
    if let Some(text) = site.text(key)
        && !values.contains(&text)
    {
        sink.report(site.at_value(key), format!("`{key}` is `{text}`"), format!("use one of {}", values.join(", ")));
    }
}
