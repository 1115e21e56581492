//! Reports values that a key does not permit, such as `in: querry`. Also reports security schemes and OAuth flows
//! without a key that their kind requires, such as `type: http` without `scheme`.

use dataarts_insight_openapi::MediaType;

use super::{super::schema, prelude::*};

pub(super) static RULE: Rule = Rule {
    id: "invalid-value",
    severity: Error,
    summary: "Keys with fixed values have one of them, and the keys that the value requires are present.",
    why: "Its meaning is undefined; readers usually refuse the whole file.",
    failing: &[
        fails(
            Surroundings::Parameters,
            2,
            "- name: limit\n  in: querry\n  description: Limit.\n  schema: {type: integer}",
        ),
        fails(Surroundings::Responses, 4, "\"200\":\n  description: A task.\n  content:\n    json: {schema: {type: object}}"),
        fails(Surroundings::Schema, 3, "type: integer\ndescription: Size.\nmultipleOf: 0"),
    ],
    passing: &[passes(Surroundings::Parameters, "- name: limit\n  in: query\n  description: Limit.\n  schema: {type: integer}")],
    check,
};

fn check(objects: &Objects<'_>, findings: &mut Findings<'_>) {
    for object in objects.of(ObjectKind::Parameter) {
        one_of(object, "in", &["path", "query", "header", "cookie"], findings);
    }
    for object in objects.of(ObjectKind::SecurityScheme) {
        one_of(object, "type", &["apiKey", "http", "oauth2", "openIdConnect"], findings);
        one_of(object, "in", &["query", "header", "cookie"], findings);
        let needed: &[&str] = match object.text("type") {
            Some("apiKey") => &["name", "in"],
            Some("http") => &["scheme"],
            Some("oauth2") => &["flows"],
            Some("openIdConnect") => &["openIdConnectUrl"],
            _ => &[],
        };
        for key in needed.iter().filter(|key| object.get(key).is_none()) {
            findings.report(
                object.key_span("type"),
                format!("a security scheme of type {} needs `{key}`", object.text("type").unwrap_or_default()),
                format!("add `{key}`"),
            );
        }
    }
    for object in objects.of(ObjectKind::MediaType).filter(|object| MediaType::parse(object.key).is_none()) {
        findings.report(
            object.span.clone(),
            format!("`{}` is not a media type", object.key),
            "write a type, a slash and a subtype, such as application/json",
        );
    }
    for flow in objects.of(ObjectKind::OauthFlow) {
        let needed: &[&str] = match flow.key {
            "implicit" => &["authorizationUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            _ => &["tokenUrl"],
        };
        for key in needed.iter().filter(|key| flow.get(key).is_none()) {
            findings.report(flow.span.clone(), format!("the flow `{}` needs `{key}`", flow.key), format!("add `{key}`"));
        }
    }
    for object in objects.schemas().filter(|object| schema::number(object, "multipleOf").is_some_and(|factor| factor <= 0.0)) {
        findings.report(object.key_span("multipleOf"), "`multipleOf` is not above zero", "correct the factor");
    }
    for object in objects.all() {
        let named = objects.section(object).is_some();
        if named && !object.key.is_empty() && !object.key.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
            findings.report(
                object.span.clone(),
                format!("the component name `{}` has characters other than letters, digits, `.`, `_` and `-`", object.key),
                "rename it, and its references",
            );
        }
    }
}

fn one_of(object: &Object<'_>, key: &str, values: &[&str], findings: &mut Findings<'_>) {
    if let Some(text) = object.text(key)
        && !values.contains(&text)
    {
        findings.report(object.value_span(key), format!("`{key}` is `{text}`"), format!("use one of {}", values.join(", ")));
    }
}
