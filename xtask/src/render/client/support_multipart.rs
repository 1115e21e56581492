
/// A body with several parts, such as the fields and files of a form.
#[derive(Debug, Clone, Default)]
pub struct Multipart(Vec<(String, Vec<u8>)>);

impl Multipart {
    /// Makes a body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field with a text.
    pub fn text(self, name: &str, text: impl Into<String>) -> Self {
        self.part(&format!("Content-Disposition: form-data; name=\"{}\"", quoted(name)), text.into())
    }

    /// Adds a field with a file; `media_type` is the media type of the content.
    pub fn file(self, name: &str, file_name: &str, media_type: &str, content: impl Into<Vec<u8>>) -> Self {
        let (name, file_name, media_type) = (quoted(name), quoted(file_name), media_type.replace(['\r', '\n'], ""));
        self.part(
            &format!(
                "Content-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: {media_type}"
            ),
            content,
        )
    }

    /// Adds a part with headers of any kind, separated by `\r\n`.
    pub fn part(mut self, headers: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.push((headers.to_owned(), content.into()));
        self
    }
}

/// Escapes a name in the way of browsers: `"` becomes `%22`.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The boundary between the parts of a body. If a part contains this text, a number is added to the boundary.
const BOUNDARY: &str = "client-boundary";

impl From<Multipart> for Body {
    fn from(Multipart(parts): Multipart) -> Self {
        let mut boundary = BOUNDARY.to_owned();
        let contains = |text: &str| {
            let found = |content: &Vec<u8>| content.windows(text.len()).any(|window| window == text.as_bytes());
            parts.iter().any(|(_, content)| found(content))
        };
        let mut number = 0;
        while contains(&boundary) {
            number += 1;
            boundary = format!("{BOUNDARY}-{number}");
        }
        let mut body = Vec::new();
        for (headers, content) in &parts {
            body.extend_from_slice(format!("--{boundary}\r\n{headers}\r\n\r\n").as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        body.into()
    }
}

/// Returns the media type of a body with parts. The first line of the body is `--` and the boundary.
pub(super) fn multipart_type(media_type: &str, body: &Body) -> HeaderValue {
    let text = body.as_bytes().unwrap_or_default();
    let line = text.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let boundary = line.strip_prefix(b"--").and_then(|boundary| std::str::from_utf8(boundary).ok());
    let boundary = boundary.filter(|boundary| !boundary.is_empty() && boundary.len() <= 70 && !boundary.ends_with("--"));
    let value = format!("{media_type}; boundary={}", boundary.unwrap_or(BOUNDARY));
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("multipart/form-data"))
}
