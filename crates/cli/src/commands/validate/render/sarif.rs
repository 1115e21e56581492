//! SARIF 2.1.0, which code scanning of every kind reads.

use std::io;

use dataarts_insight_validator::{
    Finding, Rule, Severity,
    rules::{self, RuleInfo},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    super::part::{Counts, Kind, Part},
    Judged, Renderer, json as write_json, message,
};

pub(super) struct Sarif;

impl Renderer for Sarif {
    fn begin(&self) -> String {
        let driver = json!({
            "name": "dataarts-insight",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules::all().map(rule).collect::<Vec<_>>(),
        });
        let schema = "https://json.schemastore.org/sarif-2.1.0.json";
        format!(
            "{{\"$schema\":\"{schema}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{driver}}},\n\
             \"columnKind\":\"unicodeCodePoints\",\"results\":[\n"
        )
    }

    fn document(&self, document: &Judged<'_>, part: &mut Part) {
        for finding in document.findings {
            part.push(Kind::Finding, |out| result(out, document, finding));
        }
    }

    fn between(&self, _last: Kind, _next: Kind) -> &'static str {
        ",\n"
    }

    fn end(&self, counts: &Counts, hidden: u64) -> String {
        let readable = counts.unreadable == 0;
        let notifications: Vec<Value> =
            counts.unread.iter().map(|error| json!({ "level": "error", "message": { "text": error } })).collect();
        let invocations = json!([{
            "executionSuccessful": readable,
            "exitCode": counts.code().code(),
            "toolExecutionNotifications": notifications,
        }]);
        let properties = json!({
            "valid": counts.valid,
            "invalid": counts.invalid,
            "unreadable": counts.unreadable,
            "hiddenFindings": hidden,
        });
        format!("\n],\"invocations\":{invocations},\"properties\":{properties}}}]}}\n")
    }
}

fn rule(rule: RuleInfo) -> Value {
    let example = rules::example(rule.rule);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut help = format!("Contract:\n{}\n", example.contract);
    if let Some(given) = example.given {
        help.push_str(&format!("Given: {given}\n"));
    }
    help.push_str(&format!("Accepted:\n{}\nRefused:\n{}", text(example.accepted), text(example.refused)));
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.summary },
        "help": { "text": help },
        "defaultConfiguration": { "level": rule.severity },
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: Severity,
    message: Message<'a>,
    locations: [Location<'a>; 1],
    partial_fingerprints: Fingerprints,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Message<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation<'a>,
    logical_locations: [LogicalLocation<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation<'a> {
    uri: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u64,
    start_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    byte_offset: u64,
    byte_length: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation<'a> {
    fully_qualified_name: &'a str,
    kind: &'static str,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "finding/v1")]
    finding: String,
}

#[derive(Serialize)]
struct Properties<'a> {
    record: Option<u64>,
    expected: &'a str,
    found: &'a str,
    contract: Option<String>,
}

fn result(out: &mut Vec<u8>, document: &Judged<'_>, finding: &Finding) -> io::Result<()> {
    let mut text = message(finding);
    if let Some(hint) = &finding.hint {
        text = format!("{text} ({hint})");
    }
    let name = match document.entry {
        Some(entry) => format!("{entry}{}", finding.pointer).into(),
        None => std::borrow::Cow::from(&finding.pointer),
    };
    let line = document.line(finding);
    let end_column = document.end_column(finding);
    let region = Region {
        start_line: line,
        start_column: finding.column,
        end_line: end_column.map(|_| line),
        end_column,
        byte_offset: document.offset.saturating_add(u64::try_from(finding.offset).unwrap_or(u64::MAX)),
        byte_length: finding.len,
    };
    let (expected, found) = (finding.expected.to_string(), finding.found.to_string());
    let fingerprint = fingerprint([finding.rule.id(), &name, &found]);
    write_json(
        out,
        &SarifResult {
            rule_id: finding.rule.id(),
            rule_index: Rule::ALL.iter().position(|rule| *rule == finding.rule),
            level: finding.severity,
            message: Message { text: &text },
            locations: [Location {
                physical_location: PhysicalLocation {
                    artifact_location: ArtifactLocation { uri: &document.file.uri },
                    // Lines of a body within a capture are no lines of the file.
                    region: document.entry.is_none().then_some(region),
                },
                logical_locations: [LogicalLocation { fully_qualified_name: &name, kind: "value" }],
            }],
            partial_fingerprints: Fingerprints { finding: format!("{fingerprint:016x}") },
            properties: Properties {
                record: document.record,
                expected: &expected,
                found: &found,
                contract: finding.contract.as_ref().map(ToString::to_string),
            },
        },
    )
}

/// FNV-1a over what stays the same when lines move, so that a finding is known again.
fn fingerprint(parts: [&str; 3]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_never_change() {
        assert_eq!(fingerprint(["enum", "/status", "the number 9"]), 0xc667_6c97_bc10_9a47);
        assert_ne!(fingerprint(["a", "bc", ""]), fingerprint(["ab", "c", ""]));
    }
}
