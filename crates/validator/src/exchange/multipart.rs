//! Splits multipart bodies into their parts (RFC 2046 § 5.1, RFC 7578).

use dataarts_insight_openapi::MediaType;
use memchr::memmem;

/// One part of a multipart body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part<'b> {
    pub(super) name: String,
    pub(super) media_type: Option<MediaType>,
    pub(super) is_file: bool,
    pub(super) content: &'b [u8],
}

/// Returns the parts that have a name. If `boundary` is `None`, reads the boundary from the first line of the body.
pub(super) fn parts<'b>(body: &'b [u8], boundary: Option<&str>) -> Vec<Part<'b>> {
    let first_line = body.split(|byte| *byte == b'\n').next().unwrap_or_default().trim_ascii();
    let delimiter = match boundary {
        Some(boundary) => [b"--", boundary.as_bytes()].concat(),
        None if first_line.starts_with(b"--") => first_line.to_vec(),
        None => return Vec::new(),
    };
    let mut found = Vec::new();
    let mut starts = memmem::find_iter(body, &delimiter).peekable();
    while let Some(start) = starts.next() {
        let rest = body.get(start + delimiter.len()..).unwrap_or_default();
        if rest.starts_with(b"--") {
            break;
        }
        let end = starts.peek().map_or(body.len(), |next| *next);
        let text = body.get(start + delimiter.len()..end).unwrap_or_default();
        found.extend(part(without_line_end(after_line_end(text))));
    }
    found
}

fn part(text: &[u8]) -> Option<Part<'_>> {
    let mut rest = text;
    let (mut name, mut is_file, mut media_type) = (None, false, None);
    loop {
        let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        let line = String::from_utf8_lossy(line);
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        let Some((header, value)) = line.split_once(':') else { continue };
        if header.eq_ignore_ascii_case("content-disposition") {
            name = parameter(value, "name");
            is_file = parameter(value, "filename").is_some() || parameter(value, "filename*").is_some();
        } else if header.eq_ignore_ascii_case("content-type") {
            media_type = MediaType::parse(value);
        }
    }
    Some(Part { name: name?, media_type, is_file, content: rest })
}

/// Returns the value of a parameter in the header `Content-Disposition`. For example, the parameter `name` in
/// `form-data; name="file"` has the value `file`.
fn parameter(value: &str, wanted: &str) -> Option<String> {
    let mut rest = value;
    while let Some((_, after)) = rest.split_once(';') {
        let (name, value) = after.split_once('=')?;
        let quoted = value.trim_start().strip_prefix('"');
        let mut text = String::new();
        let end = match quoted {
            Some(quoted) => {
                let mut is_escaped = false;
                let end = quoted.find(|c: char| {
                    let ends = c == '"' && !is_escaped;
                    is_escaped = c == '\\' && !is_escaped;
                    if !ends && !is_escaped {
                        text.push(c);
                    }
                    ends
                })?;
                quoted.get(end + 1..).unwrap_or_default()
            }
            None => {
                let end = value.find(';').unwrap_or(value.len());
                text.push_str(value.get(..end).unwrap_or_default().trim());
                value.get(end..).unwrap_or_default()
            }
        };
        if name.trim().eq_ignore_ascii_case(wanted) {
            // Browsers write a quote, a carriage return and a line feed as percent escapes.
            return Some(text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
        }
        rest = end;
    }
    None
}

fn after_line_end(text: &[u8]) -> &[u8] {
    let end = memchr::memchr(b'\n', text).map_or(0, |at| at + 1);
    text.get(end..).unwrap_or_default()
}

fn without_line_end(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_a_body_into_its_parts() {
        let body = b"preamble\r\n--x\r\nContent-Disposition: form-data; name=\"a \\\"b\\\"\"\r\n\r\none\r\n--x\r\n\
            content-disposition: form-data; filename=\"f;=.txt\"; name=file\r\nContent-Type: application/json\r\n\r\n\
            {\r\n}\r\n--x--\r\nepilogue";
        let found = parts(body, Some("x"));
        let shown: Vec<_> = found.iter().map(|p| (p.name.as_str(), p.is_file, p.content)).collect();
        assert_eq!(shown, [("a \"b\"", false, &b"one"[..]), ("file", true, b"{\r\n}")]);
        assert!(found[1].media_type.as_ref().is_some_and(MediaType::is_json));
        assert_eq!(parts(&body[10..], None).len(), 2, "the first line tells the boundary");
        assert_eq!(parts(b"no form", None), []);
        assert_eq!(parts(b"--x\n\n--x", Some("x")), []);
    }
}
