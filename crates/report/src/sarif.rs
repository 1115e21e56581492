//! SARIF 2.1.0, which every kind of code scanning reads.

use std::{borrow::Cow, collections::BTreeMap, io};

use serde::Serialize;
use serde_json::{Value, json};

use dataarts_insight_openapi::{Diagnostic, RuleDescription, Severity};

use crate::{
    json::write_json,
    renderer::Tool,
    source::{SourceText, as_u64},
    summary::Summary,
};

pub(crate) fn begin(tool: &Tool) -> String {
    let driver = json!({
        "name": tool.name,
        "semanticVersion": tool.version,
        "rules": tool.rules.iter().map(rule).collect::<Vec<_>>(),
    });
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    format!(
        "{{\"$schema\":\"{schema}\",\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{driver}}},\n\
         \"columnKind\":\"unicodeCodePoints\",\"results\":[\n"
    )
}

pub(crate) fn end(summary: &Summary, hidden: u64) -> String {
    let notifications: Vec<Value> =
        summary.unread.iter().map(|error| json!({ "level": "error", "message": { "text": error } })).collect();
    let invocations = json!([{
        "executionSuccessful": summary.unreadable == 0,
        "exitCode": summary.exit_code(),
        "toolExecutionNotifications": notifications,
    }]);
    let properties = json!({
        "valid": summary.valid,
        "invalid": summary.invalid,
        "unreadable": summary.unreadable,
        "hiddenFindings": hidden,
    });
    format!("\n],\"invocations\":{invocations},\"properties\":{properties}}}]}}\n")
}

fn rule(rule: &RuleDescription) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.summary },
        "fullDescription": { "text": rule.summary },
        "help": { "text": rule.help },
        "defaultConfiguration": { "level": rule.severity },
    })
}

/// An object of SARIF that holds only texts.
type Texts<'a> = BTreeMap<&'static str, &'a str>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'static str,
    rule_index: Option<usize>,
    level: Severity,
    message: Texts<'a>,
    locations: [Location<'a>; 1],
    partial_fingerprints: Texts<'a>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: PhysicalLocation<'a>,
    logical_locations: [Texts<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: Texts<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
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
struct Properties<'a> {
    record: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<Cow<'a, str>>,
    contract: Option<Cow<'a, str>>,
}

pub(crate) fn finding(
    out: &mut Vec<u8>,
    rules: &[RuleDescription],
    source: &SourceText<'_>,
    finding: &impl Diagnostic,
) -> io::Result<()> {
    let mut text = finding.message_with_part();
    if let Some(help) = finding.help() {
        text = format!("{text} ({help})").into();
    }
    let name = match source.entry {
        Some(entry) => format!("{entry}{}", finding.pointer()).into(),
        None => Cow::from(finding.pointer()),
    };
    let (line, end_column, span) = (source.line(finding), source.end_column(finding), finding.span());
    let region = Region {
        start_line: line,
        start_column: finding.position().column,
        end_line: end_column.map(|_| line),
        end_column,
        byte_offset: source.offset.saturating_add(as_u64(span.start)),
        byte_length: span.len(),
    };
    let found = finding.found();
    let fingerprint = fingerprint([finding.rule(), &name, found.as_deref().unwrap_or(&finding.message())]);
    let fingerprint = format!("{fingerprint:016x}");
    write_json(
        out,
        &SarifResult {
            rule_id: finding.rule(),
            rule_index: rules.iter().position(|rule| rule.id == finding.rule()),
            level: finding.severity(),
            message: [("text", text.as_ref())].into(),
            locations: [Location {
                physical_location: PhysicalLocation {
                    artifact_location: [("uri", source.file.uri.as_str())].into(),
                    // Lines of a body within a capture are not lines of the file.
                    region: source.entry.is_none().then_some(region),
                },
                logical_locations: [[("fullyQualifiedName", name.as_ref()), ("kind", "value")].into()],
            }],
            partial_fingerprints: [("finding/v1", fingerprint.as_str())].into(),
            properties: Properties {
                record: source.record,
                expected: finding.expected(),
                found,
                contract: finding.contract(),
            },
        },
    )
}

/// Hashes (FNV-1a) what stays the same when lines move, so that a finding is recognized.
fn fingerprint(parts: [&str; 3]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_published_fingerprints() {
        assert_eq!(fingerprint(["enum", "/status", "the number 9"]), 0xc667_6c97_bc10_9a47);
        assert_ne!(fingerprint(["a", "bc", ""]), fingerprint(["ab", "c", ""]));
    }
}
