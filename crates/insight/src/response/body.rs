//! Reads the body of an error response. The service, its gateway and IAM use different JSON objects for errors.

use std::fmt;

use serde::{
    Deserialize as _,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Deserializer;

/// The maximum depth of the JSON objects in which fields are searched. Known error bodies have two levels.
const MAX_DEPTH: usize = 4;

/// The names that a field with the error code can have. If a body has several such fields, the earlier name in this
/// list is used. The same is true for the two lists below. `error` is the message in an error of OAuth.
const CODES: &[&str] = &["error_code", "errorCode", "code"];
const MESSAGES: &[&str] = &["error_msg", "errorMsg", "error_message", "message", "msg", "error_description", "error"];
const REQUEST_IDS: &[&str] = &["request_id", "requestId"];

/// The values from the body of an error.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct ErrorBody {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

/// Reads the code, the message and the request ID from a body. Other values of the body are not stored, so that a large
/// body needs little memory.
///
/// If the body is not JSON, nothing is found. If the JSON is incomplete, the values before its end are found.
pub(super) fn read(body: &[u8]) -> ErrorBody {
    let mut facts = [Fact::new(CODES), Fact::new(MESSAGES), Fact::new(REQUEST_IDS)];
    // If the parser returns an error, the values that were found before the error are still used.
    let _ = Value { facts: &mut facts, depth: 0, name: None }.deserialize(&mut Deserializer::from_slice(body));
    let [code, message, request_id] = facts.map(|fact| fact.found.map(|(_, _, text)| text));
    ErrorBody { code, message, request_id }
}

/// The search for one value, such as the error code. It contains the possible field names and the best text so far.
struct Fact {
    names: &'static [&'static str],
    /// The best text so far: the depth of its field, the index of the field name in `names`, and the text.
    found: Option<(usize, usize, String)>,
}

impl Fact {
    fn new(names: &'static [&'static str]) -> Self {
        Self { names, found: None }
    }

    /// Stores the text of a field if the name of the field is in `names` and the field is better than the stored field.
    /// A field at a lower depth is better. At the same depth, the field with the earlier name in `names` is better.
    fn offer(&mut self, name: &str, depth: usize, text: &str) {
        let Some(rank) = self.names.iter().position(|known| *known == name) else { return };
        let is_better = self.found.as_ref().is_none_or(|(level, place, _)| (depth, rank) < (*level, *place));
        let text = text.trim();
        if is_better && !text.is_empty() {
            self.found = Some((depth, rank, text.to_owned()));
        }
    }
}

/// A visitor of a JSON value and of all values in it. `facts` stores the texts that are found.
struct Value<'a> {
    facts: &'a mut [Fact; 3],
    depth: usize,
    /// The name of the object field that contains this value.
    name: Option<String>,
}

impl Value<'_> {
    fn offer(self, text: &str) {
        let name = self.name.unwrap_or_default();
        self.facts.iter_mut().for_each(|fact| fact.offer(&name, self.depth, text));
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.depth > MAX_DEPTH {
            true => IgnoredAny::deserialize(deserializer).map(|_| ()),
            false => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            map.next_value_seed(Value { facts: self.facts, depth: self.depth + 1, name: Some(name) })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Value { facts: self.facts, depth: self.depth + 1, name: None })?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.offer(text);
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.offer(&number.to_string());
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.offer(&number.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.offer(&number.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
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
            (r#"{"error_code":"A","error_msg":"b","detail":"cut h"#, "A", "b", ""),
            (r#"{"error_code":"A","error_msg":"cut h"#, "A", "", ""),
        ] {
            let read = read(body.as_bytes());
            let found = [read.code, read.message, read.request_id].map(Option::unwrap_or_default);
            assert_eq!(found, [code, message, request_id], "{body}");
        }
    }
}
