//! Tests of captures as browsers and proxies write them.

use serde_json::{Value, json};

use super::*;

const PETS: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      operationId: add_pet
      requestBody:
        content:
          application/json: {schema: {type: object, required: [name]}}
          application/x-www-form-urlencoded: {schema: &form {type: object, required: [name], properties: {name: {type: string, minLength: 1}}}}
          multipart/form-data: {schema: *form}
      responses:
        '200': {description: The pet., content: {application/json: {schema: {type: object}}}}
";

fn captures() -> Captures {
    let contract = Contract::parse("pets.yaml", PETS).unwrap();
    Captures::new(Exchanges::new(&contract).unwrap(), &Limits::default()).unwrap()
}

/// Validates an entry. Returns its findings as lines such as `request body: required`.
fn validate(entry: &Value) -> Result<Option<Vec<String>>, CaptureError> {
    let Some(entry) = captures().validate(&entry.to_string())? else { return Ok(None) };
    let lines = entry.messages().flat_map(|(name, message)| {
        let findings = message.report.findings().iter();
        findings.map(move |finding| format!("{name} {}: {}", finding.part.as_ref().unwrap(), finding.rule))
    });
    let lines: Vec<String> = lines.collect();
    assert_eq!(entry.is_valid(), lines.is_empty());
    Ok(Some(lines))
}

/// Returns an entry with a valid request.
fn entry(url: &str, status: i16, content: &Value) -> Value {
    let body = json!({"mimeType": "application/json", "text": "{\"name\": \"Rex\"}"});
    json!({
        "request": {"method": "POST", "url": url, "headers": [], "postData": body},
        "response": {"status": status, "headers": [], "content": content},
    })
}

const URL: &str = "https://pets.example/pets";

#[test]
fn refuses_text_without_the_structure_of_a_capture() {
    let captures = captures();
    let entries = |text: &str| captures.read(text.as_bytes()).map(|capture| capture.entries().len()).ok();
    for (text, count) in [
        (r#"{"log": {"entries": []}}"#, Some(0)),
        ("\u{feff}{\"log\": {\"entries\": [{}]}}", Some(1)),
        (r#"{"log": [[]]}"#, None),
        ("[[[]]]", None),
        (r#"{"log": {}}"#, None),
        (r#"{"log": {"entries": [], "entries": []}}"#, None),
        ("{", None),
    ] {
        assert_eq!(entries(text), count, "{text}");
    }
}

#[test]
fn validates_what_the_capture_recorded() {
    let json_type = "application/json";
    for (content, findings) in [
        (json!({"mimeType": "application/json; charset=utf-8", "text": "{}"}), &[][..]),
        (json!({"mimeType": json_type, "text": "[]"}), &["response body: type"]),
        (json!({"mimeType": json_type, "text": "W10=", "encoding": "base64"}), &["response body: type"]),
        // These captures do not contain the text of the body.
        (json!({}), &[]),
        (json!(null), &[]),
        (json!({"mimeType": json_type}), &[]),
        (json!({"mimeType": null, "text": null, "encoding": null}), &[]),
        // Browsers write `x-unknown` if the media type was not recorded.
        (json!({"mimeType": "x-unknown"}), &[]),
        (json!({"mimeType": "x-unknown", "text": "{}"}), &["response header Content-Type: content-type"]),
        (json!({"mimeType": "text/html"}), &["response header Content-Type: content-type"]),
    ] {
        let findings: Vec<String> = findings.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(validate(&entry(URL, 200, &content)).unwrap(), Some(findings), "{content}");
    }
    for status in [0, -1] {
        assert_eq!(validate(&entry(URL, status, &json!({}))).unwrap(), Some(vec![]), "no response arrived");
    }
    let mut invalid = entry(URL, 200, &json!({}));
    invalid["request"]["postData"]["text"] = json!("{}");
    assert_eq!(validate(&invalid).unwrap(), Some(vec!["request body: required".to_owned()]));
    invalid["request"]["postData"]["encoding"] = json!("base64");
    assert!(matches!(validate(&invalid), Err(CaptureError::Base64("request"))));
    invalid["request"]["headers"] = json!([{"name": ":method"}]);
    assert!(matches!(validate(&invalid), Err(CaptureError::Invalid(_))));
}

#[test]
fn reads_what_recorders_write() {
    let request = |post_data: Value| {
        let mut entry = entry(URL, 200, &json!({}));
        entry["request"]["postData"] = post_data;
        entry
    };
    let form = "application/x-www-form-urlencoded";
    let fields = |params: Value| request(json!({"mimeType": form, "params": params, "text": ""}));
    let multipart = |params: Value| request(json!({"mimeType": "multipart/form-data; boundary=b", "params": params}));
    let mut no_response = entry(URL, 200, &json!({}));
    no_response["response"] = json!(null);
    let mut empty_response = no_response.clone();
    empty_response["response"] = json!({});
    let mut alone = no_response.clone();
    alone.as_object_mut().unwrap().remove("response");
    let mut joined = entry(URL, 200, &json!({"text": "{}"}));
    joined["response"]["headers"] = json!([{"name": "Content-Type", "value": "application/json\napplication/json"}]);
    let mut sized = entry(URL, 200, &json!({"mimeType": "application/json", "text": "", "size": 9}));
    let mut by_length = entry(URL, 200, &json!({"mimeType": "application/json", "text": ""}));
    by_length["response"]["headers"] = json!([{"name": "content-length", "value": "9"}]);
    for (entry, findings) in [
        (fields(json!([{"name": "name", "value": "Rex & Co"}])), &[][..]),
        (fields(json!([{"name": "kind", "value": "Rex"}])), &["request body: required"]),
        (fields(json!([{"name": "name", "value": ""}])), &["request body: min-length"]),
        (multipart(json!([{"name": "name", "value": "Rex"}])), &[]),
        (
            multipart(json!([{"name": "photo", "fileName": "a.png", "contentType": "image/png"}])),
            &["request body: required"],
        ),
        (no_response, &[]),
        (empty_response, &[]),
        (alone, &[]),
        (joined, &[]),
        (sized.clone(), &[]),
        (by_length, &[]),
        (
            entry(URL, 200, &json!({"mimeType": "application/json", "text": "W10=", "encoding": "Base64"})),
            &["response body: type"],
        ),
        (entry(URL, 200, &json!({"mimeType": "application/json", "text": ""})), &["response body: missing-body"]),
    ] {
        assert_eq!(validate(&entry).unwrap().unwrap(), findings, "{entry}");
    }
    sized["response"]["content"]["size"] = json!("nine");
    assert_eq!(validate(&sized).unwrap().unwrap(), ["response body: missing-body"]);
}

#[test]
fn a_lone_surrogate_does_not_make_an_entry_unreadable() {
    let text = entry(URL, 200, &json!({"mimeType": "application/json", "text": "{\"a\": \"X\"}"})).to_string();
    let entry = captures().validate(&text.replace('X', "\\ud83d")).unwrap().unwrap();
    assert!(entry.is_valid());
    let capture = format!(r#"{{"log": {{"entries": [{}]}}}}"#, text.replace('X', "\\ud83d"));
    assert_eq!(captures().read(capture.as_bytes()).unwrap().entries().len(), 1);
}

#[test]
fn only_urls_of_http_call_operations() {
    for url in
        ["data:,pets", "blob:https://pets.example/pets", "about:blank", "chrome-extension://a/pets", "wss://h/pets"]
    {
        assert_eq!(validate(&entry(url, 200, &json!({}))).unwrap(), None, "{url}");
    }
    for url in ["HTTPS://pets.example/pets", "pets.example:80/pets", "localhost:8080/pets", "/pets?a=b:c"] {
        assert!(is_http(url), "{url}");
    }
}

#[test]
fn missing_credentials_are_a_warning_where_the_recorder_removed_all() {
    let secured = PETS.replace(
        "paths:",
        "security: [{token: []}]\ncomponents: {securitySchemes: {token: {type: http, scheme: bearer}}}\npaths:",
    );
    let contract = Contract::parse("pets.yaml", secured).unwrap();
    let captures = Captures::new(Exchanges::new(&contract).unwrap(), &Limits::default()).unwrap();
    let without = entry(URL, 200, &json!({}));
    let mut with = without.clone();
    with["request"]["headers"] = json!([{"name": "Authorization", "value": "Bearer x"}]);
    let is_valid = |entries: &[&Value]| -> Vec<bool> {
        let text = json!({"log": {"entries": entries}}).to_string();
        let capture = captures.read(text.as_bytes()).unwrap();
        capture.entries().map(|entry| captures.validate_in(&capture, entry).unwrap().unwrap().is_valid()).collect()
    };
    assert_eq!(is_valid(&[&without]), [true]);
    assert_eq!(is_valid(&[&without, &with]), [false, true]);
}

#[test]
fn skips_entries_that_call_no_operation() {
    let broken = json!({"text": "*", "encoding": "base64"});
    for url in ["", "/", "::", "http://", "%zz", "https://pets.example/%ff/pets/%", "https://pets.example/cats"] {
        assert_eq!(validate(&entry(url, 200, &broken)).unwrap(), None, "{url}");
    }
    for url in [URL, "http://127.0.0.1:8080/pets", "/pets"] {
        assert!(matches!(validate(&entry(url, 200, &broken)), Err(CaptureError::Base64("response"))), "{url}");
    }
}
