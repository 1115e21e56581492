use super::*;

/// A password with characters that must be escaped in URLs, in HTML or in JSON.
const PASSWORD: &str = "p&a<s>s'w\"o/r\\d%41+\u{e4}\u{20ac}";
const TOKEN: &str = "MIIEPgYJKoZIhvcNAQcCoIIELzCCBCsCAQExDTALBglghkgBZQMEAgEw/ggIQBgkqhkiG9w0BBwGgggIBBIIB-_==";

fn secrets(text: &str) -> Secrets {
    Secrets::new(Secret::any("secret", text).unwrap(), None)
}

/// Returns the text in all forms in which a server may repeat it, for example escaped for HTML. Each form has a name.
fn spellings(text: &str) -> Vec<(&'static str, String)> {
    let bytes = |write: &dyn Fn(u8) -> String| text.bytes().map(write).collect::<String>();
    let characters = |write: &dyn Fn(char) -> String| text.chars().map(write).collect::<String>();
    let json = |text: &str| serde_json::to_string(text).unwrap().trim_matches('"').to_owned();
    let html = |text: &str| {
        let mut out = text.replace('&', "&amp;");
        for (character, entity) in [('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;"), ('\'', "&#39;")] {
            out = out.replace(character, entity);
        }
        out
    };
    vec![
        ("as it is", text.to_owned()),
        ("percent", percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()),
        ("percent, all", bytes(&|byte| format!("%{byte:02x}"))),
        ("HTML", html(text)),
        ("HTML, decimal", characters(&|c| format!("&#{};", u32::from(c)))),
        ("HTML, hexadecimal", characters(&|c| format!("&#x{:X};", u32::from(c)))),
        ("JSON", json(text)),
        ("JSON, slashes", json(text).replace('/', "\\/")),
        ("JSON, all", characters(&|c| format!("\\u{:04x}", u32::from(c)))),
        ("JSON in JSON", json(&json(text))),
        ("JSON in HTML", html(&json(text))),
        ("HTML in JSON", json(&html(text))),
    ]
}

#[test]
fn no_spelling_of_a_secret_is_shown() {
    for secret in [PASSWORD, TOKEN, "hunter2"] {
        for (spelling, text) in spellings(secret) {
            let body = format!("before {text} after");
            assert_eq!(secrets(secret).redact(&body), "before <redacted> after", "{spelling}: {body}");
            let masked = secrets(secret).mask(body.as_bytes());
            assert_eq!(masked, format!("before {} after", "*".repeat(text.len())).as_bytes(), "{spelling}");
        }
    }
}

#[test]
fn no_part_of_a_secret_is_shown() {
    for (start, end) in [(0, 16), (0, 40), (5, 30), (20, TOKEN.len()), (TOKEN.len() - 16, TOKEN.len())] {
        for (spelling, text) in spellings(&TOKEN[start..end]) {
            let redacted = secrets(TOKEN).redact(&format!("<<{text}>>"));
            assert_eq!(redacted, "<<<redacted>>>", "{spelling} of {start}..{end}");
        }
    }
    // The secret has 14 bytes, so its windows have 10 bytes. A part with 10 bytes is found.
    assert_eq!(secrets("hunter2hunter3").redact("(hunter2hun)"), "(<redacted>)");
}

#[test]
fn other_text_is_shown() {
    for text in ["", "MIIEPg", "50% of R&D \\ and &unknown; %zz \\u12 &#x110000; \u{20ac}", "M&amp;M", "%"] {
        assert_eq!(secrets(TOKEN).redact(text), text);
        assert_eq!(secrets(TOKEN).mask(text.as_bytes()), text.as_bytes());
    }
    assert_eq!(Secrets::default().redact("text"), "text");
}

#[test]
fn masks_several_secrets_in_place() {
    let secrets = Secrets::new(Secret::new("token", "ab/c").unwrap(), Some(Secret::new("key", "k3y").unwrap()));
    for (body, masked) in [
        ("", ""),
        ("ab/", "ab/"),
        ("ab/c", "****"),
        ("xab/cab/cy", "x********y"),
        ("k3y ab/c", "*** ****"),
        (r#"{"m":"ab\/c"}"#, r#"{"m":"*****"}"#),
    ] {
        assert_eq!(secrets.mask(body.as_bytes()), masked.as_bytes(), "{body}");
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_masked_in_place(body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let masked = secrets("a%b&c").mask(&body);
        proptest::prop_assert_eq!(masked.len(), body.len());
        proptest::prop_assert!(masked.iter().zip(&body).all(|(masked, byte)| masked == byte || *masked == b'*'));
    }
}
