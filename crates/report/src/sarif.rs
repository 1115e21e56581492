//! SARIF 2.1.0, a JSON format that code scanning tools read.

use std::{borrow::Cow, io};

use serde_json::{Value, json};

use dataarts_insight_openapi::{Diagnostic, RuleDescription, fnv1a};

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

pub(crate) fn finding(
    out: &mut Vec<u8>,
    rules: &[RuleDescription],
    source: &SourceText<'_>,
    finding: &impl Diagnostic,
) -> io::Result<()> {
    let mut text = finding.message_with_part();
    if let Some(request) = source.request {
        text = format!("{request}: {text}").into();
    }
    if let Some(help) = finding.help() {
        text = format!("{text} ({help})").into();
    }
    let name = match source.entry {
        Some(entry) => format!("{entry}{}", finding.pointer()).into(),
        None => Cow::from(finding.pointer()),
    };
    let (line, end_column, span) = (source.line(finding), source.end_column(finding), finding.span());
    let region = defined([
        ("startLine", Some(line.into())),
        ("startColumn", Some(finding.position().column.into())),
        ("endLine", end_column.map(|_| line.into())),
        ("endColumn", end_column.map(Value::from)),
        ("byteOffset", Some(source.offset.saturating_add(as_u64(span.start)).into())),
        ("byteLength", Some(span.len().into())),
    ]);
    // A finding in a HAR file gets no region, because its line is counted from the start of an HTTP body, not from the
    // start of the file.
    let region = source.entry.is_none().then_some(region);
    let found = finding.found();
    let fingerprint = fingerprint([finding.rule(), &name, found.as_deref().unwrap_or(&finding.message())]);
    let result = json!({
        "ruleId": finding.rule(),
        "ruleIndex": rules.iter().position(|rule| rule.id == finding.rule()),
        "level": finding.severity(),
        "message": { "text": text },
        "locations": [{
            "physicalLocation": defined([
                ("artifactLocation", Some(json!({ "uri": source.file.uri }))),
                ("region", region),
            ]),
            "logicalLocations": [{ "fullyQualifiedName": name, "kind": "value" }],
        }],
        "partialFingerprints": { "finding/v1": format!("{fingerprint:016x}") },
        "properties": defined([
            ("record", Some(source.record.into())),
            ("method", source.request.map(|request| request.method.into())),
            ("url", source.request.map(|request| request.url.into())),
            ("expected", finding.expected().map(Value::from)),
            ("found", found.map(Value::from)),
            ("contract", Some(finding.contract().into())),
        ]),
    });
    write_json(out, &result)
}

/// Makes a JSON object of the members. Leaves out each member with the value `None`.
fn defined<const N: usize>(members: [(&str, Option<Value>); N]) -> Value {
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// Returns a hash (FNV-1a) of the rule, the name of the text, and the found value or the message. The hash does not
/// depend on the line. If the line moves, a tool still recognizes the finding.
fn fingerprint(parts: [&str; 3]) -> u64 {
    fnv1a(parts.iter().flat_map(|part| part.bytes().chain([0xff])))
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
