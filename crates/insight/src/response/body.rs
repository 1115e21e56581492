//! Reads error bodies, in every known shape of the service, its gateway and IAM.

use serde_json::{Map, Value};

/// The depth to which a body is searched; the known shapes have two levels.
const MAX_DEPTH: u32 = 4;

/// Names of the code, the message and the request ID, most specific first.
const CODES: [&str; 3] = ["error_code", "errorCode", "code"];
const MESSAGES: [&str; 6] = ["error_msg", "errorMsg", "error_message", "message", "msg", "error_description"];
const REQUEST_IDS: [&str; 2] = ["request_id", "requestId"];

/// The facts of an error body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ErrorBody {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

/// Reads the facts of a body; a body that is not JSON has none.
pub(super) fn read(body: &[u8]) -> ErrorBody {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return ErrorBody::default() };
    let mut found = ErrorBody::default();
    collect(&value, 0, &mut found);
    found
}

/// Collects facts. Outer facts take precedence over inner ones, and within an object specific names over general ones.
fn collect(value: &Value, depth: u32, found: &mut ErrorBody) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Object(object) => {
            fill(&mut found.code, object, &CODES);
            fill(&mut found.message, object, &MESSAGES);
            fill(&mut found.request_id, object, &REQUEST_IDS);
            if found.message.is_none() {
                // OAuth style: `{"error": "text"}`.
                fill(&mut found.message, object, &["error"]);
            }
            for inner in object.values() {
                collect(inner, depth + 1, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, depth + 1, found)),
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
    fn reads_every_known_shape() {
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
            (r#"{"error":{"code":"in","message":"i"},"error_code":"out","error_msg":"o"}"#, "out", "o", ""),
            (r#"{"error_code":"A","encoded_authorization_message":"x"}"#, "A", "", ""),
            ("[]", "", "", ""),
            ("{}", "", "", ""),
            ("null", "", "", ""),
            ("", "", "", ""),
            ("<html>502</html>", "", "", ""),
            (r#"{"error_code":null,"error_msg":""}"#, "", "", ""),
        ] {
            let read = read(body.as_bytes());
            let found = [read.code, read.message, read.request_id].map(Option::unwrap_or_default);
            assert_eq!(found, [code, message, request_id], "{body}");
        }
    }
}
