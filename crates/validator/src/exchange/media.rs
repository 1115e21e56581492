//! Media types: what a contract declares, and whether a message's own is one of them.

/// A media type or range: `application/json`, `text/*`, `application/json; version=2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Media {
    kind: String,
    subtype: String,
    parameters: Vec<(String, String)>,
}

impl Media {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = split_quoted(text).into_iter();
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let token = |text: &str| text.trim().to_ascii_lowercase();
        let parameters = parts.filter_map(|part| {
            let (name, value) = part.split_once('=')?;
            Some((token(name), value.trim().trim_matches('"').to_owned()))
        });
        let media = Self { kind: token(kind), subtype: token(subtype), parameters: parameters.collect() };
        (!media.kind.is_empty() && !media.subtype.is_empty()).then_some(media)
    }

    /// How closely this declared range describes a media type; none when it does not. The closest one counts.
    pub(super) fn fits(&self, given: &Self) -> Option<usize> {
        let closeness = match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", "*") => 0,
            (kind, "*") if kind == given.kind => 1,
            (kind, subtype) if kind != given.kind || subtype != given.subtype => {
                // `application/*+json` is no range of HTTP, but contracts use it and there is one thing to mean.
                let suffix = subtype.strip_prefix('*')?;
                (kind == given.kind && suffix.starts_with('+') && given.subtype.ends_with(suffix)).then_some(2)?
            }
            _ => 3,
        };
        let mut same = 0;
        for (name, value) in &self.parameters {
            match given.parameters.iter().find(|(known, _)| known == name) {
                Some((_, other)) if other.eq_ignore_ascii_case(value) => same += 1,
                // What is UTF-8 unless it says otherwise need not say so.
                None if name == "charset" && value.eq_ignore_ascii_case("utf-8") => {}
                _ => return None,
            }
        }
        Some(closeness * 100 + same)
    }

    pub(super) fn is_json(&self) -> bool {
        (self.kind == "application" && self.subtype == "json") || self.subtype.ends_with("+json")
    }

    pub(super) fn is_form(&self) -> bool {
        self.kind == "application" && self.subtype == "x-www-form-urlencoded"
    }

    pub(super) fn is_text(&self) -> bool {
        self.kind == "text"
    }
}

/// Splits at semicolons outside quotes.
fn split_quoted(text: &str) -> Vec<&str> {
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
    fn the_closest_range_counts() {
        let fits = |range: &str, given: &str| Media::parse(range).unwrap().fits(&Media::parse(given).unwrap());
        let given = "Application/JSON; Charset=\"UTF-8\"; version=2";
        for (declared, expected) in [
            ("application/json", Some(300)),
            ("application/json; charset=utf-8", Some(301)),
            ("application/json;version=2;charset=utf-8", Some(302)),
            ("application/json;version=1", None),
            ("application/*", Some(100)),
            ("*/*", Some(0)),
            ("application/xml", None),
            ("application/*+json", None),
        ] {
            assert_eq!(fits(declared, given), expected, "{declared}");
        }
        assert_eq!(fits("application/json;charset=utf-8", "application/json"), Some(300));
        assert_eq!(fits("application/*+json", "application/problem+json"), Some(200));
        assert_eq!(fits("application/json", "application/problem+json"), None, "another media type");
        assert_eq!(Media::parse("json"), None);
    }
}
