//! Tests captures as browsers and proxies write them.

use serde_json::{Value, json};

use super::*;

const PETS: &str = "
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      operationId: add_pet
      requestBody: {content: {application/json: {schema: {type: object, required: [name]}}}}
      responses:
        '200': {description: The pet., content: {application/json: {schema: {type: object}}}}
";

fn captures() -> Captures {
    let contract = Contract::parse("pets.yaml", PETS).unwrap();
    Captures::new(Exchanges::new(&contract).unwrap(), &Limits::default()).unwrap()
}

/// Validates an entry and returns its findings as `request body: required`.
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
        // Nothing was recorded.
        (json!({}), &[]),
        (json!(null), &[]),
        (json!({"mimeType": json_type}), &[]),
        (json!({"mimeType": null, "text": null, "encoding": null}), &[]),
        // Browsers write this for a media type that they did not record.
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
fn skips_entries_that_call_no_operation() {
    let broken = json!({"text": "*", "encoding": "base64"});
    for url in ["", "/", "::", "http://", "%zz", "https://pets.example/%ff/pets/%", "https://pets.example/cats"] {
        assert_eq!(validate(&entry(url, 200, &broken)).unwrap(), None, "{url}");
    }
    for url in [URL, "http://127.0.0.1:8080/pets", "/pets"] {
        assert!(matches!(validate(&entry(url, 200, &broken)), Err(CaptureError::Base64("response"))), "{url}");
    }
}
