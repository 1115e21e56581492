//! Keys whose value is one of a few words, or whose companions depend on it.

use super::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "invalid-value",
    severity: Error,
    summary: "Keys with fixed values hold one of them, and the keys that the value calls for are there.",
    why: "No reader knows what to do with it; most make openapiv3 refuse the whole file.",
    failing: &[
        fails(
            Frame::Parameters,
            2,
            "- name: limit\n  in: querry\n  description: Limit.\n  schema: {type: integer}",
        ),
        fails(Frame::Responses, 4, "\"200\":\n  description: A task.\n  content:\n    json: {schema: {type: object}}"),
    ],
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
    for site in contract.of(Kind::MediaType).filter(|site| !is_media_type(site.key)) {
        sink.report(
            site.at.clone(),
            format!("`{}` is no media type", site.key),
            "write a type, a slash and a subtype, such as application/json",
        );
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

/// Two tokens of HTTP (RFC 9110 § 5.6.2) with a slash between them; either may be `*`, and parameters may follow.
fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let is_token = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    };
    essence.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

fn one_of(site: &Site<'_>, key: &str, values: &[&str], sink: &mut Sink<'_>) {
    if let Some(text) = site.text(key)
        && !values.contains(&text)
    {
        sink.report(site.at_value(key), format!("`{key}` is `{text}`"), format!("use one of {}", values.join(", ")));
    }
}
