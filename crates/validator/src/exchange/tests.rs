//! Tests requests and responses. The contract uses every style of parameter.

use crate::{Contract, ErrorKind, Exchanges, Limits, RequestParts, ResponseParts, Severity, Validator};

const SHOP: &str = include_str!("tests/shop.yaml");

fn shop() -> Exchanges {
    Exchanges::new(&Contract::parse("shop.yaml", SHOP).unwrap()).unwrap()
}

/// Validates a request. Returns the id of its operation, and each finding as `part: rule`, such as `path id: minimum`.
/// A warning ends with `?`.
fn request(parts: &RequestParts<'_>) -> (Option<String>, Vec<String>) {
    let shop = shop();
    let validated = shop.request(parts);
    (validated.operation.map(|operation| operation.id.clone()), lines(validated.report.findings()))
}

fn lines(findings: &[crate::Finding]) -> Vec<String> {
    let mark = |severity| if severity == Severity::Warning { "?" } else { "" };
    findings.iter().map(|f| format!("{}: {}{}", f.part.as_ref().unwrap(), f.rule, mark(f.severity))).collect()
}

fn get(target: &str) -> (Option<String>, Vec<String>) {
    request(&RequestParts::new("GET", target).header("authorization", "Bearer x"))
}

#[test]
fn matches_literal_segments_before_parameters() {
    for (target, operation, findings) in [
        ("/items/7", Some("show_item"), &[][..]),
        ("/items/%37", Some("show_item"), &[]),
        ("/items/new", Some("new_item"), &[]),
        ("/items/n%65w", Some("new_item"), &[]),
        ("/items/ab.txt", Some("text_item"), &[]),
        ("/items/abc.txt", Some("text_item"), &["path id: max-length"]),
        ("/prod/api/items/7", Some("show_item"), &[]),
        ("https://any.host:8443/prod/api/items/7?#top", Some("show_item"), &[]),
        ("https://any.host", None, &["path: unknown-path"]),
        ("/api/items/7", None, &["path: unknown-path"]),
        ("/items/7/", None, &["path: unknown-path"]),
        ("items/7", Some("show_item"), &[]),
        ("/items", None, &["path: unknown-path"]),
        ("", None, &["path: unknown-path"]),
        ("/items/0", Some("show_item"), &["path id: minimum"]),
        ("/items/", Some("show_item"), &["path id: type"]),
        ("/items/x", Some("show_item"), &["path id: type"]),
        ("/items/1.0", Some("show_item"), &["path id: type"]),
        ("/items/07", Some("show_item"), &["path id: type"]),
        ("/items/%zz", Some("show_item"), &["path id: percent-encoding"]),
        ("/items/%+1", Some("show_item"), &["path id: percent-encoding"]),
        ("/items/%ff", Some("show_item"), &["path id: percent-encoding"]),
        ("/items/7%2F8", Some("show_item"), &["path id: type"]),
        ("/styles/.5/;matrix=1;matrix=2/a,b%2Cc", Some("styles"), &[]),
        (
            "/styles/.5/;matrix=1;matrix=x/a,b,c",
            Some("styles"),
            &["path matrix: type", "path list: enum", "path list: enum"],
        ),
    ] {
        let (found, lines) = get(target);
        assert_eq!(found.as_deref(), operation, "{target}");
        assert_eq!(lines, findings, "{target}");
    }
    let validated = shop();
    let validated = validated.request(&RequestParts::new("POST", "/items/new"));
    let finding = &validated.report.findings()[0];
    assert_eq!(finding.message(), "expected GET or HEAD or PUT, found POST");
    assert_eq!(validated.path_parameters, []);
    assert_eq!(request(&RequestParts::new("PUT", "/items/new")).0.as_deref(), Some("put_item"), "it has the method");
}

#[test]
fn reads_queries_by_style_and_schema() {
    for (query, findings) in [
        ("limit=3", &[][..]),
        ("limit=3&on=true&on2=1", &["query on2: unknown-parameter"]),
        ("limit=3&a&a&b", &["query a: unknown-parameter", "query b: unknown-parameter"]),
        ("", &["query limit: missing-parameter"]),
        ("limit=10", &["query limit: maximum"]),
        ("limit=%33&limit=99", &["query limit: duplicate-parameter", "query limit: maximum"]),
        ("limit", &["query limit: type"]),
        ("limit=3&ids=1&ids=2", &[]),
        ("limit=3&ids=1&ids=x", &["query ids: type"]),
        ("limit=3&ids=", &[]),
        ("limit=3&ids=1,2", &["query ids: type"]),
        ("limit=3&csv=a,b", &[]),
        ("limit=3&csv=a,b,c", &["query csv: max-items"]),
        ("limit=3&csv=a%2Cb,c", &[]),
        ("limit=3&csv=a&csv=b", &["query csv: duplicate-parameter"]),
        ("limit=3&pipe=1%7C2.5|3", &[]),
        ("limit=3&space=1%202+3", &[]),
        ("limit=3&space=1%20x", &["query space: type"]),
        ("limit=3&deep[n]=1", &[]),
        ("limit=3&deep%5Bn%5D=x", &["query deep: type"]),
        ("limit=3&x=1&y=2", &[]),
        ("limit=3&x=1&y=b", &["query point: type"]),
        ("limit=3&on=yes", &["query on: type"]),
        ("limit=3&either=12345", &[]),
        ("limit=3&either=abc", &[]),
        ("limit=3&either=abcd", &["query either: one-of", "query either: max-length"]),
        ("limit=3&flag", &[]),
        ("limit=3&flag=a", &["query flag: type"]),
        ("limit=3&json=%7B%22a%22:1%7D", &[]),
        ("limit=3&json=%7B%7D", &["query json: required"]),
        ("limit=3&json=a+b", &["query json: json-syntax"]),
        ("limit=3&%zz=1", &["query: percent-encoding"]),
        ("limit=%C3", &["query limit: percent-encoding"]),
        ("limit=3&=4", &["query: unknown-parameter"]),
    ] {
        assert_eq!(get(&format!("/search?{query}")), (Some("search".to_owned()), to_owned(findings)), "{query}");
        let parts = RequestParts::new("GET", "/search").query(query);
        assert_eq!(request(&parts).1, findings, "{query}");
    }
    let shop = shop();
    let validated = shop.request(&RequestParts::new("GET", "/search?limti=3"));
    let lines: Vec<_> = validated.report.findings().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "query limit: error[missing-parameter]: expected query limit, found none (limti is there; is it a misspelling?)",
            "query limti: error[unknown-parameter]: expected only the declared parameters, found limti (did you mean limit?)",
        ]
    );
    assert_eq!(validated.report.findings()[0].contract.as_ref().unwrap().to_string(), "shop.yaml:48");
}

fn to_owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

#[test]
fn checks_only_declared_headers_and_cookies() {
    for (headers, findings) in [
        (&[("X-Anything", "1"), ("Accept", "?")][..], &[][..]),
        (&[("x-list", "1, 2"), ("X-LIST", "3")], &[]),
        (&[("x-list", "1, x")], &["header X-List: type"]),
        (&[("Cookie", "a=1; session=abc")], &[]),
        (&[("Cookie", "session=ab")], &["cookie session: min-length"]),
        (
            &[("Cookie", "session=abc; session=d")],
            &["cookie session: duplicate-parameter", "cookie session: min-length"],
        ),
    ] {
        let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
        assert_eq!(request(&RequestParts::new("GET", "/search?limit=1").headers(headers)).1, findings);
    }
    let bad = RequestParts::new("GET", "/search?limit=1").header("X-List", b"\xff");
    assert_eq!(request(&bad).1, ["header X-List: invalid-utf8"]);
}

const FORMS: &str = include_str!("tests/forms.yaml");

fn forms() -> Exchanges {
    Exchanges::new(&Contract::parse("forms.yaml", FORMS).unwrap()).unwrap()
}

#[test]
fn reads_path_parameters_by_their_style() {
    let forms = forms();
    for (target, findings) in [
        ("/label/.5", &[][..]),
        ("/label/5", &["path id: parameter-style"]),
        ("/label/.x", &["path id: type"]),
        ("/labels/.1.2.3", &[]),
        ("/labels/.1,2,3", &[]),
        ("/labels/.1,2.x", &["path ids: type"]),
        ("/labels/1,2", &["path ids: parameter-style"]),
        ("/label-object/.x,1,y,2", &[]),
        ("/label-object/.x.1.y.2", &[]),
        ("/label-object/.x=1.y=2", &["path p: required"]),
        ("/matrix/;id=5", &[]),
        ("/matrix/5", &["path id: parameter-style"]),
        ("/matrix/;5", &["path id: parameter-style"]),
        ("/matrix/id=5", &["path id: parameter-style"]),
        ("/matrix/;ids=5", &["path id: parameter-style"]),
        ("/matrix/;id", &["path id: type"]),
        ("/matrices/;ids=1,2", &[]),
        ("/matrices/;ids=1,x", &["path ids: type"]),
        ("/matrix-object/;x=1;y=2", &[]),
        ("/matrix-object/;p=x,1,y,2", &["path p: required"]),
    ] {
        let report = forms.request(&RequestParts::new("GET", target)).report;
        let mut lines = lines(report.findings());
        lines.dedup();
        assert_eq!(lines, findings, "{target}");
    }
}

#[test]
fn a_query_parameter_may_be_a_scalar_a_list_or_an_object() {
    let forms = forms();
    for (query, findings) in [
        ("q=abc", &[][..]),
        ("gt=5", &[]),
        ("gt=x", &["query q: any-of", "query q: type"]),
        ("", &["query q: missing-parameter"]),
        ("q=abc&list=1", &[]),
        ("q=abc&list=1&list=2", &[]),
        ("q=abc&n=1", &[]),
        ("q=abc&deep[gt]=1", &[]),
        ("q=abc&deep=all", &[]),
        ("q=abc&deep=some", &["query deep: one-of", "query deep: enum"]),
        ("q=abc&typeless=a", &["query typeless: unknown-parameter"]),
        ("q=abc&z=1", &[]),
    ] {
        let report = forms.request(&RequestParts::new("GET", "/query").query(query)).report;
        let lines = lines(report.findings());
        assert_eq!(lines.first(), findings.first().map(|line| (*line).to_owned()).as_ref(), "{query}: {lines:?}");
    }
}

#[test]
fn reads_urlencoded_forms_by_their_encoding() {
    let forms = forms();
    for (body, findings) in [
        ("name=a&filter=%7B%22min%22%3A1%7D", &[][..]),
        ("name=a&filter=%7B%22max%22%3A1%7D", &["body: required"]),
        ("name=a&filter=x", &["body: type"]),
        ("name=a&address=%7B%22city%22%3A%22Bern%22%7D", &[]),
        ("name=a&address=%7B%7D", &["body: required"]),
        ("name=a&tags=1&tags=2", &[]),
        ("name=a&tags=1,2", &["body: type"]),
        ("name=a&csv=1,2", &[]),
        ("name=a&csv=1,x", &["body: type"]),
        ("name=a&pipes=1%7C2", &[]),
        ("name=a&deep[n]=1", &[]),
        ("name=a&deep%5Bn%5D=x", &["body: type"]),
        ("name=a&x=1&y=2", &[]),
        ("name=a&x=1", &["body: required"]),
        ("name=a&points=%7B%22n%22%3A1%7D&points=%7B%22n%22%3A2%7D", &[]),
        ("name=a&points=%7B%22n%22%3A%22x%22%7D", &["body: type"]),
        ("name=a&json=%5B1%2C2%5D", &[]),
        ("name=a&json=%5B1%2C%22x%22%5D", &["body: type"]),
        ("name=12&count=5", &[]),
        ("name=12&count=x", &["body: any-of"]),
        ("", &["body: required"]),
    ] {
        let request = RequestParts::new("POST", "/form").header("Content-Type", "application/x-www-form-urlencoded");
        let report = forms.request(&request.body(body)).report;
        assert_eq!(lines(report.findings()), findings, "{body}: {report:?}");
    }
}

#[test]
fn checks_the_parts_of_multipart_forms() {
    let forms = forms();
    let part = |name: &str, more: &str, content: &str| {
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{content}\r\n")
    };
    let json = "\r\nContent-Type: application/json";
    let file = part("file", "; filename=\"a.png\"\r\nContent-Type: image/png", "\u{fffd}PNG");
    for (parts, findings) in [
        (vec![file.clone(), part("meta", json, "{\"n\": 1}")], &[][..]),
        (vec![part("meta", json, "{\"n\": 1}")], &["body: required"]),
        (vec![file.clone()], &["body: required"]),
        (vec![file.clone(), part("meta", json, "{\"n\": \"x\"}")], &["body: type"]),
        (vec![file.clone(), part("meta", json, "{")], &["body: type"]),
        (vec![file.clone(), part("meta", "", "{\"n\": 1}"), part("count", "", "7")], &[]),
        (vec![file.clone(), part("meta", "", "{\"n\": 1}"), part("count", "", "x")], &["body: type"]),
        (vec![file.clone(), part("meta", "", "{}"), part("tags", "", "a"), part("tags", "", "b")], &[]),
        (vec![file.clone(), part("meta", "", "{}"), part("tags", "", "long")], &["body: max-length"]),
        (vec![], &["body: required", "body: required"]),
    ] {
        let body = format!("{}--B--\r\n", parts.concat());
        let request = RequestParts::new("POST", "/upload").header("Content-Type", "multipart/form-data; boundary=B");
        let report = forms.request(&request.body(&body)).report;
        assert_eq!(lines(report.findings()), findings, "{body}: {report:?}");
    }
}

#[test]
fn reads_bodies_by_their_media_type() {
    let forms = forms();
    for (media_type, body, findings) in [
        (Some("text/json"), "{\"e\": 1}", &[][..]),
        (Some("text/json; charset=utf-8"), "{\"e\": \"x\"}", &["body: type"]),
        (Some("text/plain"), "{\"e\": 1}", &[]),
        (Some("text/plain"), "{\"e\": \"x\"}", &["body: type"]),
        (Some("text/xml"), "<e>1</e>", &[]),
        (Some("text/event-stream"), "data: 1\n\n", &[]),
        (Some("application/xml"), "<e>1</e>", &[]),
    ] {
        let response = ResponseParts::new(200).body(body);
        let response = media_type.map_or(response.clone(), |media_type| response.header("Content-Type", media_type));
        assert_eq!(lines(forms.response("types", &response).unwrap().findings()), findings, "{media_type:?} {body}");
    }
    for (operation, media_type, body, findings) in [
        ("any", None, "{}", &[][..]),
        ("any", Some("image/png"), "?", &[]),
        ("text", Some("text/plain"), "", &[]),
        ("text", None, "", &[]),
        ("word", Some("text/plain"), "", &["body: min-length"]),
        ("types", Some("text/json"), "", &["body: missing-body"]),
    ] {
        let response = ResponseParts::new(200).body(body);
        let response = media_type.map_or(response.clone(), |media_type| response.header("Content-Type", media_type));
        assert_eq!(lines(forms.response(operation, &response).unwrap().findings()), findings, "{operation} {body}");
    }
}

#[test]
fn one_unusable_operation_leaves_the_others_usable() {
    let contract = r##"
openapi: 3.0.3
info: {title: Parts, version: "1"}
paths:
  /good: {get: {operationId: good, responses: {"204": {description: Done.}}}}
  /broken: {get: {operationId: broken, responses: {"200": {$ref: "#/components/responses/None"}}}}
  /pattern: {get: {parameters: [{name: a, in: query, schema: {pattern: "("}}], responses: {}}}
  /scheme: {get: {operationId: scheme, security: [{nobody: []}], responses: {}}}
  /file: {$ref: gone.yaml}
"##;
    let mut read = |path: &str| Err(format!("cannot read {path}"));
    let contract = Contract::parse_with_files("parts.yaml", contract, &mut read).unwrap();
    let (exchanges, unusable) = Exchanges::usable(&contract).unwrap();
    let ids: Vec<&str> = unusable.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(ids, ["broken", "GET /pattern", "scheme", "/file"]);
    assert_eq!(unusable[3].error.to_string(), "parts.yaml:9:17: $ref gone.yaml: cannot read gone.yaml");
    assert!(unusable[0].error.to_string().contains("names nothing"), "{:?}", unusable[0]);
    assert!(exchanges.request(&RequestParts::new("GET", "/good")).report.is_valid());
    assert!(exchanges.route("GET", "/broken").is_none());
    assert_eq!(Exchanges::new(&contract).unwrap_err().problems().len(), 4);
}

#[test]
fn rules_of_messages_have_levels() {
    use crate::{Level, Rule, Strictness};
    let report = |rule: Rule, level: Level, target: &str| {
        let mut strictness = Strictness::default();
        assert!(strictness.set(rule, level));
        lines(shop().with_strictness(&strictness).request(&RequestParts::new("GET", target)).report.findings())
    };
    let without = "/items/7";
    assert_eq!(report(Rule::MissingCredentials, Level::Deny, without), ["credentials: missing-credentials"]);
    assert_eq!(report(Rule::MissingCredentials, Level::Warn, without), ["credentials: missing-credentials?"]);
    assert_eq!(report(Rule::MissingCredentials, Level::Allow, without), [""; 0]);
    assert_eq!(report(Rule::UnknownParameter, Level::Allow, "/items/a.txt?x=1"), [""; 0]);
    assert!(!Strictness::default().set(Rule::MissingBody, Level::Allow));
}

#[test]
fn unknown_headers_have_a_level() {
    use crate::{Level, Rule, Strictness};
    let contract = "
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /a:
    get:
      operationId: a
      parameters: [{name: X-Tenant, in: header, schema: {type: string}}]
      responses: {'200': {description: d, headers: {X-Total: {schema: {type: integer}}}}}
";
    let contract = Contract::parse("headers.yaml", contract).unwrap();
    let request = RequestParts::new("GET", "/a").header("x-tenant", "t").header("X-Tenat", "t").header("Host", "h");
    let response = ResponseParts::new(200).header("x-total", "1").header("X-Totl", "1").header("Date", "today");
    for (level, count) in [(None, 0), (Some(Level::Warn), 1), (Some(Level::Deny), 1)] {
        let mut strictness = Strictness::default();
        level.map(|level| strictness.set(Rule::UnknownHeader, level));
        let exchanges = Exchanges::new(&contract).unwrap().with_strictness(&strictness);
        for report in [exchanges.request(&request).report, exchanges.response("a", &response).unwrap()] {
            assert_eq!(report.findings().len(), count, "{level:?}: {report:?}");
            assert!(report.findings().iter().all(|finding| finding.rule == Rule::UnknownHeader));
            assert_eq!(report.is_valid(), level != Some(Level::Deny));
        }
    }
}

#[test]
fn requires_one_complete_set_of_credentials() {
    let shop = shop();
    let check = |parts: &RequestParts<'_>| {
        let report = shop.request(parts).report;
        report.findings().iter().map(|f| format!("{}: {}: {}", f.part.as_ref().unwrap(), f.rule, f.message())).collect()
    };
    let none: Vec<String> = check(&RequestParts::new("GET", "/items/7"));
    let expected = "expected header Authorization, or query key and cookie user, found";
    assert_eq!(none, [format!("credentials: missing-credentials: {expected} none")]);
    let half: Vec<String> = check(&RequestParts::new("GET", "/items/7?key=1"));
    assert_eq!(half, [format!("credentials: missing-credentials: {expected} only query key")]);
    let full: Vec<String> = check(&RequestParts::new("GET", "/items/7?key=1").header("cookie", "user=me"));
    assert_eq!(full, [""; 0]);
    let optional: Vec<String> = check(&RequestParts::new("GET", "/items/a.txt"));
    assert_eq!(optional, [""; 0]);
}

#[test]
fn checks_bodies_of_requests() {
    let json = "application/json";
    let form = "application/x-www-form-urlencoded";
    for (media_type, body, findings) in [
        (Some(json), "", &["body: missing-body"][..]),
        (Some(json), r#"{"name": "a"}"#, &[]),
        (Some("APPLICATION/JSON; charset=\"utf-8\""), r#"{"name": "a"}"#, &[]),
        (Some("application/json; charset=latin1"), "{}", &["header Content-Type: content-type"]),
        (Some("text/plain"), "{}", &["header Content-Type: content-type"]),
        (None, "{}", &["header Content-Type: content-type"]),
        (Some(json), "{}", &["body: required"]),
        (Some(json), "{", &["body: json-syntax"]),
        (Some(json), r#"{"name": "a", "id": 1, "secret": ""}"#, &["body: read-only?"]),
        (Some(form), "name=a+b&count=3&tags=1&tags=2", &[]),
        (Some(form), "count=x&tags=1", &["body: type", "body: required"]),
        (Some(form), "name=a&name=b", &["body: duplicate-key?"]),
        (Some(form), "name=%f", &["body: percent-encoding"]),
        (Some("multipart/form-data; boundary=x"), "--x--", &[]),
    ] {
        let parts = RequestParts::new("PUT", "/items/7").header("Authorization", "x").body(body);
        let parts = match media_type {
            Some(media_type) => parts.header("content-type", media_type),
            None => parts,
        };
        let (_, mut lines) = request(&parts);
        let mut findings = to_owned(findings);
        lines.sort();
        findings.sort();
        assert_eq!(lines, findings, "{media_type:?} {body}");
    }
    let unknown = RequestParts::new("PUT", "/items/7").header("Authorization", "x").unknown_body();
    assert_eq!(request(&unknown).1, [""; 0]);
    let unexpected = RequestParts::new("GET", "/items/new").body("x");
    assert_eq!(request(&unexpected).1, ["body: unexpected-body?"]);
    let shop = shop();
    let broken = RequestParts::new("PUT", "/items/7").header("Content-Type", json).body("{\n \"name\": 1}");
    let report = shop.request(&broken).report;
    assert!(report.findings()[1].to_string().starts_with("body:2:10: error[type] at /name"), "{report:?}");
}

#[test]
fn selects_the_json_body_of_a_request() {
    let contract = Contract::parse("shop.yaml", SHOP).unwrap();
    let body = Validator::request(&contract, "put_item").unwrap();
    let rules = |payload: &str| -> Vec<String> {
        body.validate(payload.as_bytes()).findings().iter().map(|finding| finding.rule.to_string()).collect()
    };
    assert_eq!(rules(r#"{"name": "a", "secret": ""}"#), [""; 0]);
    assert_eq!(rules(r#"{"id": 1}"#), ["required", "read-only"]);
    let error = Validator::request(&contract, "show_item").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let sentence = "shop.yaml:11:7: the request of show_item declares no JSON body (it declares no body)";
    assert_eq!(error.to_string(), sentence);
}

#[test]
fn checks_responses_by_status_header_and_media_type() {
    let shop = shop();
    let json = "application/json";
    for (operation, status, headers, body, findings) in [
        ("show_item", 200, &[("Content-Type", json), ("X-Total", "3")][..], r#"{"name":"a","id":1}"#, &[][..]),
        (
            "show_item",
            200,
            &[("Content-Type", json)],
            r#"{"name":"a","secret":""}"#,
            &["header X-Total: missing-parameter", "body: write-only?"],
        ),
        (
            "show_item",
            200,
            &[("Content-Type", json), ("x-total", "many"), ("X-Tags", "a,long")],
            "{}",
            &["header X-Total: type", "header X-Tags: max-length", "body: required"],
        ),
        (
            "show_item",
            200,
            &[("Content-Type", "text/html"), ("X-Total", "3")],
            "<p>",
            &["header Content-Type: content-type"],
        ),
        ("show_item", 200, &[("Content-Type", "text/plain"), ("X-Total", "3")], "12", &[]),
        ("show_item", 200, &[("Content-Type", "text/plain"), ("X-Total", "3")], "x", &["body: type"]),
        ("show_item", 200, &[("X-Total", "3")], "", &["body: missing-body"]),
        ("show_item", 404, &[("Content-Type", "application/problem+json")], r#"{"title":""}"#, &[]),
        ("show_item", 404, &[("Content-Type", "application/problem+json")], "{}", &["body: required"]),
        ("show_item", 204, &[], "", &[]),
        ("show_item", 204, &[], "x", &["body: unexpected-body?"]),
        ("show_item", 500, &[], "", &["status: unknown-status"]),
        ("put_item", 599, &[], "", &[]),
        ("head_item", 200, &[], "", &[]),
    ] {
        let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
        let response = ResponseParts::new(status).headers(headers).body(body);
        let report = shop.response(operation, &response).unwrap();
        assert_eq!(lines(report.findings()), findings, "{operation} {status} {body}");
    }
    let response = ResponseParts::new(200).header("X-Total", "1").media_type(json);
    assert_eq!(lines(shop.response("show_item", &response.clone().body("1")).unwrap().findings()), ["body: type"]);
    assert_eq!(lines(shop.response("show_item", &response.unknown_body()).unwrap().findings()), [""; 0]);
    assert_eq!(shop.response("nobody", &ResponseParts::new(200)).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn refuses_contracts_without_a_verdict_at_every_place() {
    let contract = r##"
openapi: 3.0.3
info: {title: Broken, version: "1"}
security: [{nobody: []}]
paths:
  /a:
    post:
      parameters:
        - {$ref: "#/components/parameters/None"}
        - {name: a, in: query, style: matrix, schema: {type: string}}
        - {name: b, in: query, schema: {type: string, pattern: "("}}
      requestBody: {content: {json: {}}}
      responses:
        "200": {$ref: "#/components/responses/None"}
"##;
    let error = Exchanges::new(&Contract::parse("broken.yaml", contract).unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Undefined);
    let lines: Vec<usize> = error.problems().iter().map(|problem| problem.position.unwrap().line).collect();
    assert_eq!(lines, [4, 9, 9, 10, 11, 12, 14], "{error}");
}

#[test]
fn limits_the_cost_of_hostile_messages() {
    let query: String = (0..20_000).map(|n| format!("a{n}&")).collect();
    let shop = shop();
    let report = shop.request(&RequestParts::new("GET", "/search?limit=1").query(&query)).report;
    assert_eq!(report.findings().len(), 10_001);
    assert_eq!(lines(&report.findings()[10_000..]), ["message: too-many-findings"]);
    let path = "/a".repeat(100_000);
    assert!(!shop.request(&RequestParts::new("GET", &path)).report.is_valid());
}

#[test]
fn limits_errors_and_warnings_separately() {
    let shop = shop().with_limits(&Limits { findings: 2, ..Limits::default() });
    let request = |body: &'static str| {
        let request = RequestParts::new("PUT", "/items/7").header("Authorization", "x").body(body);
        let report = shop.request(&request.header("Content-Type", "application/x-www-form-urlencoded")).report;
        lines(report.findings())
    };
    assert_eq!(
        request("name=a&name=b&name=c&name=d&count=x"),
        ["body: duplicate-key?", "body: duplicate-key?", "body: type", "message: too-many-findings?"]
    );
}
