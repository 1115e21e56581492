//! What an error body says, in every shape that the service, its gateway and IAM are known to use.

use serde_json::{Map, Value};

/// How deep a body is searched; the known shapes nest twice.
const MAX_DEPTH: u32 = 4;

/// Names of each fact, most specific first.
const CODES: [&str; 3] = ["error_code", "errorCode", "code"];
const MESSAGES: [&str; 6] = ["error_msg", "errorMsg", "error_message", "message", "msg", "error_description"];
const REQUEST_IDS: [&str; 2] = ["request_id", "requestId"];

/// The facts of an error body; each may be missing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

/// Reads the facts out of a body; none, if it is no JSON.
pub(super) fn read(body: &[u8]) -> Facts {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return Facts::default() };
    let mut facts = Facts::default();
    collect(&value, 0, &mut facts);
    facts
}

/// Outer facts win over inner ones, and within an object specific names over general ones.
fn collect(value: &Value, depth: u32, facts: &mut Facts) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Object(object) => {
            fill(&mut facts.code, object, &CODES);
            fill(&mut facts.message, object, &MESSAGES);
            fill(&mut facts.request_id, object, &REQUEST_IDS);
            if facts.message.is_none() {
                // OAuth style: `{"error": "text"}`.
                fill(&mut facts.message, object, &["error"]);
            }
            for inner in object.values() {
                collect(inner, depth + 1, facts);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, depth + 1, facts)),
        _ => {}
    }
}

fn fill(fact: &mut Option<String>, object: &Map<String, Value>, names: &[&str]) {
    if fact.is_none() {
        *fact = names.iter().find_map(|name| match object.get(*name)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_shape_is_read() {
        for (body, code, message, request_id) in [
            (r#"{"error_code":"DataArtsInsight.24010003","error_msg":"gone"}"#, "DataArtsInsight.24010003", "gone", ""),
            (r#"{"error_code":"APIGW.0301","error_msg":"no","request_id":"r1"}"#, "APIGW.0301", "no", "r1"),
            (r#"{"error_code":24010003,"error_msg":"gone"}"#, "24010003", "gone", ""),
            (r#"{"errorCode":"A","errorMsg":"b"}"#, "A", "b", ""),
            (r#"{"code":"A","message":"b"}"#, "A", "b", ""),
            (r#"{"error":{"code":401,"message":"b","title":"Unauthorized"}}"#, "401", "b", ""),
            (r#"{"response":{"fault":{"error_code":"A","error_msg":"b"}}}"#, "A", "b", ""),
            (r#"{"errors":[{"code":"A","msg":"b"},{"code":"C","msg":"d"}]}"#, "A", "b", ""),
            (r#"{"error":"invalid_token","error_description":"b"}"#, "", "b", ""),
            (r#"{"error":"plain"}"#, "", "plain", ""),
            (
                r#"{"error":{"code":"in","message":"inner","reason":"r"},"error_code":"out","error_msg":"outer","status":"failed"}"#,
                "out",
                "outer",
                "",
            ),
            (r#"{"error_code":"A","encoded_authorization_message":"x"}"#, "A", "", ""),
            ("[]", "", "", ""),
            ("{}", "", "", ""),
            ("null", "", "", ""),
            ("", "", "", ""),
            ("<html>502</html>", "", "", ""),
            (r#"{"error_code":null,"error_msg":""}"#, "", "", ""),
        ] {
            let facts = read(body.as_bytes());
            let found = [facts.code, facts.message, facts.request_id].map(Option::unwrap_or_default);
            assert_eq!(found, [code, message, request_id], "{body}");
        }
    }
}
