//! SARIF 2.1.0, which code scanning of every kind reads.

use std::path::Path;

use dataarts_insight_contract::{Finding, Rule, Severity, rules};
use serde_json::{Value, json};

use super::{
    super::part::{Counts, Kind, Part},
    Judged, Renderer, message,
};

pub(super) struct Sarif;

impl Renderer for Sarif {
    fn begin(&self) -> String {
        let rules: Vec<Value> = rules::all()
            .map(|rule| {
                json!({
                    "id": rule.id,
                    "shortDescription": { "text": rule.summary },
                    "help": { "text": format!("dataarts-insight validate --explain {}", rule.id) },
                })
            })
            .collect();
        let driver = json!({
            "name": "dataarts-insight",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        });
        let schema = "https://json.schemastore.org/sarif-2.1.0.json";
        format!(
            "{{\"$schema\":\"{schema}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{driver}}},\n\
             \"columnKind\":\"unicodeCodePoints\",\"results\":[\n"
        )
    }

    fn document(&self, document: &Judged<'_>, part: &mut Part) {
        for finding in document.findings {
            part.push(Kind::Finding, |text| text.push_str(&result(document, finding).to_string()));
        }
    }

    fn between(&self, _last: Kind, _next: Kind) -> &'static str {
        ",\n"
    }

    fn end(&self, counts: &Counts, hidden: u64) -> String {
        let readable = counts.unreadable == 0;
        let invocations = json!([{ "executionSuccessful": readable, "exitCode": counts.code().code() }]);
        let properties = json!({ "valid": counts.valid, "invalid": counts.invalid, "unreadable": counts.unreadable, "hiddenFindings": hidden });
        format!("\n],\"invocations\":{invocations},\"properties\":{properties}}}]}}\n")
    }
}

fn result(document: &Judged<'_>, finding: &Finding) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut message = message(finding).into_owned();
    if let Some(hint) = &finding.hint {
        message.push_str(&format!(" ({hint})"));
    }
    let offset = document.offset.saturating_add(u64::try_from(finding.offset).unwrap_or(u64::MAX));
    let line = document.line(finding);
    let mut region = json!({
        "startLine": line,
        "startColumn": finding.column,
        "byteOffset": offset,
        "byteLength": finding.len,
    });
    if let (Some(end), Some(region)) = (document.end_column(finding), region.as_object_mut()) {
        region.insert("endLine".to_owned(), line.into());
        region.insert("endColumn".to_owned(), end.into());
    }
    let mut place = json!({ "artifactLocation": { "uri": uri(document.file) }, "region": region });
    // Lines of a body within a capture are no lines of the file.
    if let (Some(_), Some(place)) = (document.entry, place.as_object_mut()) {
        place.remove("region");
    }
    let name = format!("{}{}", document.entry.unwrap_or_default(), finding.pointer);
    json!({
        "ruleId": finding.rule.id(),
        "ruleIndex": Rule::ALL.iter().position(|rule| *rule == finding.rule),
        "level": level,
        "message": { "text": message },
        "locations": [{
            "physicalLocation": place,
            "logicalLocations": [{ "fullyQualifiedName": name, "kind": "value" }],
        }],
        "properties": {
            "record": document.record,
            "expected": finding.expected,
            "found": finding.found,
            "contract": finding.contract,
        },
    })
}

/// A path as the reference that it is: relative as it was given, or a `file:` URI.
fn uri(file: &str) -> String {
    let mut uri = String::new();
    let slashes = if cfg!(windows) { file.replace('\\', "/") } else { file.to_owned() };
    if Path::new(file).is_absolute() {
        uri.push_str(if slashes.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in slashes.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("a b/ü.json"), "a%20b/%C3%BC.json");
        assert_eq!(uri("<stdin>"), "%3Cstdin%3E");
        if cfg!(unix) {
            assert_eq!(uri("/a:b"), "file:///a%3Ab");
        }
    }
}
