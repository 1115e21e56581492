//! Media types and media ranges of HTTP.

/// A media type or a media range: `application/json`, `text/*`, `application/json; version=2`.
///
/// ```
/// use dataarts_insight_openapi::MediaType;
///
/// let declared = MediaType::parse("application/*").expect("a media range");
/// let json = MediaType::parse("Application/JSON; charset=utf-8").expect("a media type");
/// assert!(json.is("application/json") && json.is_json());
/// assert!(declared.precision(&json).is_some());
/// assert_eq!(MediaType::parse("json"), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaType {
    kind: String,
    subtype: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Reads a type and a subtype with a slash between them, such as `text/html`. Each of the two may be `*`. Ignores a
    /// parameter without `=`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = split_unquoted(text).into_iter();
        let (kind, subtype) = parts.next()?.trim().split_once('/')?;
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let parameter = |part: &str| {
            let (name, value) = part.split_once('=')?;
            Some((name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned()))
        };
        Some(Self {
            kind: kind.to_ascii_lowercase(),
            subtype: subtype.to_ascii_lowercase(),
            parameters: parts.filter_map(parameter).collect(),
        })
    }

    /// Returns whether type and subtype are equal to `name`, such as `application/json`. Parameters are not compared.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        name.split_once('/') == Some((&self.kind, &self.subtype))
    }

    /// Returns whether the media type is JSON: `application/json`, `application/x-json`, `text/json`, or a subtype that
    /// ends with `+json`.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let names = ["application/json", "text/json", "application/x-json"];
        names.iter().any(|name| self.is(name)) || self.subtype.ends_with("+json")
    }

    /// Returns whether the media type is JSON, or a range that includes `application/json`, such as `*/*`.
    #[must_use]
    pub fn may_be_json(&self) -> bool {
        self.is_json() || self.is("application/*") || self.is("*/*")
    }

    /// Returns whether the media type is text: `text/plain`, `text/html`.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.kind == "text"
    }

    /// Returns the value of a parameter, such as `boundary`.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns how precisely this range matches a media type. For the media type `text/html`, the range `text/html`
    /// returns a larger number than `text/*`. Returns `None` if the range does not match.
    #[must_use]
    pub fn precision(&self, given: &Self) -> Option<usize> {
        let name = match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", "*") => 0,
            (kind, _) if kind != given.kind => return None,
            (_, "*") => 1,
            (_, subtype) if subtype == given.subtype => 3,
            // HTTP does not define `application/*+json`, but contracts use this range.
            (_, subtype) => {
                let suffix = subtype.strip_prefix('*').filter(|suffix| suffix.starts_with('+'))?;
                given.subtype.ends_with(suffix).then_some(2)?
            }
        };
        let mut same = 0;
        for (name, value) in &self.parameters {
            match given.parameters.iter().find(|(known, _)| known == name) {
                Some((_, other)) if other.eq_ignore_ascii_case(value) => same += 1,
                // A media type without `charset` matches `charset=utf-8`, because UTF-8 is the default.
                None if name == "charset" && value.eq_ignore_ascii_case("utf-8") => {}
                _ => return None,
            }
        }
        Some(name * 100 + same)
    }
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Splits the text at semicolons. A semicolon inside quotes does not count.
fn split_unquoted(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c: char| {
        quoted ^= c == '"';
        c == ';' && !quoted
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_the_most_precise_range() {
        let precision = |range: &str, given: &str| {
            MediaType::parse(range).expect("a range").precision(&MediaType::parse(given).expect("a media type"))
        };
        let given = "Application/JSON; Charset=\"UTF-8\"; version=2";
        for (range, expected) in [
            ("application/json", Some(300)),
            ("application/json; charset=utf-8", Some(301)),
            ("application/json;version=2;charset=utf-8", Some(302)),
            ("application/json;version=1", None),
            ("application/*", Some(100)),
            ("*/*", Some(0)),
            ("application/xml", None),
            ("application/*+json", None),
        ] {
            assert_eq!(precision(range, given), expected, "{range}");
        }
        assert_eq!(precision("application/json;charset=utf-8", "application/json"), Some(300));
        assert_eq!(precision("application/*+json", "application/problem+json"), Some(200));
        assert_eq!(precision("application/json", "application/problem+json"), None, "another media type");
    }

    #[test]
    fn refuses_what_is_not_two_tokens() {
        for text in ["json", "", "/", "a/", "a b/c", "text/ plain", "é/b", "a/b/c"] {
            assert_eq!(MediaType::parse(text), None, "{text}");
        }
        assert!(MediaType::parse(" text/plain ; x ; charset=\"a;b\" ").is_some_and(|media| media.is_text()));
    }
}
